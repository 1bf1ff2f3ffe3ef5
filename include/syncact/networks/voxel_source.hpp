#pragma once
/// Where a learner gets voxels from when they need not all be in memory.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <concepts>

#include "syncact/core/series_view.hpp"
#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::networks {

/// Hands out bold [time x voxel] by ranges of voxels.
///   view(first, n, buffer)   voxels first .. first+n-1 as a [time x n] view, into the source's own memory, or into
///                            `buffer`, which the source resizes and fills.
/// Axioms: the same range has the same values each time; ranges may be asked for in any order, one at a time; a view lasts
/// until the buffer is used again.
template <class S, class T>
concept VoxelSource = requires(const S source, Index i, MatrixX<T>& buffer) {
  { source.n_times() } -> std::convertible_to<Index>;
  { source.n_voxels() } -> std::convertible_to<Index>;
  { source.view(i, i, buffer) } -> std::convertible_to<SeriesView<T>>;
};

/// A table in memory, or mapped into it: nothing is copied.
template <std::floating_point T>
struct VoxelsInMemory {
  SeriesView<T> bold;

  [[nodiscard]] Index n_times() const { return bold.n_times(); }
  [[nodiscard]] Index n_voxels() const { return bold.n_signals(); }
  [[nodiscard]] SeriesView<T> view(Index first, Index n, MatrixX<T>& /*buffer*/) const { return bold.signals(first, n); }
};

/// Voxels that a function makes or fetches: fill(first, out) writes voxels first .. first + out.cols() - 1 to out
/// [time x voxel].
template <std::floating_point T, std::invocable<Index, linalg::Panel<T>> Fill>
struct GeneratedVoxels {
  Index times;
  Index voxels;
  Fill fill;

  [[nodiscard]] Index n_times() const { return times; }
  [[nodiscard]] Index n_voxels() const { return voxels; }
  [[nodiscard]] SeriesView<T> view(Index first, Index n, MatrixX<T>& buffer) const {
    if (buffer.rows() != times || buffer.cols() < n) buffer.resize(times, n);
    fill(first, linalg::Panel<T>(buffer.leftCols(n)));
    return SeriesView<T>(buffer.data(), times, n, 1, times);
  }
};

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
