#pragma once
/// Step-down family-wise p-values from null draws of all tests together.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::stats {

/// Adjusted p of each of m statistics, from null draws [draw x test] that were made of all tests together: the largest
/// statistic is compared with the largest of each draw, the next with the largest of the tests that are left, and so on; no p
/// is below that of a larger statistic. Family-wise error as MaxStatistic, and never a larger p. For few tests with one unit,
/// such as models or networks; for neuron x network tables, of which no draws are kept, there is MaxStatistic. A draw reaches a
/// statistic if it is not smaller by more than `tolerance`. NaN for a test whose statistic is NaN. Westfall & Young,
/// Resampling-Based Multiple Testing (1993), algorithm 4.1. Throws ShapeError unless draws have a column a test, ValueError for
/// a draw that is NaN where the statistic is not.
[[nodiscard]] inline VectorX<double> step_down_max(const VectorX<double>& observed, const MatrixX<double>& null,
                                                   double tolerance = 0.0) {
  require_extent("step_down_max", "number of columns of the draws", observed.size(), null.cols());
  std::vector<Index> rising;
  for (Index i = 0; i < observed.size(); ++i) {
    if (std::isnan(observed[i])) continue;
    require(!null.col(i).hasNaN(), "step_down_max", "draws of a defined test must be numbers; the first test with NaN", i);
    rising.push_back(i);
  }
  std::sort(rising.begin(), rising.end(), [&](Index a, Index b) { return observed[a] < observed[b]; });
  VectorX<double> p = VectorX<double>::Constant(observed.size(), std::numeric_limits<double>::quiet_NaN());
  VectorX<double> largest = VectorX<double>::Constant(null.rows(), -std::numeric_limits<double>::infinity());
  for (const Index i : rising) {
    largest = largest.cwiseMax(null.col(i));
    p[i] = p_from_null((largest.array() >= observed[i] - tolerance).count(), null.rows());
  }
  double so_far = 0;
  for (auto i = rising.rbegin(); i != rising.rend(); ++i) p[*i] = so_far = std::max(so_far, p[*i]);
  return p;
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
