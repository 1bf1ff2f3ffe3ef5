#pragma once
/// All that needs Eigen alone. The header of what you use compiles faster. Written by tools/umbrellas.py.
/// Not in here:
/// - catalog.hpp, every policy by name, with all of similarity
/// - io.hpp, files: needs zlib
/// - laws.hpp, laws of policies: for tests
/// - similarity.hpp, measures of similarity, which take as long to compile as the rest
/// - synthetic.hpp, planted worlds: for experiments and tests
/// - adapt/xtensor.hpp, linalg/xtensor_blas.hpp and film/opencv/, which need those libraries
#include "syncact/activations.hpp"
#include "syncact/adapt.hpp"
#include "syncact/annotation.hpp"
#include "syncact/coding.hpp"
#include "syncact/core.hpp"
#include "syncact/film.hpp"
#include "syncact/groups.hpp"
#include "syncact/hrf.hpp"
#include "syncact/linalg.hpp"
#include "syncact/networks.hpp"
#include "syncact/numeric.hpp"
#include "syncact/parallel.hpp"
#include "syncact/score.hpp"
#include "syncact/signal.hpp"
#include "syncact/stats.hpp"
#include "syncact/study.hpp"
#include "syncact/synchrony.hpp"
