#pragma once
/// All of syncact/stats: null models, p-values, corrections. Written by tools/umbrellas.py.
#include "syncact/stats/block_permutation.hpp"
#include "syncact/stats/circular_shift.hpp"
#include "syncact/stats/correction.hpp"
#include "syncact/stats/draws.hpp"
#include "syncact/stats/effective_samples.hpp"
#include "syncact/stats/lagged_products.hpp"
#include "syncact/stats/null_model.hpp"
#include "syncact/stats/p_from_null.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/stats/rank_correlation.hpp"
#include "syncact/stats/theil_sen.hpp"
#include "syncact/stats/xdf.hpp"
