#pragma once
/// The conjunction of several studies.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1::stats {

/// p of the hypothesis that an effect is absent in at least one of several studies (films, sessions, samples), each with a p of
/// its own: the largest of them. Valid under any dependence. NaN if one is undefined, as nothing is known of that study.
/// Nichols, Brett, Andersson, Wager & Poline, NeuroImage 25 (2005) 653. Throws ValueError without p-values and for p outside
/// [0, 1].
[[nodiscard]] inline double conjunction(std::span<const double> p) {
  require(!p.empty(), "conjunction", "the number of p-values must be >= 1", p.size());
  double largest = 0;
  for (const double value : p) {
    if (value != value) return std::numeric_limits<double>::quiet_NaN();
    require(value >= 0 && value <= 1, "conjunction", "p must lie in [0, 1]", value);
    largest = std::max(largest, value);
  }
  return largest;
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
