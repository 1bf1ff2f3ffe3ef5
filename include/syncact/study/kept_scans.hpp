#pragma once
/// A part of a run's scans.
#include "syncact/core/macros_off.hpp"

#include <utility>

#include "syncact/networks/voxel_source.hpp"

namespace syncact::inline v0_1::study {

/// Scans [first, first + n) of a source of voxels: what is left of a run where the film began later or ended earlier.
template <std::floating_point T, networks::VoxelSource<T> Source>
class KeptScans {
 public:
  /// Throws ValueError unless the scans lie within the source's.
  KeptScans(Source source, Index first, Index n) : source_(std::move(source)), first_(first), n_(n) {
    require(first >= 0 && n >= 0 && first + n <= static_cast<Index>(source_.n_times()), "KeptScans",
            message("first .. first + n must lie within the ", source_.n_times(), " scans of the source, first + n"),
            first + n);
  }

  [[nodiscard]] Index n_times() const { return n_; }
  [[nodiscard]] Index n_voxels() const { return source_.n_voxels(); }
  [[nodiscard]] SeriesView<T> view(Index first, Index n, MatrixX<T>& buffer) const {
    return SeriesView<T>(source_.view(first, n, buffer)).times(first_, n_);
  }

 private:
  Source source_;
  Index first_;
  Index n_;
};

}  // namespace syncact::inline v0_1::study

#include "syncact/core/macros_on.hpp"
