#pragma once
/// Elements of standard containers by the library's signed index.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/index.hpp"

namespace syncact::inline v0_1 {

/// container[i].
template <class Container>
[[nodiscard]] constexpr decltype(auto) nth(Container&& container, Index i) {
  return container[static_cast<std::size_t>(i)];
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
