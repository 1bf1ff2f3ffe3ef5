#pragma once
/// Matrix products. One small policy does the work of a tile; the tiling here is fixed, so results do not depend on the
/// number of threads.
#include <algorithm>
#include <concepts>

#include "syncact/core/errors.hpp"
#include "syncact/core/executor.hpp"
#include "syncact/core/types.hpp"
#include "syncact/linalg/serial_scope.hpp"

namespace syncact::linalg {

/// A column-major operand: a matrix or a block of one, never copied.
template <std::floating_point T>
using ConstPanel = Eigen::Ref<const MatrixX<T>, 0, Eigen::OuterStride<>>;
template <std::floating_point T>
using Panel = Eigen::Ref<MatrixX<T>, 0, Eigen::OuterStride<>>;

/// Whether an operand enters as it is or transposed.
enum class Op : unsigned char { none, transpose };

/// The product of one tile: out += op(a) * op(b).
/// Axioms: runs in the calling thread only; may be called from several threads at once; the same operands give the same
/// bits in every call; shapes are checked by the caller.
template <class B, class T>
concept MatrixBackend = std::copyable<B> && requires(const B backend, ConstPanel<T> a, ConstPanel<T> b, Op op, Panel<T> out) {
  { backend.add_product(a, op, b, op, out) } -> std::same_as<void>;
};

/// Eigen's own product. Needs nothing else; as fast as the -march it is compiled for.
struct EigenBackend {
  // Templates, so that Eigen's kernels are compiled where a product is called, not in every file that includes this one.
  template <class = void>
  void add_product(ConstPanel<float> a, Op op_a, ConstPanel<float> b, Op op_b, Panel<float> out) const {
    add(a, op_a, b, op_b, out);
  }
  template <class = void>
  void add_product(ConstPanel<double> a, Op op_a, ConstPanel<double> b, Op op_b, Panel<double> out) const {
    add(a, op_a, b, op_b, out);
  }

 private:
  template <std::floating_point T>
  static void add(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, Panel<T>& out);
};

// Outside the class, and so not inline: a program can have it compiled in one place, see compiled_kernels.hpp.
template <std::floating_point T>
void EigenBackend::add(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, Panel<T>& out) {
  const SerialScope serial;
  if (op_a == Op::none && op_b == Op::none) {
    out.noalias() += a * b;
  } else if (op_a == Op::none) {
    out.noalias() += a * b.transpose();
  } else if (op_b == Op::none) {
    out.noalias() += a.transpose() * b;
  } else {
    out.noalias() += a.transpose() * b.transpose();
  }
}

static_assert(MatrixBackend<EigenBackend, float> && MatrixBackend<EigenBackend, double>);

/// Edge of an output tile. A constant, because the bits of a product may depend on it.
inline constexpr Index tile_edge = 512;

/// op(a) * op(b), tile by tile on the executor. Bits depend on the operands and the backend alone.
/// Throws ShapeError if the inner extents differ.
template <std::floating_point T, MatrixBackend<T> B = EigenBackend, Executor E = Serial>
[[nodiscard]] MatrixX<T> product(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, const B& backend = {},
                                 const E& executor = {}) {
  const Index rows = op_a == Op::none ? a.rows() : a.cols();
  const Index inner_a = op_a == Op::none ? a.cols() : a.rows();
  const Index inner_b = op_b == Op::none ? b.rows() : b.cols();
  const Index cols = op_b == Op::none ? b.cols() : b.rows();
  if (inner_a != inner_b) {
    throw ShapeError(detail::text("linalg::product: inner extents must agree, are ", inner_a, " and ", inner_b));
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
template <std::floating_point T, MatrixBackend<T> B = EigenBackend, Executor E = Serial>
[[nodiscard]] MatrixX<T> cross(const MatrixX<T>& a, const MatrixX<T>& b, const B& backend = {}, const E& executor = {}) {
  return product<T>(a, Op::transpose, b, Op::none, backend, executor);
}

}  // namespace syncact::linalg
