#pragma once
/// The index type: signed, 64 bits.
#include "syncact/core/macros_off.hpp"

#include <cstddef>

#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "syncact finds NaN and infinity in data, which -ffast-math and -Ofast forbid; add -fno-finite-math-only after them"
#endif

namespace syncact::inline v0_1 {

/// Signed size and position, the same type as Eigen::Index.
using Index = std::ptrdiff_t;
static_assert(sizeof(Index) == 8, "syncact needs 64-bit indices: whole-brain tables pass 2^31 elements");

/// The same number for the standard library's containers, which count without a sign; n >= 0.
[[nodiscard]] constexpr std::size_t as_size(Index n) noexcept { return static_cast<std::size_t>(n); }

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
