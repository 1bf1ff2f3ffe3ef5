#pragma once
/// Maps in standard units.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/networks/networks.hpp"

namespace syncact::inline v0_1::networks {

/// Each map centered and divided by its standard deviation (divisor n) over the usable voxels, the units in which component
/// maps are shown: [network x voxel], unusable voxels 0, a map without variation 0. The z is a contrast within the map, not a
/// test: its values say how far a voxel stands out of its own map, not how sure it is. For a test see groups::dual_regression.
template <std::floating_point T>
[[nodiscard]] MatrixX<T> z_maps(const Networks<T>& networks) {
  std::vector<Index> usable;
  for (std::size_t v = 0; v < networks.voxels.size(); ++v) {
    if (networks.voxels[v] == numeric::SignalStatus::ok) usable.push_back(static_cast<Index>(v));
  }
  MatrixX<T> result = MatrixX<T>::Zero(networks.maps.rows(), networks.maps.cols());
  for (Index k = 0; k < networks.size(); ++k) {
    VectorX<double> map = networks.maps(k, usable).template cast<double>().transpose();
    const double largest = map.size() > 0 ? map.cwiseAbs().maxCoeff() : 0.0;
    if (!(largest > 0)) continue;
    map /= largest;
    map.array() -= map.mean();
    const double sd = map.norm() / std::sqrt(static_cast<double>(map.size()));
    if (!(sd > 4 * static_cast<double>(std::numeric_limits<T>::epsilon()))) continue;
    result(k, usable) = (map / sd).template cast<T>().transpose();
  }
  return result;
}

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
