#pragma once
/// The sign of a network, which a factorization leaves open.
#include "syncact/core/macros_off.hpp"

#include "syncact/networks/networks.hpp"

namespace syncact::inline v0_1::networks {

namespace detail {

/// The sign of the sum of the values; if that is 0, of the first of largest size; 0 for a row of zeros.
template <class Row>
[[nodiscard]] int sign_of(const Eigen::DenseBase<Row>& values) {
  double sum = 0, largest = 0;
  for (Index i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(values.derived()[i]);
    sum += x;
    if (std::abs(x) > std::abs(largest)) largest = x;
  }
  const double decisive = sum != 0 ? sum : largest;
  return (decisive > 0) - (decisive < 0);
}

}  // namespace detail

/// Turns each network, map and time course together, so that its map is more positive than negative: the sum of the map
/// is positive. (A peak would hang on one voxel.) A zero map leaves the choice to the time course. Only a map whose sum
/// is exactly 0 falls back on its value of largest size. Applying the rule twice changes nothing.
template <std::floating_point T>
void apply_sign_rule(Networks<T>& networks) {
  for (Index k = 0; k < networks.size(); ++k) {
    int sign = detail::sign_of(networks.maps.row(k));
    if (sign == 0) sign = detail::sign_of(networks.time_courses.col(k));
    if (sign >= 0) continue;
    networks.maps.row(k) = -networks.maps.row(k);
    networks.time_courses.col(k) = -networks.time_courses.col(k);
  }
}

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
