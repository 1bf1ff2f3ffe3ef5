#pragma once
/// What comparisons of RDMs have in common when they describe themselves.
#include "syncact/core/macros_off.hpp"

#include "syncact/measure/info.hpp"

namespace syncact::rdm::detail {

/// A symmetric similarity in [-1, 1] that forgets what `both` says.
[[nodiscard]] inline measure::Info comparison_info(std::string_view id, std::string_view formula, measure::Invariance both,
                                                   double lowest = -1, double highest = 1) {
  measure::Info info;
  info.id = id;
  info.kind = measure::Kind::rdm;
  info.formula = formula;
  info.lowest = lowest;
  info.highest = highest;
  info.x = info.y = both;
  return info;
}

}  // namespace syncact::rdm::detail

#include "syncact/core/macros_on.hpp"
