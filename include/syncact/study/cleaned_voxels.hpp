#pragma once
/// Scans that are cleaned block by block, when a learner asks for them.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/networks/voxel_source.hpp"
#include "syncact/signal/clean.hpp"

namespace syncact::inline v0_1::study {

/// The runs of one subject, each a source of the same voxels, cleaned as signal::clean would clean them together: a
/// networks::VoxelSource for scans larger than memory, with the same bits. Memory: two blocks. Cleaning is repeated each time a
/// block is asked for, which takes a small part of the time that learning from it takes.
template <std::floating_point T, networks::VoxelSource<T> Run>
class CleanedVoxels {
 public:
  /// options.nuisance is not looked at, as in signal::clean. Throws ShapeError unless run r has as many times as run r of the
  /// projection's input clock and all have the same voxels.
  CleanedVoxels(std::vector<Run> runs, signal::Projection projection, const signal::CleanOptions& options)
      : runs_(std::move(runs)), options_(options), projection_(std::move(projection)) {
    const Timeline& scans = projection_.input_clock();
    require_extent("CleanedVoxels", "number of runs", scans.n_runs(), static_cast<Index>(runs_.size()));
    for (Index r = 0; r < scans.n_runs(); ++r) {
      require_extent("CleanedVoxels", message("number of scans of run ", r), scans.run(r).n, run(r).n_times());
      require_extent("CleanedVoxels", message("number of voxels of run ", r), n_voxels(), run(r).n_voxels());
    }
  }

  [[nodiscard]] Index n_times() const { return output_clock().size(); }
  [[nodiscard]] Index n_voxels() const { return runs_.empty() ? 0 : static_cast<Index>(runs_.front().n_voxels()); }
  [[nodiscard]] const signal::Projection& projection() const { return projection_; }
  /// The clock of the cleaned scans.
  [[nodiscard]] const Timeline& output_clock() const { return projection_.output_clock(); }

  /// Throws ValueError for NaN or infinity under NanPolicy::raise; voxels are counted from the block's first.
  [[nodiscard]] SeriesView<T> view(Index first, Index n, MatrixX<T>& buffer) const {
    constexpr Index tile = signal::Projection::tile_signals;
    const Index begin = first / tile * tile;  // whole tiles, so that the bits are those of the whole table
    const Index end = std::min((first + n + tile - 1) / tile * tile, n_voxels());
    const Timeline& scans = projection_.input_clock();
    MatrixX<T> raw(scans.size(), end - begin), of_run;
    for (Index r = 0; r < scans.n_runs(); ++r) {
      raw.middleRows(scans.begin(r), scans.run(r).n) = run(r).view(begin, end - begin, of_run).map();
    }
    buffer = signal::clean(SeriesView<T>(raw), projection_, options_).values;
    return SeriesView<T>(buffer).signals(first - begin, n);
  }

 private:
  [[nodiscard]] const Run& run(Index r) const { return nth(runs_, r); }

  std::vector<Run> runs_;
  signal::CleanOptions options_;
  signal::Projection projection_;
};

}  // namespace syncact::inline v0_1::study

#include "syncact/core/macros_on.hpp"
