#pragma once
/// Loops in the widest vectors that the processor at hand has, in a program built for any processor of its kind.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <type_traits>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::linalg {

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
/// The widest registers of this processor that a loop is compiled for, in bytes.
inline const int widest_vector = [] {
  const bool avx512 = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
                      __builtin_cpu_supports("avx512dq") != 0;
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  return avx512 ? 64 : avx2 ? 32 : 16;
}();

template <class F>
[[gnu::target("avx512f,avx512vl,avx512dq,avx2,fma"), gnu::flatten]] auto call_with_64_bytes(const F& f) {
  return f(Bytes<64>{});
}

template <class F>
[[gnu::target("avx2,fma"), gnu::flatten]] auto call_with_32_bytes(const F& f) {
  return f(Bytes<32>{});
}
#endif

/// Returns f(Bytes<64>) compiled for AVX-512, f(Bytes<32>) compiled for AVX2 and FMA, or f(Bytes<16>) compiled like the rest of
/// the program, by what the processor has. f, and what f calls, must be always_inline. Which of them it is changes rounding,
/// as it does inside a BLAS.
template <class F>
auto with_vectors(const F& f) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (widest_vector == 64) return call_with_64_bytes(f);
  if (widest_vector == 32) return call_with_32_bytes(f);
#endif
  return f(Bytes<16>{});
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
