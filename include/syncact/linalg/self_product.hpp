#pragma once
/// A matrix times its own transpose at half the work.
#include <vector>

#include "syncact/linalg/backend.hpp"

namespace syncact::linalg {

namespace detail {

/// A tile of the lower triangle: rows from `row`, columns from `col`.
struct Tile {
  Index row, col, n_rows, n_cols;
};

/// Tiles that cover the lower triangle of an n x n matrix, and of the upper one only what squares of `width` on the diagonal
/// hold. Tall and narrow, so that a product of a tile is one efficient call and little is computed twice.
[[nodiscard]] inline std::vector<Tile> lower_tiles(Index n, Index width, Index height) {
  std::vector<Tile> tiles;
  for (Index col = 0; col < n; col += width) {
    for (Index row = col; row < n; row += height) {
      tiles.push_back({row, col, std::min(height, n - row), std::min(width, n - col)});
    }
  }
  return tiles;
}

/// Writes the lower triangle to the upper one, block by block, so that neither side leaves the cache.
template <std::floating_point T, Executor E>
void mirror_lower(MatrixX<T>& m, const E& executor) {
  constexpr Index edge = 64;
  const Index n = m.rows(), n_blocks = (n + edge - 1) / edge;
  executor.bulk(n_blocks, [&](Index block) {
    const Index col = block * edge, width = std::min(edge, n - col);
    for (Index row = col + edge; row < n; row += edge) {
      const Index height = std::min(edge, n - row);
      m.block(col, row, width, height) = m.block(row, col, height, width).transpose();
    }
    for (Index j = col; j < col + width; ++j) {
      for (Index i = j + 1; i < col + width; ++i) m(j, i) = m(i, j);
    }
  });
}

}  // namespace detail

/// a * a' (Op::none) or a' * a (Op::transpose): exactly symmetric, tile by tile on the executor, and the same bits for any
/// number of threads.
template <std::floating_point T, MatrixBackend<T> B = EigenBackend, Executor E = Serial>
[[nodiscard]] MatrixX<T> self_product(const ConstPanel<T>& a, Op op, const B& backend = {}, const E& executor = {}) {
  const Index n = op == Op::none ? a.rows() : a.cols(), inner = op == Op::none ? a.cols() : a.rows();
  MatrixX<T> out = MatrixX<T>::Zero(n, n);
  const std::vector<detail::Tile> tiles = detail::lower_tiles(n, tile_edge / 4, tile_edge);
  executor.bulk(static_cast<Index>(tiles.size()), [&](Index i) {
    const auto [row, col, n_rows, n_cols] = tiles[static_cast<std::size_t>(i)];
    const auto left = op == Op::none ? a.block(row, 0, n_rows, inner) : a.block(0, row, inner, n_rows);
    const auto right = op == Op::none ? a.block(col, 0, n_cols, inner) : a.block(0, col, inner, n_cols);
    const Op other = op == Op::none ? Op::transpose : Op::none;
    backend.add_product(left, op, right, other, out.block(row, col, n_rows, n_cols));
  });
  detail::mirror_lower(out, executor);
  return out;
}

}  // namespace syncact::linalg
