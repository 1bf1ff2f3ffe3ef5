#pragma once
/// From two factors to networks: what is left to do once a learner has found time courses and maps.
#include "syncact/core/macros_off.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/networks/learners/encode_voxels.hpp"
#include "syncact/networks/learners/objective_trace.hpp"
#include "syncact/networks/networks.hpp"
#include "syncact/networks/order.hpp"
#include "syncact/networks/sign_rule.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Networks of all voxels of bold from time_courses [time x network] and maps [network x usable voxel] of a table.
/// A time course gets norm 1 and its map the length; order, sign, shares and r_squared are computed. A network whose time
/// course or map is zero gets a zero map, and noise as its time course (which says nothing).
/// `coding` describes the maps; if empty it counts voxels and their squared error, and no voxel as converged: nothing
/// certifies maps that no coder made.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] Networks<T> compose_networks(VoxelTable<T>&& voxels, MatrixX<T> time_courses, MatrixX<T> maps,
                                           const ObjectiveTrace& trace, coding::CodingSummary coding = {},
                                           const C& context = {}) {
  const Index n_networks = time_courses.cols();
  for (Index k = 0; k < n_networks; ++k) {
    const double length = time_courses.col(k).template cast<double>().norm();
    if (!(length > 0) || maps.row(k).isZero(0)) {
      maps.row(k).setZero();
      time_courses.col(k) = noise_course<T>(voxels.n_times(), k, Random(0, 1));
      continue;
    }
    time_courses.col(k) = (time_courses.col(k).template cast<double>() / length).template cast<T>();
    maps.row(k) = (maps.row(k).template cast<double>() * length).template cast<T>();
  }
  Networks<T> result;
  const double total = voxels.squared_norm();
  const double squared_error = squared_errors(time_courses, maps, voxels, context).sum();
  if (coding.n_signals == 0) {
    coding.n_signals = voxels.n_voxels();
    coding.squared_error = squared_error;
    coding.objective = 0.5 * squared_error;
  }
  result.r_squared = 1 - squared_error / total;
  result.explained = maps.template cast<double>().rowwise().squaredNorm() / total;
  result.share_nonzero =
      static_cast<double>((maps.array() != T(0)).count()) / static_cast<double>(n_networks * voxels.n_voxels());
  result.time_courses = std::move(time_courses);
  result.maps = MatrixX<T>::Zero(n_networks, static_cast<Index>(voxels.status.size()));
  for (Index v = 0; v < voxels.n_voxels(); ++v) result.maps.col(nth(voxels.origin, v)) = maps.col(v);
  result.convergence = trace.convergence;
  result.objective = trace.values;
  result.coding = coding;
  result.voxels = std::move(voxels.status);
  sort_by_explained(result);
  apply_sign_rule(result);
  return result;
}

/// The same from bold, and from maps [network x voxel] whose columns of unusable voxels are not looked at: for learners of
/// your own.
/// Throws ShapeError if the factors do not fit bold, ValueError as voxel_table.
template <std::floating_point T>
[[nodiscard]] Networks<T> compose_networks(const SeriesView<T>& bold, const MatrixX<T>& time_courses, const MatrixX<T>& maps,
                                           Scaling scaling, NanPolicy policy = NanPolicy::raise) {
  require_same_times("compose_networks", "bold", bold.n_times(), "time_courses", time_courses.rows());
  require_extent("compose_networks", "number of rows of maps", time_courses.cols(), maps.rows());
  require_extent("compose_networks", "number of columns of maps", bold.n_signals(), maps.cols());
  VoxelTable<T> voxels = voxel_table("compose_networks", bold, time_courses.cols(), scaling, policy);
  const MatrixX<T> usable = columns_of(maps, voxels.origin);
  return compose_networks(std::move(voxels), time_courses, usable, ObjectiveTrace{0.0});
}

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
