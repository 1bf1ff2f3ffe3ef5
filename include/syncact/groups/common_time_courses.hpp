#pragma once
/// Networks of people who shared a clock: one set of time courses, maps of each.
#include "syncact/core/macros_off.hpp"

#include "syncact/groups/stack.hpp"
#include "syncact/networks/concept.hpp"

namespace syncact::inline v0_1::groups {

template <std::floating_point T>
struct CommonTimeCourses {
  networks::Networks<T> networks{};  ///< of all voxels of all subjects, side by side
  std::vector<MatrixX<T>> maps{};    ///< [subject] of [network x voxel], the parts of networks.maps
};

/// Learns from subjects' voxels side by side: X = [X_1 .. X_S] about D [A_1 .. A_S]. For movies and tasks, where the same
/// happens to all at the same time; people differ in where. Subjects may differ in voxels; who has more weighs more.
/// subjects: [time x voxel] each. Throws ValueError without subjects, ShapeError if times differ, and what learner throws.
template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C = Context<>>
[[nodiscard]] CommonTimeCourses<T> learn_common_time_courses(const L& learner, std::span<const SeriesView<T>> subjects,
                                                             const C& context = {}) {
  const MatrixX<T> all = stack_voxels("learn_common_time_courses", subjects);
  CommonTimeCourses<T> result{networks::learn(learner, SeriesView<T>(all), context), {}};
  Index first = 0;
  for (const auto& subject : subjects) {
    result.maps.push_back(result.networks.maps.middleCols(first, subject.n_signals()));
    first += subject.n_signals();
  }
  return result;
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
