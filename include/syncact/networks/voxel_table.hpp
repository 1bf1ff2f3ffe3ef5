#pragma once
/// What a factorization that holds all voxels works on: those that vary, scaled, side by side.
#include "syncact/core/macros_off.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/networks/scaling.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks {

/// The usable voxels of bold. Because the others are not in it, they cannot change a result.
template <std::floating_point T>
struct VoxelTable {
  MatrixX<T> values;                          ///< [time x usable voxel], scaled
  std::vector<double> squared_norms;          ///< [usable voxel]
  std::vector<Index> origin;                  ///< [usable voxel] column of bold, rising
  std::vector<numeric::SignalStatus> status;  ///< [voxel of bold]

  [[nodiscard]] Index n_times() const { return values.rows(); }
  [[nodiscard]] Index n_voxels() const { return values.cols(); }
  [[nodiscard]] double squared_norm() const {
    double sum = 0;
    for (const double norm : squared_norms) sum += norm;
    return sum;
  }
};

/// Scales bold [time x voxel] and keeps the usable voxels (scaling.hpp says which). `learner` is named in errors.
/// Throws ValueError unless 1 <= n_networks <= number of usable voxels, and for NaN or infinity under NanPolicy::raise.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] VoxelTable<T> voxel_table(std::string_view learner, const SeriesView<T>& bold, Index n_networks, Scaling scaling,
                                        NanPolicy policy, const C& context = {}) {
  require(n_networks >= 1, learner, "n_networks must be >= 1", n_networks);
  ScaledVoxels<T> scaled = scale_voxels(bold, scaling, policy, context);
  const auto n_usable = static_cast<Index>(scaled.usable.size());
  if (n_usable < n_networks) {
    throw ValueError(message(learner, ": n_networks must be at most the number of voxels that vary, ", n_usable, " of ",
                             bold.n_signals(), " [", bold.n_times(), " time points], is ", n_networks));
  }
  VoxelTable<T> table{std::move(scaled.values), {}, std::move(scaled.usable), std::move(scaled.status)};
  for (Index i = 0; i < n_usable; ++i) {
    const Index from = nth(table.origin, i);
    if (from != i) table.values.col(i) = table.values.col(from);
    table.squared_norms.push_back(nth(scaled.squared_norms, from));
  }
  table.values.conservativeResize(Eigen::NoChange, n_usable);
  return table;
}

/// A unit vector of noise over time, of mean 0 if there are two time points or more: the time course of a network that is
/// none. Depends on random and k alone.
template <std::floating_point T>
[[nodiscard]] VectorX<T> noise_course(Index n_times, Index k, const Random& random) {
  VectorX<double> course(n_times);
  for (Index t = 0; t < n_times; ++t) course[t] = random.normal(static_cast<std::uint64_t>(k * n_times + t));
  if (n_times > 1) course.array() -= course.mean();
  return course.normalized().template cast<T>();
}

/// Atoms of norm 1 [time x network] to start from: voxels drawn by `seed` that do not repeat one another (|cosine| <= .999);
/// where there are fewer different ones, noise fills up.
template <std::floating_point T>
[[nodiscard]] MatrixX<T> start_from_voxels(const VoxelTable<T>& voxels, Index n_networks, std::uint64_t seed) {
  std::vector<Index> order(as_size(voxels.n_voxels()));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Index>(i);
  Random(seed, 0).shuffle(std::span(order));
  MatrixX<T> atoms(voxels.n_times(), n_networks);
  Index n = 0;
  for (std::size_t i = 0; i < order.size() && n < n_networks; ++i) {
    const VectorX<T> candidate = voxels.values.col(order[i]).normalized();
    if (n > 0 && (atoms.leftCols(n).transpose() * candidate).cwiseAbs().maxCoeff() > T(0.999)) continue;
    atoms.col(n++) = candidate;
  }
  for (; n < n_networks; ++n) atoms.col(n) = noise_course<T>(voxels.n_times(), n, Random(seed, 1));
  return atoms;
}

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
