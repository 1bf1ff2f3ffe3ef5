#pragma once
/// Loops in the widest vectors that the processor at hand has, in a program built for any processor of its kind.
#include <concepts>
#include <type_traits>

#include "syncact/core/types.hpp"

namespace syncact::linalg::detail {

/// `bytes` bytes of T in one register, added and multiplied element by element; may be loaded from anywhere in an array of T.
template <class T, int bytes>
struct VectorOf {
  typedef T type __attribute__((vector_size(bytes), aligned(alignof(T)), may_alias));  // NOLINT: no alias takes attributes
  static constexpr Index width = bytes / static_cast<Index>(sizeof(T));
};

/// How many bytes a register holds, as an argument.
template <int bytes>
using Bytes = std::integral_constant<int, bytes>;

#if defined(__x86_64__) && defined(__GNUC__)
inline const bool has_wide_vectors = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;

template <class F>
[[gnu::target("avx2,fma"), gnu::flatten]] void call_with_wide_vectors(const F& f) {
  f(Bytes<32>{});
}
#endif

/// Calls f(Bytes<32>) compiled for AVX2 and FMA where the processor has them, else f(Bytes<16>) compiled like the rest of the
/// program. f, and what f calls, must be always_inline. Which of the two it is changes rounding, as it does inside a BLAS.
template <class F>
void with_vectors(const F& f) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (has_wide_vectors) return call_with_wide_vectors(f);
#endif
  f(Bytes<16>{});
}

}  // namespace syncact::linalg::detail
