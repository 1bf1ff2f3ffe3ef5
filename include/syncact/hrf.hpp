#pragma once
/// All of syncact/hrf: haemodynamic responses. Written by tools/umbrellas.py.
#include "syncact/hrf/concept.hpp"
#include "syncact/hrf/derivative.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/hrf/fir.hpp"
#include "syncact/hrf/gamma.hpp"
#include "syncact/hrf/integral.hpp"
#include "syncact/hrf/model.hpp"
#include "syncact/hrf/none.hpp"
#include "syncact/hrf/sample.hpp"
