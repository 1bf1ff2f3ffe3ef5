#pragma once
/// The order of networks, which a factorization leaves open.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <numeric>

#include "syncact/core/nth.hpp"
#include "syncact/networks/networks.hpp"

namespace syncact::inline v0_1::networks {

/// Sorts networks by falling `explained`; equal ones stay in order. Throws ShapeError if explained has another size.
template <std::floating_point T>
void sort_by_explained(Networks<T>& networks) {
  require_extent("sort_by_explained", "number of entries of explained", networks.size(), networks.explained.size());
  std::vector<Index> order(as_size(networks.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return networks.explained[a] > networks.explained[b]; });
  const MatrixX<T> time_courses = networks.time_courses;
  const VectorX<double> explained = networks.explained;
  for (Index k = 0; k < networks.size(); ++k) {
    networks.time_courses.col(k) = time_courses.col(nth(order, k));
    networks.explained[k] = explained[nth(order, k)];
  }
  std::vector<T> weights(order.size());  // of a voxel: maps are large, and not copied
  for (Index v = 0; v < networks.maps.cols(); ++v) {
    for (std::size_t k = 0; k < order.size(); ++k) weights[k] = networks.maps(order[k], v);
    for (std::size_t k = 0; k < order.size(); ++k) networks.maps(static_cast<Index>(k), v) = weights[k];
  }
}

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
