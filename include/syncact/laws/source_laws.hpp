#pragma once
/// The axioms of sources, as checks for your own: of voxels, of neurons, of activations.
#include "syncact/core/macros_off.hpp"

#include "syncact/laws/report.hpp"
#include "syncact/networks/voxel_source.hpp"
#include "syncact/study/neurons.hpp"
#include "syncact/synchrony/neuron_source.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

/// The same numbers, NaN in the same places.
template <std::floating_point T>
[[nodiscard]] bool same_values(const MatrixX<T>& a, const MatrixX<T>& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  return ((a.array() == b.array()) || (a.array().isNaN() && b.array().isNaN())).all();
}

}  // namespace detail

/// Axioms of networks::VoxelSource: extents; ranges asked for in any order, and again, are parts of the whole. Reads all
/// voxels, so give a small source.
template <std::floating_point T, networks::VoxelSource<T> S>
[[nodiscard]] Report check_voxel_source(const S& source) {
  Report report;
  const auto n_times = static_cast<Index>(source.n_times()), n = static_cast<Index>(source.n_voxels());
  report.expect(n_times >= 0 && n >= 0, "extents are not negative", n_times, " x ", n);
  if (!report.ok()) return report;
  const auto read = [&](Index first, Index count) {
    MatrixX<T> buffer;
    return SeriesView<T>(source.view(first, count, buffer)).to_matrix();
  };
  const MatrixX<T> all = read(0, n);
  report.expect(all.rows() == n_times && all.cols() == n, "a view is [time x n]", all.rows(), " x ", all.cols());
  if (!report.ok()) return report;
  MatrixX<T> buffer;  // one for all, as a learner has it
  for (const Index width : {Index{1}, Index{3}, std::max(Index{1}, n / 2)}) {
    for (Index first = (n - 1) / width * width; first >= 0; first -= width) {
      const Index count = std::min(width, n - first);
      const MatrixX<T> part = SeriesView<T>(source.view(first, count, buffer)).to_matrix();
      report.expect(detail::same_values<T>(part, all.middleCols(first, count)),
                    "a range is a part of the whole, in whatever order ranges are asked for", "voxels ", first, " to ",
                    first + count - 1);
    }
  }
  report.expect(detail::same_values<T>(read(0, n), all), "the same range has the same values each time");
  return report;
}

/// Axioms of synchrony::NeuronSource: block(first, n) is [time x n], the same in every call, and a part of the whole.
template <std::floating_point T, synchrony::NeuronSource<T> S>
[[nodiscard]] Report check_neuron_source(const S& source) {
  Report report;
  const Index n = source.n_neurons();
  const MatrixX<T> all = source.block(0, n);
  report.expect(all.rows() == source.n_times() && all.cols() == n, "a block is [time x n]", all.rows(), " x ", all.cols());
  if (!report.ok()) return report;
  report.expect(detail::same_values<T>(source.block(0, n), all), "the same block is the same in every call");
  for (Index first = 0; first < n; first += 2) {
    const Index count = std::min(Index{2}, n - first);
    report.expect(detail::same_values<T>(source.block(first, count), all.middleCols(first, count)),
                  "a block is a part of the whole", "from neuron ", first);
  }
  return report;
}

/// Axioms of study::ActivationSource: frames(first, n) is [n x unit], and the rows do not depend on how frames are cut.
template <study::ActivationSource S>
[[nodiscard]] Report check_activation_source(const S& source) {
  Report report;
  const auto n = static_cast<Index>(source.n_frames()), n_units = static_cast<Index>(source.n_units());
  report.expect(static_cast<Index>(source.block_frames()) >= 1, "it likes at least one frame at a time", source.block_frames());
  const auto read = [&](Index first, Index count) {
    const auto table = source.frames(first, count);
    return with_series(table, [](const auto& view) { return view.template to_matrix<double>(); });
  };
  const MatrixX<double> all = read(0, n);
  report.expect(all.rows() == n && all.cols() == n_units, "a block is [frame x unit]", all.rows(), " x ", all.cols());
  if (!report.ok()) return report;
  for (const Index width : {Index{1}, Index{7}}) {
    for (Index first = 0; first < n; first += width) {
      const Index count = std::min(width, n - first);
      report.expect(detail::same_values<double>(read(first, count), all.middleRows(first, count)),
                    "the rows do not depend on how frames are cut", "frames from ", first);
    }
  }
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
