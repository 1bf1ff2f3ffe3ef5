#pragma once
/// The brain's side of a study: time courses of functional brain networks, however they were come by.
#include "syncact/core/macros_off.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "syncact/groups/methods.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/training_state.hpp"
#include "syncact/signal/clean.hpp"
#include "syncact/study/stages.hpp"

namespace syncact::inline v0_1::study {

/// What models are compared with.
/// Law of the chain: `courses` are on projection.output_clock(), and hold nothing of what the projection removes. Neurons and
/// labels stay on projection.input_clock() and are not cleaned: synchrony::couple takes them through the projection.
template <std::floating_point T>
struct Brain {
  MatrixX<T> courses;                               ///< [kept scan x network]
  signal::Projection projection;                    ///< what was removed from the scans
  std::optional<networks::Networks<T>> learned{};   ///< the networks of one subject, with their maps
  std::optional<groups::GroupNetworks<T>> group{};  ///< the networks of several subjects; `courses` is their mean
};

/// Cleans bold [scan x voxel] through a projection, as `cleaning` says but for its nuisance, and learns its networks. Stages:
/// clean, networks. Throws what they throw.
template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C>
[[nodiscard]] Brain<T> learn_brain(const SeriesView<T>& bold, const signal::Projection& projection,
                                   const signal::CleanOptions& cleaning, const L& learner, Stages<C>& stages) {
  const auto cleaned =
      stages.run("clean", [&](const C& context) { return signal::clean(bold, projection, cleaning, context); });
  auto found = stages.run("networks",
                          [&](const C& context) { return networks::learn(learner, SeriesView<T>(cleaned.values), context); });
  networks::require_valid("learn_brain", found, cleaned.values.rows(), cleaned.values.cols());
  return {found.time_courses, projection, std::move(found), {}};
}

/// The same, of bold on the clock `scans` and the nuisance of `cleaning`.
template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C>
[[nodiscard]] Brain<T> learn_brain(const SeriesView<T>& bold, const Timeline& scans, const signal::CleanOptions& cleaning,
                                   const L& learner, Stages<C>& stages) {
  require_same_times("learn_brain", "bold", bold.n_times(), "the timeline", scans.size());
  return learn_brain(bold, signal::nuisance_projection(scans, cleaning.nuisance), cleaning, learner, stages);
}

/// Learns from voxels that are cleaned block by block (CleanedVoxels), so that scans larger than memory can be used, with a
/// learner that can learn from a networks::VoxelSource. Stage: networks.
template <std::floating_point T, class Source, class L, CallContext C>
[[nodiscard]] Brain<T> learn_brain_from(const Source& cleaned, const L& learner, Stages<C>& stages) {
  auto found = stages.run("networks", [&](const C& context) {
    networks::learners::TrainingState<T> state;
    return learner.learn_from(cleaned, state, context);
  });
  return {found.time_courses, cleaned.projection(), std::move(found), {}};
}

/// The networks of several subjects whose scans went through one projection. Throws ShapeError if their time courses do not
/// share a clock.
template <std::floating_point T>
[[nodiscard]] Brain<T> brain_of_group(groups::GroupNetworks<T> group, signal::Projection projection) {
  MatrixX<T> courses = group.mean_time_courses();
  require_same_times("brain_of_group", "the networks", courses.rows(), "the kept scans", projection.output_clock().size());
  return {std::move(courses), std::move(projection), {}, std::move(group)};
}

/// Ready time courses [scan x network] on projection.input_clock(), which are projected here.
template <std::floating_point T>
[[nodiscard]] Brain<T> brain_of_courses(const SeriesView<T>& courses, signal::Projection projection) {
  MatrixX<T> left = projection.apply(courses);
  return {std::move(left), std::move(projection), {}, {}};
}

}  // namespace syncact::inline v0_1::study

#include "syncact/core/macros_on.hpp"
