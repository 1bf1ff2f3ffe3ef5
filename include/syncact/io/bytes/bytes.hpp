#pragma once
/// Numbers in raw memory: unaligned, in either byte order, and products of extents that may not fit.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::io {

static_assert(std::endian::native == std::endian::little, "syncact::io maps little-endian files as they are");

/// The N at `p`, which need not be aligned; from big-endian memory if `swapped`.
template <class N>
[[nodiscard]] N load(const std::byte* p, bool swapped = false) {
  std::array<std::byte, sizeof(N)> raw;
  std::memcpy(raw.data(), p, sizeof(N));
  if (swapped) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<N>(raw);
}

/// Writes `value` at `p`, little-endian.
template <class N>
void store(std::byte* p, N value) {
  std::memcpy(p, &value, sizeof(N));
}

/// The product of extents >= 0 times `item_size`, or nothing if it passes 2^63 - 1. A zero extent does not excuse the
/// others: the product of the rest must fit too, so that strides can be computed.
[[nodiscard]] inline std::optional<Index> checked_bytes(std::span<const Index> extents, Index item_size) {
  Index product = item_size;
  bool empty = false;
  for (const Index extent : extents) {
    if (extent == 0) {
      empty = true;
    } else if (product > std::numeric_limits<Index>::max() / extent) {
      return std::nullopt;
    } else {
      product *= extent;
    }
  }
  return empty ? 0 : product;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
