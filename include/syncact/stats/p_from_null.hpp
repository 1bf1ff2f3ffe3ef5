#pragma once
/// p-values from null draws.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::stats {

/// p = (b + 1) / (n + 1), b of n null draws having reached the observed value. Never 0: the observation is one of the n + 1
/// arrangements. Phipson & Smyth, Stat. Appl. Genet. Mol. Biol. 9 (2010) 39, equation 2.
[[nodiscard]] constexpr double p_from_null(Index n_reached, Index n_draws) {
  return static_cast<double>(n_reached + 1) / static_cast<double>(n_draws + 1);
}

/// Family-wise p-values and threshold from the largest statistic of every null draw: a statistic is compared with the
/// largest of the whole family, so the chance of any false positive at p_fwe <= a is at most a.
/// Ties: a draw reaches a statistic if it is not smaller by more than `tolerance`, so that rounding never makes a p-value
/// smaller. Nichols & Holmes, Hum. Brain Mapp. 15 (2002) 1.
class MaxStatistic {
 public:
  MaxStatistic() = default;
  /// null_max: one value per draw. Throws ValueError if one of them is NaN.
  explicit MaxStatistic(VectorX<double> null_max, double tolerance = 0.0)
      : descending_(std::move(null_max)), tolerance_(tolerance) {
    for (const double value : descending_)
      require(value == value, "MaxStatistic", "the largest of a draw must be a number", value);
    std::sort(descending_.begin(), descending_.end(), std::greater<>());
  }

  /// p_fwe of one statistic; NaN for NaN.
  [[nodiscard]] double p(double statistic) const {
    if (statistic != statistic) return statistic;
    const auto reached = std::upper_bound(descending_.begin(), descending_.end(), statistic - tolerance_, std::greater<>());
    return p_from_null(reached - descending_.begin(), descending_.size());
  }

  /// p(statistic) <= level exactly where statistic - tolerance > threshold(level). Infinite if there are too few draws for
  /// any statistic to be significant (fewer than 19 for .05).
  [[nodiscard]] double threshold(double level) const {
    // (b + 1) / (n + 1) <= level; the small number keeps .05 * 20 from being 0.99999
    const auto allowed = static_cast<Index>(level * static_cast<double>(descending_.size() + 1) * (1 + 1e-12)) - 1;
    if (allowed < 0) return std::numeric_limits<double>::infinity();
    return allowed < descending_.size() ? descending_[allowed] : -std::numeric_limits<double>::infinity();
  }

  [[nodiscard]] double tolerance() const { return tolerance_; }
  [[nodiscard]] Index n_draws() const { return descending_.size(); }

 private:
  VectorX<double> descending_;
  double tolerance_ = 0.0;
};

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
