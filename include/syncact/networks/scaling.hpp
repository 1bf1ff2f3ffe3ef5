#pragma once
/// The units in which voxels enter a factorization, and so the meaning of its penalty.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks {

/// How voxels are scaled before learning. It fixes what a penalty alpha means.
enum class Scaling : unsigned char {
  unit_norm,  ///< centered, L2 norm 1: alpha is a correlation, and nothing depends on the units of the signal
  unit_sd,    ///< centered, standard deviation 1 (norm sqrt(T)): the units of SPAMS and HAFNI, alpha = sqrt(T) * correlation
  none,       ///< as they are: alpha is in units of the signal
};

constexpr auto choices(Scaling) {
  return std::array{Choice{"unit_norm", Scaling::unit_norm}, Choice{"unit_sd", Scaling::unit_sd},
                    Choice{"none", Scaling::none}};
}

/// Voxels ready for learning.
template <std::floating_point T>
struct ScaledVoxels {
  MatrixX<T> values;                          ///< [time x voxel]; unusable voxels are zero
  std::vector<double> squared_norms;          ///< [voxel], before values are rounded to T
  std::vector<numeric::SignalStatus> status;  ///< [voxel]
  std::vector<Index> usable;                  ///< rising indices of the voxels whose status is ok
};

namespace detail {

/// Voxel i of bold, scaled, to `column` [time]; zero unless it is usable. Returns whether it is.
template <std::floating_point T>
numeric::SignalStatus scale_voxel(const SeriesView<T>& bold, Index i, Scaling scaling, VectorX<double>& column) {
  using numeric::SignalStatus;
  if (scaling != Scaling::none) {
    const SignalStatus status = numeric::center_and_scale(bold, i, column);
    if (scaling == Scaling::unit_sd) column *= std::sqrt(static_cast<double>(bold.n_times()));
    return status;
  }
  numeric::read_signal(bold, i, column);
  const double sum = column.cwiseAbs().sum();
  if (sum == 0) return column.setZero(), SignalStatus::constant;
  if (!std::isfinite(sum) && !column.allFinite()) {  // a sum of large finite values may overflow
    return column.setZero(), SignalStatus::non_finite;
  }
  return SignalStatus::ok;
}

}  // namespace detail

/// Scales voxel v of bold to column places[v] of values, with its squared norm; to none if places[v] < 0. Voxels are read in
/// their own order, which is how they lie in memory.
template <std::floating_point T, Executor E>
void scale_to_places(const SeriesView<T>& bold, Scaling scaling, std::span<const Index> places, MatrixX<T>& values,
                     std::span<double> squared_norms, std::span<numeric::SignalStatus> status, const E& executor) {
  constexpr Index group = 256;
  executor.bulk((bold.n_signals() + group - 1) / group, [&](Index g) {
    VectorX<double> column(bold.n_times());
    for (Index v = g * group; v < std::min(bold.n_signals(), (g + 1) * group); ++v) {
      const Index to = nth(places, v);
      if (to < 0) continue;
      nth(status, v) = detail::scale_voxel(bold, v, scaling, column);
      values.col(to) = column.template cast<T>();
      nth(squared_norms, to) = column.squaredNorm();
    }
  });
}

/// A scaled copy of bold [time x voxel]. A voxel is unusable if it is constant (Scaling::none: zero) or, under
/// NanPolicy::exclude, not finite. Throws ValueError for NaN or infinity under NanPolicy::raise.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] ScaledVoxels<T> scale_voxels(const SeriesView<T>& bold, Scaling scaling, NanPolicy policy = NanPolicy::raise,
                                           const C& context = {}) {
  using numeric::SignalStatus;
  if (policy == NanPolicy::raise) require_finite("scale_voxels", "bold", bold);
  const auto n_voxels = as_size(bold.n_signals());
  ScaledVoxels<T> scaled{MatrixX<T>(bold.n_times(), bold.n_signals()),
                         std::vector<double>(n_voxels, 0.0),
                         std::vector<SignalStatus>(n_voxels, SignalStatus::ok),
                         {}};
  std::vector<Index> places(n_voxels);
  std::iota(places.begin(), places.end(), Index{0});
  scale_to_places<T>(bold, scaling, places, scaled.values, scaled.squared_norms, scaled.status, context.executor);
  for (std::size_t i = 0; i < n_voxels; ++i) {
    if (scaled.status[i] == SignalStatus::ok) scaled.usable.push_back(static_cast<Index>(i));
  }
  return scaled;
}

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
