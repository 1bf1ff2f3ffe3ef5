#pragma once
/// Where learning starts: voxels.
#include <cmath>
#include <span>

#include "syncact/core/random.hpp"
#include "syncact/networks/scaling.hpp"

namespace syncact::networks::detail {

/// Atoms of norm 1 [time x network]: the first voxels of `order` that do not repeat an atom (|correlation| <= .999).
/// Where the data have fewer different voxels than that, Gaussian noise from `random` fills up.
template <std::floating_point T>
[[nodiscard]] MatrixX<T> initial_atoms(const ScaledVoxels<T>& voxels, std::span<const Index> order, Index n_networks,
                                       const Random& random) {
  const Index n_times = voxels.values.rows();
  MatrixX<double> atoms(n_times, n_networks);
  Index n = 0;
  for (std::size_t i = 0; i < order.size() && n < n_networks; ++i) {
    const VectorX<double> candidate = voxels.values.col(order[i]).template cast<double>().normalized();
    if (n > 0 && (atoms.leftCols(n).transpose() * candidate).cwiseAbs().maxCoeff() > 0.999) continue;
    atoms.col(n++) = candidate;
  }
  for (; n < n_networks; ++n) {
    for (Index t = 0; t < n_times; ++t) atoms(t, n) = random.normal(static_cast<std::uint64_t>(n * n_times + t));
    if (n_times > 1) atoms.col(n).array() -= atoms.col(n).mean();
    atoms.col(n).normalize();
  }
  return atoms.template cast<T>();
}

}  // namespace syncact::networks::detail
