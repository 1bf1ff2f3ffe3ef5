#pragma once
/// The same signals of several subjects, a few voxels at a time: centered, in double, small enough for the cache.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/core/finite.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/similarity/missing_data.hpp"
#include "syncact/similarity/series/rounding.hpp"

namespace syncact::inline v0_1::similarity::connectivity {

namespace detail {

inline constexpr Index voxels_at_once = 8;  ///< a cache line of doubles, for tables whose voxels are neighbours in memory

template <std::floating_point T>
[[nodiscard]] std::vector<SeriesView<T>> views_of(std::span<const MatrixX<T>> subjects) {
  return {subjects.begin(), subjects.end()};
}

/// Throws unless there are at least two tables of one shape and the rule for NaN is one that makes sense here.
template <std::floating_point T>
void require_subjects(std::string_view function, std::span<const SeriesView<T>> subjects, const similarity::MissingData& nan) {
  using similarity::MissingRule;
  require(subjects.size() >= 2, function, "the number of subjects must be >= 2", subjects.size());
  require(nan.min_fraction >= 0 && nan.min_fraction <= 1, function, "min_fraction must be in [0, 1]", nan.min_fraction);
  require(nan.rule == MissingRule::raise || nan.rule == MissingRule::propagate || nan.rule == MissingRule::pairwise, function,
          "the rule for NaN must be one of", "raise, propagate, pairwise");
  for (const SeriesView<T>& subject : subjects) {
    require_same_times(function, "a subject", subject.n_times(), "the first", subjects[0].n_times());
    require_extent(function, "number of voxels of a subject", subjects[0].n_signals(), subject.n_signals());
  }
}

/// Some voxels of all subjects, side by side, so that one instruction works on several.
struct VoxelBlock {
  using Lanes = Eigen::Matrix<double, voxels_at_once, Eigen::Dynamic>;  ///< [voxel x time]
  using Lane = Eigen::Array<double, voxels_at_once, 1>;
  std::vector<Lanes> centered;  ///< [subject] each row minus its mean; zero if unusable
  MatrixX<double> norm;         ///< [voxel x subject] of the centered row; 0 if it is constant or not finite
  MatrixX<double> finite;       ///< [voxel x subject] 1 or 0

  VoxelBlock(Index n_subjects, Index n_times)
      : centered(as_size(n_subjects), Lanes::Zero(voxels_at_once, n_times)),
        norm(voxels_at_once, n_subjects),
        finite(voxels_at_once, n_subjects) {}

  /// Fills rows [0, count) from the voxels first, first + 1, ..
  template <std::floating_point T>
  void load(std::span<const SeriesView<T>> subjects, Index first, Index count) {
    for (std::size_t s = 0; s < subjects.size(); ++s) {
      const SeriesView<T> voxels = subjects[s].signals(first, count);
      const Index n = voxels.n_times();
      Lanes& x = centered[s];
      if (voxels.signal_contiguous() && count == voxels_at_once) {
        for (Index t = 0; t < n; ++t) {
          x.col(t) = Eigen::Map<const Eigen::Matrix<T, voxels_at_once, 1>>(&voxels.data()[t * voxels.time_stride()])
                         .template cast<double>();
        }
      } else {
        x.bottomRows(voxels_at_once - count).setZero();
        for (Index v = 0; v < count; ++v) {
          for (Index t = 0; t < n; ++t) x(v, t) = static_cast<double>(voxels(t, v));
        }
      }
      center(static_cast<Index>(s), static_cast<double>(std::numeric_limits<T>::epsilon()));
    }
  }

 private:
  /// Takes off the first value, so that of a large offset nothing is left to round, then the mean.
  void center(Index s, double epsilon) {
    Lanes& x = nth(centered, s);
    const Index n = x.cols();
    Lane sum = Lane::Zero(), squares = Lane::Zero();
    const Lane start = n > 0 ? Lane(x.col(0).array()) : Lane::Zero();
    for (Index t = 0; t < n; ++t) sum += x.col(t).array() - start;
    const Lane mean = sum / static_cast<double>(std::max(n, Index{1}));
    for (Index t = 0; t < n; ++t) {
      x.col(t).array() = (x.col(t).array() - start) - mean;
      squares += x.col(t).array().square();
    }
    const double noise = 4 * epsilon * std::sqrt(static_cast<double>(n));
    for (Index v = 0; v < voxels_at_once; ++v) {
      finite(v, s) = std::isfinite(squares[v]) || x.row(v).allFinite() ? 1 : 0;
      const double length = std::sqrt(squares[v]);
      const bool varies = finite(v, s) != 0 && n >= 2 && length > noise * std::abs(start[v] + mean[v]);
      norm(v, s) = varies ? length : 0;
      if (!varies) x.row(v).setZero();
    }
  }
};

/// sum over time of a * b, for each voxel.
[[nodiscard]] inline VoxelBlock::Lane products(const VoxelBlock::Lanes& a, const VoxelBlock::Lanes& b) {
  VoxelBlock::Lane sum = VoxelBlock::Lane::Zero();
  for (Index t = 0; t < a.cols(); ++t) sum += a.col(t).array() * b.col(t).array();
  return sum;
}

/// Calls f(block, first, count) for all voxels, some at a time, on the executor. Throws ValueError for NaN or infinity under
/// the rule raise.
template <std::floating_point T, Executor E, class F>
void for_each_voxel_block(std::string_view function, std::span<const SeriesView<T>> subjects,
                          const similarity::MissingData& nan, const E& executor, F&& f) {
  const Index n_voxels = subjects[0].n_signals();
  constexpr Index blocks_in_a_task = 16;
  constexpr Index task = voxels_at_once * blocks_in_a_task;
  executor.bulk((n_voxels + task - 1) / task, [&](Index k) {
    VoxelBlock block(static_cast<Index>(subjects.size()), subjects[0].n_times());
    for (Index first = k * task; first < std::min(n_voxels, (k + 1) * task); first += voxels_at_once) {
      const Index count = std::min(voxels_at_once, n_voxels - first);
      block.load(subjects, first, count);
      if (nan.rule == similarity::MissingRule::raise && block.finite.topRows(count).minCoeff() == 0) {
        for (const SeriesView<T>& subject : subjects) require_finite(function, "a subject", subject);
      }
      f(block, first, count);
    }
  });
}

/// Whether the rule lets a voxel have values at all.
[[nodiscard]] inline bool voxel_counts(const VoxelBlock& block, Index v, const similarity::MissingData& nan) {
  return nan.rule != similarity::MissingRule::propagate || block.finite.row(v).minCoeff() != 0;
}

}  // namespace detail
}  // namespace syncact::inline v0_1::similarity::connectivity

#include "syncact/core/macros_on.hpp"
