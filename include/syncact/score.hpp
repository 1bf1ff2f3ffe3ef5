#pragma once
/// All of syncact/score: how brain-like a model is. Written by tools/umbrellas.py.
#include "syncact/score/accuracy_relation.hpp"
#include "syncact/score/alignment_pattern.hpp"
#include "syncact/score/ceiling.hpp"
#include "syncact/score/competitors.hpp"
#include "syncact/score/held_out_runs.hpp"
#include "syncact/score/layers.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/score/paired.hpp"
#include "syncact/score/people.hpp"
#include "syncact/score/ranking.hpp"
#include "syncact/score/score_by.hpp"
#include "syncact/score/stimulus_bootstrap.hpp"
