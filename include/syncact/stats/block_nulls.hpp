#pragma once
/// Null models of blocks of time: the permutation of blocks, and the circular block bootstrap.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/stats/block_permutation.hpp"
#include "syncact/stats/null_model.hpp"

namespace syncact::inline v0_1::stats {

namespace detail {

/// Whole scans of a block of `length`, at least one. Throws ValueError unless two of them fit into the run.
[[nodiscard]] inline Index block_scans(const char* model, Seconds length, const Run& run) {
  require(length.count() > 0, model, "block_length must be > 0 s", length.count());
  const Index n = std::max(Index{1}, static_cast<Index>(std::ceil(length.count() / run.sampling.period().count() - 1e-9)));
  if (2 * n > run.n) {
    throw ValueError(message(model, ": a run of ", run.n, " scans is too short for two blocks of ", n, " scans"));
  }
  return n;
}

}  // namespace detail

/// Cuts every run into blocks of equal length, at least block_length, and puts them into a random order, all signals together.
/// What it keeps: every value, the covariance among signals, the autocorrelation within blocks. What it breaks: the
/// autocorrelation across the edges of blocks, so that draws are rougher than the series: take blocks of several times the
/// length of the response. What it assumes: blocks are exchangeable; unlike shifts it bears a run whose blocks (trials, clips)
/// differ. If blocks do not fill a run, scans at its end, fewer than a block, stay where they are. A run of B blocks has B!
/// draws.
struct BlockPermutation {
  Seconds block_length{60};  ///< rounded up to whole scans

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("block_length", self.block_length, "shortest block");
  }

  [[nodiscard]] std::string name() const {
    return message("permutation of blocks within runs, >= ", block_length.count(), " s");
  }

  /// Throws ShapeError unless series and scans have the same time points, ValueError if a run is too short for two blocks.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> scramble(const SeriesView<T>& series, const Timeline& scans, const Random& random) const {
    require_same_times("BlockPermutation", "series", series.n_times(), "scans", scans.size());
    MatrixX<T> out = series.to_matrix();
    for (Index r = 0, begin = 0; r < scans.n_runs(); begin += scans.run(r).n, ++r) {
      const Index n_blocks = scans.run(r).n / detail::block_scans("BlockPermutation", block_length, scans.run(r));
      const Index length = scans.run(r).n / n_blocks;
      const auto order = random_block_order(n_blocks, Random(random.bits(static_cast<std::uint64_t>(r))));
      out.middleRows(begin, n_blocks * length) =
          permute_blocks(series.times(begin, n_blocks * length), std::span<const Index>(order));
    }
    return out;
  }
};

/// Fills every run with blocks of block_length that begin anywhere in it and go around its end, drawn with replacement, all
/// signals together. What it keeps, on average over draws: mean, variance, covariance among signals, and the autocorrelation at
/// lags well below a block. What it breaks: the autocorrelation across the edges of blocks. Politis & Romano, in LePage &
/// Billard (eds), Exploring the Limits of Bootstrap (1992) 263.
struct CircularBlockBootstrap {
  Seconds block_length{60};  ///< rounded up to whole scans

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("block_length", self.block_length, "length of a block");
  }

  [[nodiscard]] std::string name() const {
    return message("circular block bootstrap within runs, ", block_length.count(), " s");
  }

  /// Throws ShapeError unless series and scans have the same time points, ValueError if a run is too short for two blocks.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> scramble(const SeriesView<T>& series, const Timeline& scans, const Random& random) const {
    require_same_times("CircularBlockBootstrap", "series", series.n_times(), "scans", scans.size());
    MatrixX<T> out(series.n_times(), series.n_signals());
    std::uint64_t n_drawn = 0;
    for (Index r = 0, begin = 0; r < scans.n_runs(); begin += scans.run(r).n, ++r) {
      const Index n = scans.run(r).n, length = detail::block_scans("CircularBlockBootstrap", block_length, scans.run(r));
      for (Index t = 0; t < n; t += length) {
        const Index first = random.below(n_drawn++, n);
        for (Index i = 0; i < std::min(length, n - t); ++i) {
          out.row(begin + t + i) = series.times(begin + (first + i) % n, 1).map();
        }
      }
    }
    return out;
  }
};

template <>
inline constexpr bool only_reorders_time<BlockPermutation> = true;
template <>
inline constexpr bool keeps_autocorrelation<BlockPermutation> = false;
template <>
inline constexpr bool keeps_autocorrelation<CircularBlockBootstrap> = false;

static_assert(NullModel<BlockPermutation, float> && NullModel<CircularBlockBootstrap, double>);

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
