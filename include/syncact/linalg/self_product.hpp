#pragma once
/// A matrix times its own transpose at half the work.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::linalg {

/// A backend with an own routine for the lower triangle of out += op(a) * op(a)', as BLAS's syrk. Upper entries of out are
/// left alone or written too.
template <class B, class T>
concept HasSelfProduct = requires(const B backend, ConstPanel<T> a, Op op, Panel<T> out) {
  { backend.add_self_product(a, op, out) } -> std::same_as<void>;
};

namespace detail {

/// Small enough that threads share the triangle of 500 rows, and that one that is late holds up the others little.
inline constexpr Index self_tile_edge = 256;

/// A tile of the lower triangle: rows from `row`, columns from `col`.
struct Tile {
  Index row, col, n_rows, n_cols;
};

/// Square tiles that cover the lower triangle of an n x n matrix, those on the diagonal last: they are less work.
[[nodiscard]] inline std::vector<Tile> lower_tiles(Index n) {
  std::vector<Tile> tiles;
  const auto add = [&](Index row, Index col) {
    tiles.push_back({row, col, std::min(self_tile_edge, n - row), std::min(self_tile_edge, n - col)});
  };
  for (Index col = 0; col < n; col += self_tile_edge) {
    for (Index row = col + self_tile_edge; row < n; row += self_tile_edge) add(row, col);
  }
  for (Index at = 0; at < n; at += self_tile_edge) add(at, at);
  return tiles;
}

/// The part of op(a) that gives rows [first, first + count) of the product.
template <std::floating_point T>
[[nodiscard]] auto rows_of(const ConstPanel<T>& a, Op op, Index first, Index count) {
  return op == Op::none ? a.block(first, 0, count, a.cols()) : a.block(0, first, a.rows(), count);
}

/// A tile on the diagonal: by the backend's routine, else by panels, of which the upper triangle wastes little.
template <std::floating_point T, class B>
void add_diagonal_tile(const ConstPanel<T>& a, Op op, const B& backend, Panel<T> out) {
  if constexpr (HasSelfProduct<B, T>) {
    backend.add_self_product(a, op, out);
  } else {
    const Index n = out.rows();
    constexpr Index panel = self_tile_edge / 4;
    for (Index col = 0; col < n; col += panel) {
      const Index width = std::min(panel, n - col);
      backend.add_product(rows_of<T>(a, op, col, n - col), op, rows_of<T>(a, op, col, width),
                          op == Op::none ? Op::transpose : Op::none, out.block(col, col, n - col, width));
    }
  }
}

}  // namespace detail

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

/// The lower triangle of out += a * a' (Op::none) or a' * a (Op::transpose), tile by tile on the executor: half the work of a
/// product, and the same bits for any number of threads. Of the upper triangle nothing may be expected.
template <std::floating_point T, MatrixBackend<T> B, Executor E>
void add_lower_self_product(const ConstPanel<T>& a, Op op, MatrixX<T>& out, const B& backend, const E& executor) {
  const std::vector<detail::Tile> tiles = detail::lower_tiles(out.rows());
  executor.bulk(static_cast<Index>(tiles.size()), [&](Index i) {
    const auto [row, col, n_rows, n_cols] = nth(tiles, i);
    const auto left = detail::rows_of<T>(a, op, row, n_rows);
    if (row == col) {
      detail::add_diagonal_tile<T>(left, op, backend, out.block(row, col, n_rows, n_cols));
    } else {
      backend.add_product(left, op, detail::rows_of<T>(a, op, col, n_cols), op == Op::none ? Op::transpose : Op::none,
                          out.block(row, col, n_rows, n_cols));
    }
  });
}

/// a * a' (Op::none) or a' * a (Op::transpose), symmetric to the last bit.
template <std::floating_point T, MatrixBackend<T> B = DefaultBackend, Executor E = Serial>
[[nodiscard]] MatrixX<T> self_product(const ConstPanel<T>& a, Op op, const B& backend = {}, const E& executor = {}) {
  const Index n = op == Op::none ? a.rows() : a.cols();
  MatrixX<T> out = MatrixX<T>::Zero(n, n);
  add_lower_self_product<T>(a, op, out, backend, executor);
  mirror_lower(out, executor);
  return out;
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
