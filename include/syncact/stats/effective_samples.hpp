#pragma once
/// How many independent samples two autocorrelated series are worth, for a correlation between them.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <limits>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::stats {

/// [lag] Biased autocorrelations r(k) = sum_t x_t x_{t+k} / sum_t x_t^2, k = 1 .. n_lags, of a centered series [time].
/// Throws ValueError unless 0 <= n_lags < n. NaN if the series is zero.
[[nodiscard]] inline VectorX<double> autocorrelations(const VectorX<double>& centered, Index n_lags) {
  const Index n = centered.size();
  require(n_lags >= 0 && n_lags < n, "autocorrelations", "n_lags must lie in [0, number of time points)", n_lags);
  VectorX<double> r(n_lags);
  const double variance = centered.squaredNorm();
  for (Index k = 1; k <= n_lags; ++k) r[k - 1] = centered.head(n - k).dot(centered.tail(n - k)) / variance;
  return r;
}

/// n (1 - a b) / (1 + a b), a and b the lag-1 autocorrelations of the two series: exact for two AR(1) processes of long
/// duration. Bartlett, J. R. Stat. Soc. 98 (1935) 536; Quenouille, Associated Measurements (1952).
[[nodiscard]] inline double effective_samples_ar1(Index n, double a, double b) {
  return static_cast<double>(n) * (1 - a * b) / (1 + a * b);
}

/// n / (1 + 2 sum_k (n-k)/n a(k) b(k)), a and b the autocorrelations at lags 1, 2, ...: with all n - 1 lags Bayley &
/// Hammersley, J. R. Stat. Soc. Suppl. 8 (1946) 184; cut at n/5 lags Pyper & Peterman, Can. J. Fish. Aquat. Sci. 55 (1998)
/// 2127, equation 1. It may exceed n (series that alternate), and is NaN where the denominator is not positive.
/// Throws ShapeError unless both lists are equally long.
[[nodiscard]] inline double effective_samples(Index n, const VectorX<double>& a, const VectorX<double>& b) {
  require_extent("effective_samples", "number of autocorrelations of b", a.size(), b.size());
  double sum = 1;
  for (Index k = 1; k <= a.size(); ++k) sum += 2 * static_cast<double>(n - k) / static_cast<double>(n) * a[k - 1] * b[k - 1];
  return sum > 0 ? static_cast<double>(n) / sum : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
