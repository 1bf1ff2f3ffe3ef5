#pragma once
/// Networks of people in one space without a common clock: one set of maps, time courses of each.
#include "syncact/core/macros_off.hpp"

#include "syncact/groups/stack.hpp"
#include "syncact/networks/concept.hpp"

namespace syncact::inline v0_1::groups {

template <std::floating_point T>
struct CommonMaps {
  networks::Networks<T> networks{};        ///< of all scans, one after another
  std::vector<MatrixX<T>> time_courses{};  ///< [subject] of [time x network], the parts of networks.time_courses
};

/// Learns from subjects' scans one after another, each voxel standardized within each subject: X = [X_1; ..; X_S] about
/// [D_1; ..; D_S] A. For rest. A network has norm 1 over all subjects together, so the norm of its part says how much of it
/// a subject has.
/// subjects: [time x voxel] each. Throws ValueError without subjects and for NaN or infinity under NanPolicy::raise, ShapeError
/// if numbers of voxels differ, and what learner throws.
template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C = Context<>>
[[nodiscard]] CommonMaps<T> learn_common_maps(const L& learner, std::span<const SeriesView<T>> subjects,
                                              NanPolicy policy = NanPolicy::raise, const C& context = {}) {
  const MatrixX<T> all = stack_times("learn_common_maps", subjects, policy, context);
  CommonMaps<T> result{networks::learn(learner, SeriesView<T>(all), context), {}};
  Index first = 0;
  for (const auto& subject : subjects) {
    result.time_courses.push_back(result.networks.time_courses.middleRows(first, subject.n_times()));
    first += subject.n_times();
  }
  return result;
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
