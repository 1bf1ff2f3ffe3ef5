#pragma once
/// All of syncact/coding: sparse coders. Written by tools/umbrellas.py.
#include "syncact/coding/any_coder.hpp"
#include "syncact/coding/concept.hpp"
#include "syncact/coding/duality_gap.hpp"
#include "syncact/coding/lasso_cd.hpp"
#include "syncact/coding/lasso_lars.hpp"
#include "syncact/coding/matching_pursuit.hpp"
#include "syncact/coding/omp.hpp"
