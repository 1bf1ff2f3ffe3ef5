#pragma once
/// The frames on which a unit is most active.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::annotation::describe {

/// The n frames of largest activation [frame], most active first; frames that are equally active come in the order of time.
/// All of them if there are fewer. With `apart` > 1, no two are closer than so many frames: neighbours in a film are one scene.
/// Throws ValueError unless n >= 1 and apart >= 1, and for NaN.
[[nodiscard]] inline std::vector<Index> top_frames(const Eigen::Ref<const VectorX<double>>& activation, Index n,
                                                   Index apart = 1) {
  require(n >= 1, "top_frames", "their number must be >= 1", n);
  require(apart >= 1, "top_frames", "apart must be >= 1", apart);
  require(!activation.hasNaN(), "top_frames", "activations must not be NaN");
  std::vector<Index> order(as_size(activation.size()));
  std::iota(order.begin(), order.end(), Index{0});
  const auto more = [&](Index a, Index b) { return activation[a] != activation[b] ? activation[a] > activation[b] : a < b; };
  if (apart == 1) {
    const auto end = order.begin() + std::min<Index>(n, std::ssize(order));
    std::partial_sort(order.begin(), end, order.end(), more);
    order.erase(end, order.end());
    return order;
  }
  std::sort(order.begin(), order.end(), more);
  std::vector<Index> chosen;
  for (const Index frame : order) {
    if (std::ssize(chosen) == n) break;
    const auto near = [&](Index other) { return std::abs(frame - other) < apart; };
    if (std::none_of(chosen.begin(), chosen.end(), near)) chosen.push_back(frame);
  }
  return chosen;
}

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
