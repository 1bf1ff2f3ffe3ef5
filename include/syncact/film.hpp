#pragma once
/// All of syncact/film: a network that watches a film. Written by tools/umbrellas.py.
#include "syncact/film/film_activations.hpp"
#include "syncact/film/frame.hpp"
#include "syncact/film/frame_source.hpp"
#include "syncact/film/inference_engine.hpp"
#include "syncact/film/joined.hpp"
#include "syncact/film/loudness.hpp"
#include "syncact/film/low_level.hpp"
#include "syncact/film/preprocessing.hpp"
#include "syncact/film/showing.hpp"
