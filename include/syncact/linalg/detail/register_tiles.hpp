#pragma once
/// Products of small panels, tiles of the result held in registers.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <utility>

#include "syncact/linalg/wide_vectors.hpp"

namespace syncact::inline v0_1::linalg::detail {

/// c += a * b for a [row x inner], b [inner x column] and c [row x column], in registers of `bytes` bytes. Columns of a and c
/// start lda and ldc apart; b may lie any way, an element is b_row behind the one above and b_column behind the one to its
/// left. Each element of c is one sum over `inner` in order, whatever tile it falls into.
template <int bytes, std::floating_point T>
class RegisterTiles {
 public:
  static constexpr Index width = VectorOf<T, bytes>::width;

  const T* a;
  Index lda;
  const T* b;
  Index b_row, b_column;
  T* c;
  Index ldc;
  Index n_rows, n_inner, n_columns;

  /// There must be at least `width` rows, or that many in front of those of a that may be read: then the last vector reaches
  /// back over them, and what it finds there is computed and dropped.
  [[gnu::always_inline]] void add() const {
    Index vectors = (n_rows + width - 1) / width;
    for (Index row = 0, tiles = (vectors + most_vectors - 1) / most_vectors; tiles > 0; --tiles) {
      const Index n = (vectors + tiles - 1) / tiles;  // as even as can be
      vectors -= n;
      add_rows<as_size(most_vectors)>(n, row, std::min(row + (n - 1) * width, n_rows - width) - row);
      row += n * width;
    }
  }

 private:
  using Vector = typename VectorOf<T, bytes>::type;
  // With 32 registers of 64 bytes, 24 hold sums; with 16, 12 do.
  static constexpr Index most_vectors = bytes == 64 ? 3 : 2;
  static constexpr std::size_t most_columns = bytes == 64 ? 8 : 6;

  template <std::size_t vectors>
  [[gnu::always_inline]] void add_rows(Index n, Index row, Index last) const {
    if (n == static_cast<Index>(vectors)) {
      Index column = 0;
      add_columns<vectors, most_columns>(row, last, column);
      add_columns<vectors, most_columns / 2>(row, last, column);
      add_columns<vectors, 1>(row, last, column);
    } else if constexpr (vectors > 1) {
      add_rows<vectors - 1>(n, row, last);
    }
  }

  template <std::size_t vectors, std::size_t columns>
  [[gnu::always_inline]] void add_columns(Index row, Index last, Index& column) const {
    for (; column + static_cast<Index>(columns) <= n_columns; column += static_cast<Index>(columns)) {
      add_tile<vectors, columns>(row, last, column, std::make_index_sequence<vectors * columns>{});
    }
  }

  /// The vectors of a tile follow each other from `row` on, but for the last, which starts `last` behind it. Registers by
  /// folds: an array in a loop may end in memory.
  template <std::size_t vectors, std::size_t columns, std::size_t... i>
  [[gnu::always_inline]] void add_tile(Index row, Index last, Index column, std::index_sequence<i...>) const {
    Vector sums[vectors * columns] = {};
    const T* from = a + row;
    const T* factors = b + column * b_column;
    for (Index k = 0; k < n_inner; ++k, from += lda, factors += b_row) {
      Vector values[vectors];
      for (std::size_t v = 0; v + 1 < vectors; ++v) values[v] = reinterpret_cast<const Vector*>(from)[v];
      values[vectors - 1] = *reinterpret_cast<const Vector*>(from + last);
      ((sums[i] += values[i % vectors] * factors[static_cast<Index>(i / vectors) * b_column]), ...);
    }
    constexpr Index before_last = static_cast<Index>(vectors - 1) * width;
    for (std::size_t j = 0; j < columns; ++j) {
      T* const to = c + (column + static_cast<Index>(j)) * ldc + row;
      for (std::size_t v = 0; v + 1 < vectors; ++v) reinterpret_cast<Vector*>(to)[v] += sums[j * vectors + v];
      const Vector& sum = sums[(j + 1) * vectors - 1];
      if (last == before_last) {
        *reinterpret_cast<Vector*>(to + last) += sum;
      } else {
        for (Index lane = before_last - last; lane < width; ++lane) to[last + lane] += sum[lane];
      }
    }
  }
};

}  // namespace syncact::inline v0_1::linalg::detail

#include "syncact/core/macros_on.hpp"
