#pragma once
/// All of syncact/annotation: labels for neurons. Written by tools/umbrellas.py.
#include "syncact/annotation/annotate.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/annotation/concept.hpp"
#include "syncact/annotation/label_scores.hpp"
#include "syncact/annotation/referee/sanity.hpp"
#include "syncact/annotation/referee/unit_score.hpp"
#include "syncact/annotation/weighted_networks.hpp"
