#pragma once
/// The order of networks, which a factorization leaves open.
#include <algorithm>
#include <numeric>

#include "syncact/networks/networks.hpp"

namespace syncact::networks {

/// Sorts networks by falling `explained`; equal ones stay in order. Throws ShapeError if explained has another size.
template <std::floating_point T>
void sort_by_explained(Networks<T>& networks) {
  require_extent("sort_by_explained", "number of entries of explained", networks.size(), networks.explained.size());
  std::vector<Index> order(static_cast<std::size_t>(networks.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return networks.explained[a] > networks.explained[b]; });
  const Networks<T> before = networks;
  for (Index k = 0; k < networks.size(); ++k) {
    const Index from = order[static_cast<std::size_t>(k)];
    networks.time_courses.col(k) = before.time_courses.col(from);
    networks.maps.row(k) = before.maps.row(from);
    networks.explained[k] = before.explained[from];
  }
}

}  // namespace syncact::networks
