#pragma once
/// Inner products of one vector with a few others.
#include "syncact/core/macros_off.hpp"

#include <utility>

#include "syncact/linalg/matrix_backend.hpp"
#include "syncact/linalg/wide_vectors.hpp"

namespace syncact::inline v0_1::linalg {

/// x with `sizeof...(j)` columns, which are `stride` apart.
template <int bytes, std::floating_point T, std::size_t... j>
[[gnu::always_inline]] inline void dot_columns(const T* x, const T* columns, Index stride, Index n, T* out,
                                               std::index_sequence<j...>) {
  using Vector = typename VectorOf<T, bytes>::type;
  constexpr Index width = VectorOf<T, bytes>::width;
  const T* const column[] = {columns + static_cast<Index>(j) * stride...};
  Vector sums[sizeof...(j)] = {};
  Index t = 0;
  for (; t + width <= n; t += width) {
    const Vector v = *reinterpret_cast<const Vector*>(x + t);
    ((sums[j] += v * *reinterpret_cast<const Vector*>(column[j] + t)), ...);
  }
  ((out[j] = 0), ...);
  for (Index lane = 0; lane < width; ++lane) ((out[j] += sums[j][lane]), ...);
  for (; t < n; ++t) ((out[j] += x[t] * column[j][t]), ...);
}

/// dot_products() in registers of a given size.
template <int bytes, std::floating_point T>
[[gnu::always_inline]] inline void dot_products_in(const T* x, const T* columns, Index stride, Index n, Index n_columns,
                                                   T* out) {
  Index k = 0;
  for (; k + 4 <= n_columns; k += 4) {
    dot_columns<bytes>(x, columns + k * stride, stride, n, out + k, std::make_index_sequence<4>{});
  }
  for (; k < n_columns; ++k) {
    dot_columns<bytes>(x, columns + k * stride, stride, n, out + k, std::make_index_sequence<1>{});
  }
}

/// out = m' x. What a matrix product would spend most of its time on, for a few columns, is copying m.
template <std::floating_point T>
void dot_products(const T* x, const ConstPanel<T>& m, T* out) {
  with_vectors([&](auto bytes) __attribute__((always_inline)) {
    dot_products_in<bytes.value>(x, m.data(), m.outerStride(), m.rows(), m.cols(), out);
  });
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
