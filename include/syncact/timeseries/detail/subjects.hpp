#pragma once
/// The same signals of several subjects, a few voxels at a time: centred, in double, small enough for the cache.
#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/core/finite.hpp"
#include "syncact/measure/nan_rule.hpp"

namespace syncact::timeseries {

namespace detail {

inline constexpr Index voxels_at_once = 8;  ///< a cache line of doubles, for tables whose voxels are neighbours in memory

template <std::floating_point T>
[[nodiscard]] std::vector<SeriesView<T>> views_of(std::span<const MatrixX<T>> subjects) {
  return {subjects.begin(), subjects.end()};
}

/// Throws unless there are at least two tables of one shape, finite under the rule raise.
template <std::floating_point T>
void require_subjects(std::string_view function, std::span<const SeriesView<T>> subjects, const measure::NanHandling& nan) {
  using measure::NanRule;
  require(subjects.size() >= 2, function, "the number of subjects must be >= 2", subjects.size());
  require(nan.min_fraction >= 0 && nan.min_fraction <= 1, function, "min_fraction must be in [0, 1]", nan.min_fraction);
  require(nan.rule == NanRule::raise || nan.rule == NanRule::propagate || nan.rule == NanRule::pairwise, function,
          "the rule for NaN must be one of", "raise, propagate, pairwise");
  for (const SeriesView<T>& subject : subjects) {
    require_same_times(function, "a subject", subject.n_times(), "the first", subjects[0].n_times());
    require_extent(function, "number of voxels of a subject", subjects[0].n_signals(), subject.n_signals());
    if (nan.rule == NanRule::raise) require_finite(function, "a subject", subject);
  }
}

/// Some voxels of all subjects.
struct VoxelBlock {
  std::vector<MatrixX<double>> centred;  ///< [subject] [time x voxel], each column minus its mean; zero if unusable
  MatrixX<double> norm;                  ///< [subject x voxel] of the centred column; 0 if it is constant or not finite
  MatrixX<double> finite;                ///< [subject x voxel] 1 or 0

  VoxelBlock(Index n_subjects, Index n_times)
      : centred(static_cast<std::size_t>(n_subjects), MatrixX<double>(n_times, voxels_at_once)),
        norm(n_subjects, voxels_at_once),
        finite(n_subjects, voxels_at_once) {}

  template <std::floating_point T>
  void load(std::span<const SeriesView<T>> subjects, Index first, Index count) {
    const Index n = subjects[0].n_times();
    const double noise = 4 * static_cast<double>(std::numeric_limits<T>::epsilon()) * std::sqrt(static_cast<double>(n));
    for (Index s = 0; s < norm.rows(); ++s) {
      MatrixX<double>& table = centred[static_cast<std::size_t>(s)];
      const SeriesView<T>& subject = subjects[static_cast<std::size_t>(s)];
      if (subject.time_contiguous()) {
        for (Index v = 0; v < count; ++v) {
          for (Index t = 0; t < n; ++t) table(t, v) = static_cast<double>(subject(t, first + v));
        }
      } else {
        for (Index t = 0; t < n; ++t) {
          for (Index v = 0; v < count; ++v) table(t, v) = static_cast<double>(subject(t, first + v));
        }
      }
      for (Index v = 0; v < count; ++v) {
        auto x = table.col(v);
        const double sum = x.sum(), largest = n == 0 ? 0.0 : x.cwiseAbs().maxCoeff();
        finite(s, v) = std::isfinite(sum) || x.allFinite() ? 1 : 0;
        norm(s, v) = 0;
        if (finite(s, v) != 0 && n >= 2) {
          x.array() -= sum / static_cast<double>(n);
          x.array() -= x.mean();  // removes what rounding left of a large offset
          norm(s, v) = x.norm();
        }
        if (!(norm(s, v) > noise * largest)) {
          norm(s, v) = 0;
          x.setZero();
        }
      }
    }
  }
};

/// Calls f(block, first, count) for all voxels, some at a time, on the executor.
template <std::floating_point T, Executor E, class F>
void for_each_voxel_block(std::span<const SeriesView<T>> subjects, const E& executor, F&& f) {
  const Index n_voxels = subjects[0].n_signals();
  constexpr Index blocks_in_a_task = 16;
  constexpr Index task = voxels_at_once * blocks_in_a_task;
  executor.bulk((n_voxels + task - 1) / task, [&](Index k) {
    VoxelBlock block(static_cast<Index>(subjects.size()), subjects[0].n_times());
    for (Index first = k * task; first < std::min(n_voxels, (k + 1) * task); first += voxels_at_once) {
      const Index count = std::min(voxels_at_once, n_voxels - first);
      block.load(subjects, first, count);
      f(block, first, count);
    }
  });
}

/// Whether the rule lets a voxel have values at all.
[[nodiscard]] inline bool voxel_counts(const VoxelBlock& block, Index v, const measure::NanHandling& nan) {
  return nan.rule != measure::NanRule::propagate || block.finite.col(v).minCoeff() != 0;
}

}  // namespace detail
}  // namespace syncact::timeseries
