#pragma once
/// The null draws of one test: numbered, reproducible one by one.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <numeric>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/stats/null_model.hpp"

namespace syncact::inline v0_1::stats {

/// Up to n draws of a null model on one clock. Draw d of an infinite model is scramble(..., Random(seed, d)).
///
/// A model with few distinct draws (one run under circular shift) is sampled without replacement, and if n reaches their
/// number every draw is used exactly once. Sampling with replacement would be wrong there: with 119 distinct shifts the
/// smallest honest p is 1/120, but 999 draws with replacement would report 1/1000 for the same evidence. Without
/// replacement p = (b+1)/(n+1) is right for the full set and for a random part of it (Hemerik & Goeman, TEST 27, 2018),
/// as far as the series are stationary (shifts with a minimum are no group, so nothing here is exact by algebra alone).
template <class N>
class Draws {
 public:
  /// Throws ValueError unless n >= 1, and what the null model throws for this clock.
  Draws(const N& null, const Timeline& scans, Index n, std::uint64_t seed) : null_(null), scans_(scans), size_(n), seed_(seed) {
    require(n >= 1, "Draws", "the number of draws must be >= 1", n);
    if constexpr (EnumerableNullModel<N, double>) {
      if (const std::optional<Index> n_distinct = null_.n_distinct(scans_)) {
        exhaustive_ = n >= *n_distinct;
        size_ = std::min(n, *n_distinct);
        order_.resize(as_size(*n_distinct));
        std::iota(order_.begin(), order_.end(), Index{0});
        Random(seed).shuffle(std::span<Index>(order_));
      }
    }
  }

  /// The number of draws; fewer than asked for if there are no more distinct ones.
  [[nodiscard]] Index size() const { return size_; }
  /// Every distinct draw is used exactly once: the p-values do not depend on the seed.
  [[nodiscard]] bool exhaustive() const { return exhaustive_; }

  /// Draw d, 0 <= d < size(), of series [time x signal].
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> operator()(const SeriesView<T>& series, Index d) const {
    if constexpr (EnumerableNullModel<N, T>) {
      if (!order_.empty()) return null_.scramble_by(series, scans_, nth(order_, d));
    }
    return null_.scramble(series, scans_, Random(seed_, static_cast<std::uint64_t>(d)));
  }

  /// How far draw d rolls each run.
  [[nodiscard]] std::vector<Index> lags(Index d) const requires ShiftNullModel<N> {
    if (!order_.empty()) return null_.lags_by(scans_, nth(order_, d));
    return null_.lags(scans_, Random(seed_, static_cast<std::uint64_t>(d)));
  }

 private:
  N null_;
  Timeline scans_;
  Index size_;
  std::uint64_t seed_;
  bool exhaustive_ = false;
  std::vector<Index> order_;
};

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
