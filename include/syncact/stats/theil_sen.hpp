#pragma once
/// Theil-Sen slope: the median of the slopes of all pairs of points.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/numeric/normal.hpp"
#include "syncact/stats/rank_correlation.hpp"

namespace syncact::inline v0_1::stats {

/// The median of (y_j - y_i) / (x_j - x_i) over pairs with different x, which one point in four may be wild without moving far,
/// and Sen's interval for it from the null variance of Kendall's S with ties in x, (n(n-1)(2n+5) - sum t(t-1)(2t+5)) / 18. NaN
/// if x is constant. Supposes independent points. Sen, J. Am. Stat. Assoc. 63 (1968) 1379.
/// Throws ShapeError unless equally long, ValueError for NaN. Time and memory n^2.
[[nodiscard]] inline Interval theil_sen(const VectorX<double>& x, const VectorX<double>& y, double level = 0.95) {
  require_extent("theil_sen", "length of y", x.size(), y.size());
  require(x.allFinite() && y.allFinite(), "theil_sen", "all values must be finite");
  require(level > 0 && level < 1, "theil_sen", "level must lie in (0, 1)", level);
  std::vector<double> slopes;
  for (Index j = 0; j < x.size(); ++j) {
    for (Index i = 0; i < j; ++i) {
      if (x[i] != x[j]) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
    }
  }
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (slopes.empty()) return {nan, nan, nan, 0};
  std::sort(slopes.begin(), slopes.end());
  const auto n_slopes = std::ssize(slopes);
  const double middle = (nth(slopes, (n_slopes - 1) / 2) + nth(slopes, n_slopes / 2)) / 2;

  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  const auto term = [](double t) { return t * (t - 1) * (2 * t + 5); };
  double variance = term(static_cast<double>(x.size()));
  for (auto at = sorted.begin(); at != sorted.end();) {
    const auto end = std::upper_bound(at, sorted.end(), *at);
    variance -= term(static_cast<double>(end - at));
    at = end;
  }
  const double half = numeric::normal_quantile((1 + level) / 2) * std::sqrt(variance / 18);
  const auto low = std::llround((static_cast<double>(n_slopes) - half) / 2) - 1;
  const auto high = std::llround((static_cast<double>(n_slopes) + half) / 2);
  if (low < 0 || high >= n_slopes) return {middle, nan, nan, 0};
  return {middle, nth(slopes, low), nth(slopes, high), 0};
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
