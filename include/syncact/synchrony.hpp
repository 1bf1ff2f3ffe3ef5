#pragma once
/// All of syncact/synchrony: coupling neurons with networks. Written by tools/umbrellas.py.
#include "syncact/synchrony/couple.hpp"
#include "syncact/synchrony/measure/concept.hpp"
#include "syncact/synchrony/measure/pearson.hpp"
#include "syncact/synchrony/measure/spearman.hpp"
#include "syncact/synchrony/neuron_source.hpp"
#include "syncact/synchrony/options.hpp"
#include "syncact/synchrony/pairs.hpp"
#include "syncact/synchrony/synchrony.hpp"
#include "syncact/synchrony/timing.hpp"
