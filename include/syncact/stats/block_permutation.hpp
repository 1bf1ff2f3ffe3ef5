#pragma once
/// Reordering of blocks of time.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/core/series_view.hpp"

namespace syncact::inline v0_1::stats {

/// Cuts series [time x signal] into order.size() blocks of equal length and puts block order[i] in place i, all signals
/// together. What it keeps: every value, and the autocorrelation within blocks. What it breaks: the autocorrelation across
/// block edges, so a block must be several times longer than the response; as a null model stats::CircularShift breaks less.
/// Throws ShapeError unless the blocks divide the time points, ValueError unless order is a permutation of 0, 1, ...
template <std::floating_point T>
[[nodiscard]] MatrixX<T> permute_blocks(const SeriesView<T>& series, std::span<const Index> order) {
  const auto n_blocks = static_cast<Index>(order.size());
  require(n_blocks >= 1, "permute_blocks", "the number of blocks must be >= 1", n_blocks);
  require_extent("permute_blocks", "number of time points modulo number of blocks", 0, series.n_times() % n_blocks);
  std::vector<Index> sorted(order.begin(), order.end());
  std::sort(sorted.begin(), sorted.end());
  for (Index i = 0; i < n_blocks; ++i) {
    const Index block = nth(sorted, i);
    require(block == i, "permute_blocks", "the order must name each block from 0 on once; the first block out of place", block);
  }
  const Index length = series.n_times() / n_blocks;
  MatrixX<T> out(series.n_times(), series.n_signals());
  for (Index i = 0; i < n_blocks; ++i) {
    out.middleRows(i * length, length) = series.times(nth(order, i) * length, length).map();
  }
  return out;
}

/// A random order of n blocks.
[[nodiscard]] inline std::vector<Index> random_block_order(Index n_blocks, const Random& random) {
  std::vector<Index> order(as_size(n_blocks));
  for (Index i = 0; i < n_blocks; ++i) nth(order, i) = i;
  random.shuffle(std::span<Index>(order));
  return order;
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
