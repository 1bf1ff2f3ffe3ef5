#pragma once
/// The units in which voxels enter a factorization, and so the meaning of its penalty.
#include <cmath>
#include <vector>

#include "syncact/signal/unit_norm.hpp"

namespace syncact::networks {

/// How voxels are scaled before learning. It fixes what a penalty alpha means.
enum class Scaling : unsigned char {
  unit_norm,  ///< centred, L2 norm 1: alpha is a correlation, and nothing depends on the units of the signal
  unit_sd,    ///< centred, standard deviation 1 (norm sqrt(T)): the units of SPAMS and HAFNI, alpha = sqrt(T) * correlation
  none,       ///< as they are: alpha is in units of the signal
};

/// Voxels ready for learning.
template <std::floating_point T>
struct ScaledVoxels {
  MatrixX<T> values;                         ///< [time x voxel]; unusable voxels are zero
  std::vector<double> squared_norms;         ///< [voxel], before values are rounded to T
  std::vector<signal::SignalStatus> status;  ///< [voxel]
  std::vector<Index> usable;                 ///< rising indices of the voxels whose status is ok
};

/// Voxel i of bold, scaled, to `column` [time]; zero unless it is usable. Returns whether it is.
template <std::floating_point T>
signal::SignalStatus scale_voxel(const SeriesView<T>& bold, Index i, Scaling scaling, VectorX<double>& column) {
  using signal::SignalStatus;
  SignalStatus status = SignalStatus::ok;
  if (scaling == Scaling::none) {
    signal::read_signal(bold, i, column);
    const double sum = column.cwiseAbs().sum();
    if (sum == 0) {
      status = SignalStatus::constant;
    } else if (!std::isfinite(sum) && !column.allFinite()) {  // a sum of large finite values may overflow
      status = SignalStatus::non_finite;
    }
    if (status != SignalStatus::ok) column.setZero();
  } else {
    status = signal::center_and_scale(bold, i, column);
    if (scaling == Scaling::unit_sd) column *= std::sqrt(static_cast<double>(bold.n_times()));
  }
  return status;
}

/// A scaled copy of bold [time x voxel]. A voxel is unusable if it is constant (Scaling::none: zero) or, under
/// NanPolicy::exclude, not finite. Throws ValueError for NaN or infinity under NanPolicy::raise.
template <std::floating_point T, Executor E = Serial>
[[nodiscard]] ScaledVoxels<T> scale_voxels(const SeriesView<T>& bold, Scaling scaling, NanPolicy policy = NanPolicy::raise,
                                           const E& executor = {}) {
  using signal::SignalStatus;
  if (policy == NanPolicy::raise) require_finite("scale_voxels", "bold", bold);
  const auto n_voxels = static_cast<std::size_t>(bold.n_signals());
  ScaledVoxels<T> scaled{MatrixX<T>(bold.n_times(), bold.n_signals()),
                         std::vector<double>(n_voxels, 0.0),
                         std::vector<SignalStatus>(n_voxels, SignalStatus::ok),
                         {}};
  constexpr Index block = 256;
  executor.bulk((bold.n_signals() + block - 1) / block, [&](Index b) {
    VectorX<double> column(bold.n_times());
    for (Index i = b * block; i < std::min(bold.n_signals(), (b + 1) * block); ++i) {
      scaled.status[static_cast<std::size_t>(i)] = scale_voxel(bold, i, scaling, column);
      scaled.values.col(i) = column.template cast<T>();
      scaled.squared_norms[static_cast<std::size_t>(i)] = column.squaredNorm();
    }
  });
  for (std::size_t i = 0; i < n_voxels; ++i) {
    if (scaled.status[i] == SignalStatus::ok) scaled.usable.push_back(static_cast<Index>(i));
  }
  return scaled;
}

}  // namespace syncact::networks
