#pragma once
/// Correlations of two short lists of independent things (models, subjects), with intervals.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/numeric/normal.hpp"
#include "syncact/numeric/ranks.hpp"

namespace syncact::inline v0_1::stats {

/// Pearson's r of two lists; NaN if one is constant or there are fewer than two values. Throws ShapeError unless equally long.
[[nodiscard]] inline double pearson(const VectorX<double>& a, const VectorX<double>& b) {
  require_extent("pearson", "length of b", a.size(), b.size());
  if (a.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const VectorX<double> x = a.array() - a.mean(), y = b.array() - b.mean();
  const double noise = 1e-14 * static_cast<double>(a.size());
  if (x.norm() <= noise * a.norm() || y.norm() <= noise * b.norm()) return std::numeric_limits<double>::quiet_NaN();
  return std::clamp(x.normalized().dot(y.normalized()), -1.0, 1.0);
}

/// Spearman's rho: Pearson's r of the ranks, ties averaged.
[[nodiscard]] inline double spearman(const VectorX<double>& a, const VectorX<double>& b) {
  require_extent("spearman", "length of b", a.size(), b.size());
  return pearson(numeric::average_ranks(a), numeric::average_ranks(b));
}

/// Kendall's tau-b: (concordant - discordant) / sqrt((pairs not tied in a) (pairs not tied in b)); NaN if a list is constant.
/// O(n^2): meant for lists of models.
[[nodiscard]] inline double kendall_tau_b(const VectorX<double>& a, const VectorX<double>& b) {
  require_extent("kendall_tau_b", "length of b", a.size(), b.size());
  const auto sign = [](double x) { return (x > 0) - (x < 0); };
  double score = 0, untied_a = 0, untied_b = 0;
  for (Index i = 0; i < a.size(); ++i) {
    for (Index j = 0; j < i; ++j) {
      const int s = sign(a[i] - a[j]), t = sign(b[i] - b[j]);
      score += s * t;
      untied_a += s != 0;
      untied_b += t != 0;
    }
  }
  if (untied_a == 0 || untied_b == 0) return std::numeric_limits<double>::quiet_NaN();
  return score / std::sqrt(untied_a * untied_b);
}

/// A statistic of paired lists with an interval.
struct Interval {
  double value = 0;
  double low = 0;         ///< NaN where there is no interval (a bootstrap of which fewer than half the resamples had a value)
  double high = 0;        ///< likewise
  Index n_resamples = 0;  ///< of a bootstrap: resamples that had a value; constant ones have none
};

namespace detail {

inline Interval fisher_interval(double r, Index n, double level, double variance) {
  require(level > 0 && level < 1, "fisher_interval", "level must lie in (0, 1)", level);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (n < 4 || !(std::abs(r) < 1)) return {r, nan, nan, 0};
  const double half = numeric::normal_quantile((1 + level) / 2) * std::sqrt(variance / static_cast<double>(n - 3));
  return {r, std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half), 0};
}

}  // namespace detail

/// Pearson's r with the interval of Fisher's z, tanh(artanh r +- z / sqrt(n - 3)): covers as stated from n = 4 on if the pairs
/// are independent and normal. The interval is NaN with fewer pairs, or if r is undefined or exactly 1 or -1.
[[nodiscard]] inline Interval pearson_interval(const VectorX<double>& a, const VectorX<double>& b, double level = 0.95) {
  return detail::fisher_interval(pearson(a, b), a.size(), level, 1.0);
}

/// Spearman's rho with the interval of Bonett & Wright, Psychometrika 65 (2000) 23: Fisher's z with a variance of
/// (1 + rho^2 / 2) / (n - 3). It covers as stated from n = 10 on; with fewer pairs it is NaN.
[[nodiscard]] inline Interval spearman_interval(const VectorX<double>& a, const VectorX<double>& b, double level = 0.95) {
  const double rho = spearman(a, b);
  constexpr Index fewest = 10;
  return detail::fisher_interval(rho, a.size() < fewest ? 0 : a.size(), level, 1 + rho * rho / 2);
}

/// Settings of a bootstrap.
struct Bootstrap {
  Index n_resamples = 10000;
  double level = 0.95;  ///< coverage, in (0, 1)
  std::uint64_t seed = 0;
};

/// `value` with the percentile interval of what its resamples gave; resamples without a value are left out of `resampled`. No
/// interval if fewer than half of the n_resamples had one.
[[nodiscard]] inline Interval percentile_interval(double value, std::vector<double> resampled, Index n_resamples,
                                                  double level) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  Interval result{value, nan, nan, static_cast<Index>(resampled.size())};
  if (2 * result.n_resamples < n_resamples) return result;
  std::sort(resampled.begin(), resampled.end());
  const auto at = [&](double share) { return nth(resampled, std::lround(share * static_cast<double>(resampled.size() - 1))); };
  result.low = at((1 - level) / 2);
  result.high = at((1 + level) / 2);
  return result;
}

/// statistic(a, b) with its percentile interval over resamples of the pairs with replacement.
/// Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. With fewer than about ten pairs the interval is
/// too narrow, and pairs that are not independent (networks of one family) make it narrower still.
/// Throws ShapeError unless the lists are equally long, ValueError for NaN or settings outside their range.
template <class Statistic>
[[nodiscard]] Interval bootstrap(const VectorX<double>& a, const VectorX<double>& b, Statistic statistic,
                                 const Bootstrap& settings = {}) {
  require_extent("bootstrap", "length of b", a.size(), b.size());
  require(a.allFinite() && b.allFinite(), "bootstrap", "all values must be finite");
  require(settings.n_resamples >= 1, "bootstrap", "n_resamples must be >= 1", settings.n_resamples);
  require(settings.level > 0 && settings.level < 1, "bootstrap", "level must lie in (0, 1)", settings.level);
  std::vector<double> values;
  VectorX<double> x(a.size()), y(b.size());
  for (Index s = 0; s < settings.n_resamples; ++s) {
    const Random random(settings.seed, static_cast<std::uint64_t>(s));
    for (Index i = 0; i < a.size(); ++i) {
      const Index pick = random.below(static_cast<std::uint64_t>(i), a.size());
      x[i] = a[pick];
      y[i] = b[pick];
    }
    if (const double value = statistic(x, y); !std::isnan(value)) values.push_back(value);
  }
  return percentile_interval(statistic(a, b), std::move(values), settings.n_resamples, settings.level);
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
