#pragma once
/// Weighted sums of a few columns of a matrix.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <span>
#include <utility>

#include "syncact/linalg/matrix_backend.hpp"
#include "syncact/linalg/wide_vectors.hpp"

namespace syncact::inline v0_1::linalg {

/// out = start + sum_i weights[i] * column columns[i] of m. start and out are as long as a column and apart; start may be null
/// for 0. Each element is summed in the order of i, in registers; the last ones reach back, to be whole.
template <std::floating_point T>
class SumOfColumns {
 public:
  SumOfColumns(const ConstPanel<T>& m, std::span<const std::int32_t> columns, const T* weights)
      : data_(m.data()), stride_(m.outerStride()), n_rows_(m.rows()), columns_(columns), weights_(weights) {}

  void add(const T* start, T* out) const {
    with_vectors([&](auto bytes) __attribute__((always_inline)) { add_in<bytes.value>(start, out); });
  }

  /// add() in registers of a given size.
  template <int bytes>
  [[gnu::always_inline]] void add_in(const T* start, T* out) const {
    constexpr Index width = VectorOf<T, bytes>::width;
    Index t = 0;
    for (; t + 8 * width <= n_rows_; t += 8 * width) tiles<bytes, 8>(8, t, start, out);
    const Index left = (n_rows_ - t + width - 1) / width;
    if (left * width <= n_rows_) return tiles<bytes, 8>(left, n_rows_ - left * width, start, out);
    tiles<bytes, 8>(left - 1, t, start, out);
    if (width <= n_rows_) return tiles<bytes, 1>(1, n_rows_ - width, start, out);
    for (; t < n_rows_; ++t) {
      T sum = start != nullptr ? start[t] : T(0);
      for (std::size_t i = 0; i < columns_.size(); ++i) sum += weights_[i] * data_[columns_[i] * stride_ + t];
      out[t] = sum;
    }
  }

 private:
  template <int bytes, std::size_t most>
  [[gnu::always_inline]] void tiles(Index n, Index t, const T* start, T* out) const {
    if (n == static_cast<Index>(most)) return tile<bytes>(t, start, out, std::make_index_sequence<most>{});
    if constexpr (most > 1) tiles<bytes, most - 1>(n, t, start, out);
  }

  /// Registers side by side: a fold, because an array in a loop may end in memory.
  template <int bytes, std::size_t... j>
  [[gnu::always_inline]] void tile(Index t, const T* start, T* out, std::index_sequence<j...>) const {
    using Vector = typename VectorOf<T, bytes>::type;
    Vector sums[sizeof...(j)] = {};
    if (start != nullptr) ((sums[j] = reinterpret_cast<const Vector*>(start + t)[j]), ...);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto* const column = reinterpret_cast<const Vector*>(data_ + columns_[i] * stride_ + t);
      const T weight = weights_[i];
      ((sums[j] += weight * column[j]), ...);
    }
    ((reinterpret_cast<Vector*>(out + t)[j] = sums[j]), ...);
  }

  const T* data_;
  Index stride_;
  Index n_rows_;
  std::span<const std::int32_t> columns_;
  const T* weights_;
};

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
