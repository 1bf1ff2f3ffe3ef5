#pragma once
/// Matrix products. One small policy does the work of a tile; the tiling here is fixed, so results do not depend on the
/// number of threads.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/core/errors.hpp"
#include "syncact/core/executor.hpp"
#include "syncact/linalg/matrix_backend.hpp"
#include "syncact/linalg/vector_backend.hpp"

namespace syncact::inline v0_1::linalg {

/// What multiplies where nothing is said.
using DefaultBackend = VectorBackend;

/// Edge of an output tile. A constant, because the bits of a product may depend on it.
inline constexpr Index tile_edge = 512;

/// op(a) * op(b), tile by tile on the executor. Bits depend on the operands and the backend alone.
/// Throws ShapeError if the inner extents differ.
template <std::floating_point T, MatrixBackend<T> B = DefaultBackend, Executor E = Serial>
[[nodiscard]] MatrixX<T> product(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, const B& backend = {},
                                 const E& executor = {}) {
  const Index rows = op_a == Op::none ? a.rows() : a.cols();
  const Index inner_a = op_a == Op::none ? a.cols() : a.rows();
  const Index inner_b = op_b == Op::none ? b.rows() : b.cols();
  const Index cols = op_b == Op::none ? b.cols() : b.rows();
  if (inner_a != inner_b) {
    throw ShapeError(message("linalg::product: inner extents must agree, are ", inner_a, " and ", inner_b));
  }
  MatrixX<T> out = MatrixX<T>::Zero(rows, cols);
  const Index tile_rows = (rows + tile_edge - 1) / tile_edge;
  const Index tile_cols = (cols + tile_edge - 1) / tile_edge;
  executor.bulk(tile_rows * tile_cols, [&](Index tile) {
    const Index row = (tile % tile_rows) * tile_edge;
    const Index col = (tile / tile_rows) * tile_edge;
    const Index n_rows = std::min(tile_edge, rows - row);
    const Index n_cols = std::min(tile_edge, cols - col);
    const auto left = op_a == Op::none ? a.block(row, 0, n_rows, inner_a) : a.block(0, row, inner_a, n_rows);
    const auto right = op_b == Op::none ? b.block(0, col, inner_b, n_cols) : b.block(col, 0, n_cols, inner_b);
    backend.add_product(left, op_a, right, op_b, out.block(row, col, n_rows, n_cols));
  });
  return out;
}

/// a' * b for [time x signal] tables: the correlation shape [a-signal x b-signal].
template <std::floating_point T, MatrixBackend<T> B = DefaultBackend, Executor E = Serial>
[[nodiscard]] MatrixX<T> cross(const MatrixX<T>& a, const MatrixX<T>& b, const B& backend = {}, const E& executor = {}) {
  return product<T>(a, Op::transpose, b, Op::none, backend, executor);
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
