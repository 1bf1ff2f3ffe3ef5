#pragma once
/// Many measures that are called alike.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/calls.hpp"

namespace syncact::inline v0_1::catalog::detail {

/// Appends one measure of each type.
template <class P, class Call, class... Policies>
void add(std::vector<AnyMeasure<P>>& list, Call call) {
  (list.emplace_back(Policies{}, call), ...);
}

}  // namespace syncact::inline v0_1::catalog::detail

#include "syncact/core/macros_on.hpp"
