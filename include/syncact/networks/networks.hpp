#pragma once
/// Functional brain networks: what every learner returns.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/core/types.hpp"
#include "syncact/numeric/unit_norm.hpp"

namespace syncact::inline v0_1::networks {

/// K functional brain networks of T time points and V voxels: voxel signals, scaled as the learner says, are about
/// time_courses * maps. Networks are sorted by `explained`, and their sign is that of sign_rule.hpp.
template <std::floating_point T>
struct Networks {
  MatrixX<T> time_courses{};  ///< [time x network], each of mean 0 if voxels were centered, and of L2 norm 1
  MatrixX<T> maps{};          ///< [network x voxel], dense storage of mostly zeros: V columns of K, so K * V * sizeof(T) bytes

  /// [network] Share of the variance of all scaled voxels that the network carries alone: ||d_k||^2 ||a_k||^2 / ||X||^2.
  /// The shares of overlapping networks do not add up to `r_squared`.
  VectorX<double> explained{};
  double r_squared = 0.0;      ///< 1 - ||X - DA||^2 / ||X||^2 over all scaled voxels
  double share_nonzero = 0.0;  ///< of the entries of maps in voxels that were used
  Index n_replaced = 0;        ///< atoms of no or little use that were started anew while learning

  Convergence convergence{};        ///< of learning: passes, and the relative change of the objective in the last pass
  std::vector<double> objective{};  ///< after each pass, per voxel, with the codes as they were when last visited
  coding::CodingSummary coding{};   ///< of the final maps given the time courses: objective (summed), largest and mean residual
  std::vector<numeric::SignalStatus> voxels{};  ///< [voxel] those that are not ok have zero maps

  [[nodiscard]] Index size() const { return time_courses.cols(); }
};

/// Throws ShapeError or ValueError unless networks learned from [n_times x n_voxels] have finite time courses [time x network]
/// and maps [network x voxel] of these extents: what a learner returns indexes tables.
template <std::floating_point T>
void require_valid(std::string_view function, const Networks<T>& networks, Index n_times, Index n_voxels) {
  require_table(function, "the learner's time courses", networks.time_courses, n_times, networks.time_courses.cols());
  require_table(function, "the learner's maps", networks.maps, networks.time_courses.cols(), n_voxels);
  require(networks.time_courses.allFinite() && networks.maps.allFinite(), function,
          "the time courses and maps of a learner must be finite");
}

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
