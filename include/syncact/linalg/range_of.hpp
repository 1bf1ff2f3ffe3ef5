#pragma once
/// The lowest and the highest of some values.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/linalg/wide_vectors.hpp"

namespace syncact::inline v0_1::linalg {

template <std::floating_point T>
struct Range {
  T lowest, highest;
};

/// The lowest values of some lanes, the highest, and a sum: of all lanes, one half onto the other as long as there are
/// registers of that size.
template <int bytes, std::floating_point T>
[[gnu::always_inline]] inline void merge_lanes(const typename VectorOf<T, bytes>::type& low,
                                               const typename VectorOf<T, bytes>::type& high,
                                               const typename VectorOf<T, bytes>::type& sum, T& lowest, T& highest, T& total) {
  if constexpr (bytes > 16) {
    using Half = typename VectorOf<T, bytes / 2>::type;
    const auto *const l = reinterpret_cast<const Half*>(&low), *const h = reinterpret_cast<const Half*>(&high),
                      *const s = reinterpret_cast<const Half*>(&sum);
    const Half lower = l[1] < l[0] ? l[1] : l[0], higher = h[1] > h[0] ? h[1] : h[0], both = s[0] + s[1];
    merge_lanes<bytes / 2>(lower, higher, both, lowest, highest, total);
  } else {
    for (Index lane = 0; lane < VectorOf<T, bytes>::width; ++lane) {
      lowest = std::min(lowest, low[lane]);
      highest = std::max(highest, high[lane]);
      total += sum[lane];
    }
  }
}

/// range_of() in registers of a given size.
template <int bytes, std::floating_point T>
[[gnu::always_inline]] inline Range<T> range_in(const T* values, Index n) {
  using Vector = typename VectorOf<T, bytes>::type;
  constexpr Index width = VectorOf<T, bytes>::width;
  T lowest = values[0], highest = values[0], nothing = 0;  // 0, or NaN if a value is not finite
  if (n >= width) {
    Vector low = *reinterpret_cast<const Vector*>(values), high = low, none = low * T(0);
    for (Index k = width; k < n; k += width) {
      const Vector v = *reinterpret_cast<const Vector*>(values + std::min(k, n - width));  // the last one reaches back
      low = v < low ? v : low;
      high = v > high ? v : high;
      none += v * T(0);
    }
    merge_lanes<bytes>(low, high, none, lowest, highest, nothing);
  } else {
    for (Index k = 0; k < n; ++k) {
      lowest = std::min(lowest, values[k]);
      highest = std::max(highest, values[k]);
      nothing += values[k] * 0;
    }
  }
  return {lowest + nothing, highest + nothing};
}

/// Of n >= 1 values; both NaN if one is NaN or infinite.
template <std::floating_point T>
[[nodiscard]] Range<T> range_of(const T* values, Index n) {
  return with_vectors([=](auto bytes) __attribute__((always_inline)) { return range_in<bytes.value>(values, n); });
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
