#pragma once
/// The variance of a correlation between two autocorrelated, cross-correlated series.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"
#include "syncact/numeric/normal.hpp"

namespace syncact::inline v0_1::stats {

/// What is done about the noise in autocorrelations at large lags.
enum class LagTaper : unsigned char {
  adaptive,  ///< cut before the first autocorrelation that is not significant; cross-correlations at the later of both cuts
  tukey,     ///< lag k times (1 + cos(pi k / M)) / 2, zero from lag M on
  none,      ///< every lag counts in full
};

/// Settings of xdf().
struct XdfSettings {
  LagTaper taper = LagTaper::adaptive;
  std::optional<Index> tukey_lag{};  ///< M; sqrt(n) rounded if not given
  bool at_least_white = true;        ///< no variance below that of white series, (1 - r^2)^2 / n
};

/// A correlation with its variance and its test of r = 0.
struct XdfTest {
  double r = 0;
  double variance = 0;  ///< of r
  double z = 0;         ///< artanh(r) (1 - r^2) / sqrt(variance)
  double p = 0;         ///< two-sided, z normal
};

namespace detail {

/// Lags 1 .. cut that precede the first |autocorrelation| below the 95 % bound of white noise; all if none is below.
[[nodiscard]] inline Index significant_lags(const Eigen::Ref<const VectorX<double>>& autocorrelation, Index n) {
  const double bound = std::numbers::sqrt2 * 1.3859 / std::sqrt(static_cast<double>(n));
  Index cut = 0;
  while (cut < autocorrelation.size() && std::abs(autocorrelation[cut]) >= bound) ++cut;
  return cut;
}

/// The weight of lag k.
[[nodiscard]] inline double tukey_weight(Index k, Index m) {
  return k < m ? 0.5 * (1 + std::cos(std::numbers::pi * static_cast<double>(k) / static_cast<double>(m))) : 0.0;
}

}  // namespace detail

/// Tests a correlation r of two series of n time points from their biased autocorrelations a, b at lags 1 .. n-2 or more,
/// and their biased cross-correlations ahead(k) = r(a_t, b_{t+k}) and behind(k) = r(a_{t+k}, b_t):
///   n^2 V = (n-1)(1-r^2)^2 + sum_k (n-1-k) [ r^2 (a^2 + b^2 + ahead^2 + behind^2)
///           - 2 r (a + b)(ahead + behind) + 2 (a b + ahead behind) ].
/// NaN variance, z and p where V <= 0 or |r| is 1 up to rounding. O(n) time and no memory beyond the arguments.
/// Afyouni, Smith & Nichols, NeuroImage 199 (2019) 609, equation 3 and section 2.3; weights as in the authors' program,
/// which rounds r to 7 decimals (this does not) and drops series all of whose lags are significant (this keeps them).
/// Throws ValueError if n < 4, ShapeError if there are too few lags.
[[nodiscard]] inline XdfTest xdf(double r, Index n, const Eigen::Ref<const VectorX<double>>& a,
                                 const Eigen::Ref<const VectorX<double>>& b, const Eigen::Ref<const VectorX<double>>& ahead,
                                 const Eigen::Ref<const VectorX<double>>& behind, const XdfSettings& settings = {}) {
  require(n >= 4, "xdf", "the number of time points must be >= 4", n);
  const Index n_lags = n - 2;
  for (const Index size : {a.size(), b.size(), ahead.size(), behind.size()}) {
    if (size < n_lags) throw ShapeError(message("xdf: ", n_lags, " lags are needed, there are ", size));
  }
  const Index m = settings.tukey_lag.value_or(std::llround(std::sqrt(static_cast<double>(n))));
  require(m >= 1, "xdf", "tukey_lag must be >= 1", m);
  Index cut_a = n_lags, cut_b = n_lags;
  if (settings.taper == LagTaper::adaptive) {
    cut_a = detail::significant_lags(a.head(n_lags), n);
    cut_b = detail::significant_lags(b.head(n_lags), n);
  }
  double sum = 0;
  for (Index k = 1; k <= std::max(cut_a, cut_b); ++k) {
    const double weight = settings.taper == LagTaper::tukey ? detail::tukey_weight(k, m) : 1.0;
    const double ak = k <= cut_a ? weight * a[k - 1] : 0.0, bk = k <= cut_b ? weight * b[k - 1] : 0.0;
    const double fk = weight * ahead[k - 1], gk = weight * behind[k - 1];
    sum += static_cast<double>(n - 1 - k) *
           (r * r * (ak * ak + bk * bk + fk * fk + gk * gk) - 2 * r * (ak + bk) * (fk + gk) + 2 * (ak * bk + fk * gk));
  }
  const auto size = static_cast<double>(n);
  const double white = (1 - r * r) * (1 - r * r);
  XdfTest test{r, ((size - 1) * white + sum) / (size * size), 0, 0};
  if (settings.at_least_white) test.variance = std::max(test.variance, white / size);
  const bool collinear = !(1 - r * r > 16 * std::numeric_limits<double>::epsilon());
  if (!(test.variance > 0) || collinear) test.variance = std::numeric_limits<double>::quiet_NaN();
  test.z = std::atanh(r) * (1 - r * r) / std::sqrt(test.variance);
  test.p = numeric::two_sided_normal_p(test.z);
  return test;
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
