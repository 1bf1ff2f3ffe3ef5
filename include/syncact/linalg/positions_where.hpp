#pragma once
/// Which elements of arrays fulfil a condition.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <cstdint>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "syncact/core/nth.hpp"
#include "syncact/linalg/wide_vectors.hpp"

namespace syncact::inline v0_1::linalg {

/// A bit for each lane of the result of a comparison.
template <class Mask>
[[gnu::always_inline]] inline unsigned lanes_set(Mask mask) {
  constexpr std::size_t n_lanes = sizeof(mask) / sizeof(mask[0]);
#if defined(__SSE2__)
  if constexpr (n_lanes == 4) return static_cast<unsigned>(_mm_movemask_ps(reinterpret_cast<__m128>(mask)));
  if constexpr (n_lanes == 2) return static_cast<unsigned>(_mm_movemask_pd(reinterpret_cast<__m128d>(mask)));
#endif
  unsigned bits = 0;
  for (std::size_t lane = 0; lane < n_lanes; ++lane) bits |= (mask[lane] != 0 ? 1u : 0u) << lane;
  return bits;
}

/// The bits set in a number below 16: how many, and where, in the first places.
struct BitPositions {
  std::int32_t count = 0;
  std::array<std::int32_t, 4> at{};
};

inline constexpr std::array<BitPositions, 16> bit_positions = [] {
  std::array<BitPositions, 16> all;
  for (std::size_t bits = 0; bits < 16; ++bits) {
    for (std::int32_t bit = 0; bit < 4; ++bit) {
      if ((bits >> bit & 1u) != 0) nth(all[bits].at, all[bits].count++) = bit;
    }
  }
  return all;
}();

/// Writes to `out` the k in 0 .. n-1 for which a condition on elements k of some arrays of T holds, rising, and returns how
/// many. condition(at) gets a function at(array) that gives the elements in question, one or several as a vector, and
/// compares these. Without a branch, as which k it will be cannot be predicted: `out` must have room for 4 more than are
/// found.
template <std::floating_point T, class Condition>
[[gnu::always_inline]] inline Index positions_where(Index n, const Condition& condition, std::int32_t* out) {
  using Vector = typename VectorOf<T, 16>::type;
  using Places = VectorOf<std::int32_t, 16>::type;
  constexpr Index width = VectorOf<T, 16>::width;
  Index found = 0, k = 0;
  for (; k + width <= n; k += width) {
    const auto load = [k](const T* array) __attribute__((always_inline)) {
      return *reinterpret_cast<const Vector*>(array + k);
    };
    const BitPositions& set = bit_positions[lanes_set(condition(load))];
    const auto at = *reinterpret_cast<const Places*>(set.at.data()) + static_cast<std::int32_t>(k);
    *reinterpret_cast<Places*>(out + found) = at;
    found += set.count;
  }
  for (; k < n; ++k) {
    out[found] = static_cast<std::int32_t>(k);
    found += condition([k](const T* array) { return array[k]; }) ? 1 : 0;
  }
  return found;
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
