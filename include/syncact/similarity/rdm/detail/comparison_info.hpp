#pragma once
/// What comparisons of RDMs have in common when they describe themselves.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/info.hpp"

namespace syncact::inline v0_1::similarity::rdm::detail {

/// A symmetric similarity in [-1, 1] that forgets what `both` says.
[[nodiscard]] inline similarity::Info comparison_info(std::string_view id, std::string_view formula,
                                                      similarity::Invariance both, double lowest = -1, double highest = 1) {
  similarity::Info info;
  info.id = id;
  info.kind = similarity::Kind::rdm;
  info.formula = formula;
  info.lowest = lowest;
  info.highest = highest;
  info.x = info.y = both;
  return info;
}

}  // namespace syncact::inline v0_1::similarity::rdm::detail

#include "syncact/core/macros_on.hpp"
