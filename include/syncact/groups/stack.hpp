#pragma once
/// Scans of several people as one table.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "syncact/core/finite.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::groups {

/// Views of matrices, which must outlive them: what the functions of this module take.
template <std::floating_point T>
[[nodiscard]] std::vector<SeriesView<T>> views(std::span<const MatrixX<T>> tables) {
  return std::vector<SeriesView<T>>(tables.begin(), tables.end());
}
template <std::floating_point T>
[[nodiscard]] std::vector<SeriesView<T>> views(const std::vector<MatrixX<T>>& tables) {
  return views(std::span(tables));
}

/// Subjects' voxels side by side, [time x all voxels]; the first voxel of subject s is the sum of the voxels before.
/// For people who saw the same thing at the same time. Throws ValueError without subjects, ShapeError if times differ.
template <std::floating_point T>
[[nodiscard]] MatrixX<T> stack_voxels(std::string_view function, std::span<const SeriesView<T>> subjects) {
  require(!subjects.empty(), function, "the number of subjects must be >= 1", subjects.size());
  Index n_voxels = 0;
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    const std::string name = message("subject ", s);
    require_same_times(function, "subject 0", subjects[0].n_times(), name, subjects[s].n_times());
    n_voxels += subjects[s].n_signals();
  }
  MatrixX<T> all(subjects[0].n_times(), n_voxels);
  Index first = 0;
  for (const auto& subject : subjects) {
    all.middleCols(first, subject.n_signals()) = subject.map();
    first += subject.n_signals();
  }
  return all;
}

/// Subjects' scans one after another, [all times x voxel]. Each voxel is centered and given standard deviation 1 within each
/// subject, so that no one weighs more by units; a voxel without variation in one subject, or under NanPolicy::exclude not
/// finite, is zero there. Throws ValueError without subjects and for NaN or infinity under NanPolicy::raise, ShapeError if
/// numbers of voxels differ.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] MatrixX<T> stack_times(std::string_view function, std::span<const SeriesView<T>> subjects,
                                     NanPolicy policy = NanPolicy::raise, const C& context = {}) {
  require(!subjects.empty(), function, "the number of subjects must be >= 1", subjects.size());
  Index n_times = 0;
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    require_extent(function, message("number of voxels of subject ", s), subjects[0].n_signals(), subjects[s].n_signals());
    n_times += subjects[s].n_times();
  }
  MatrixX<T> all(n_times, subjects[0].n_signals());
  Index first = 0;
  for (const auto& subject : subjects) {
    const T length = std::sqrt(static_cast<T>(subject.n_times()));
    all.middleRows(first, subject.n_times()) = length * numeric::to_unit_norm(subject, policy, context.executor).values;
    first += subject.n_times();
  }
  return all;
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
