#pragma once
/// Matrix products at the speed of the processor at hand, in a program built for any of its kind: needs no BLAS and no -march.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/linalg/detail/register_tiles.hpp"
#include "syncact/linalg/eigen_backend.hpp"

namespace syncact::inline v0_1::linalg {

namespace detail {

/// to = from', in squares that stay in the first-level cache.
template <std::floating_point T>
void turn(const ConstPanel<T>& from, Panel<T> to) {
  constexpr Index edge = 16;
  for (Index j = 0; j < to.cols(); j += edge) {
    const Index width = std::min(edge, to.cols() - j);
    for (Index i = 0; i < to.rows(); i += edge) {
      const Index height = std::min(edge, to.rows() - i);
      to.block(i, j, height, width) = from.block(j, i, width, height).transpose();
    }
  }
}

}  // namespace detail

/// Products in the widest vectors that the processor has, chosen at run time (ADR 017). Each element is summed over the inner
/// extent in order, piece by piece of at most 320, so its bits depend on its row of op(a) and its column of op(b) alone; but
/// for a transposed a times less than 8 columns, which Eigen multiplies: there a copy of a would cost more than the product.
struct VectorBackend {
  // Templates for the reason given at EigenBackend.
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

// Not inline: see EigenBackend::add.
template <std::floating_point T>
void VectorBackend::add(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, Panel<T>& out) {
  constexpr Index most_rows = 512, most_columns = 256, depth = 320;  // what the second-level cache holds
  constexpr Index worth_a_copy = 8, widest = 64 / static_cast<Index>(sizeof(T));
  if (op_a == Op::transpose && out.cols() < worth_a_copy) return EigenBackend{}.add_product(a, op_a, b, op_b, out);
  const Index n_inner = op_a == Op::none ? a.cols() : a.rows();
  const Index b_row = op_b == Op::none ? 1 : b.outerStride(), b_column = op_b == Op::none ? b.outerStride() : 1;
  MatrixX<T> copy;
  for (Index row = 0; row < out.rows(); row += most_rows) {
    const Index n_rows = std::min(most_rows, out.rows() - row);
    const Index room = std::max<Index>(0, widest - n_rows);  // rows in front that must be there
    const bool in_place = op_a == Op::none && room <= row;
    for (Index k = 0; k < n_inner; k += depth) {
      const Index n_k = std::min(depth, n_inner - k);
      if (!in_place) {
        copy.resize(room + n_rows, n_k);
        copy.topRows(room).setZero();
        if (op_a == Op::none) {
          copy.bottomRows(n_rows) = a.block(row, k, n_rows, n_k);
        } else {
          detail::turn<T>(a.block(k, row, n_k, n_rows), copy.bottomRows(n_rows));
        }
      }
      const T* const left = in_place ? a.data() + k * a.outerStride() + row : copy.data() + room;
      const Index left_stride = in_place ? a.outerStride() : copy.outerStride();
      for (Index column = 0; column < out.cols(); column += most_columns) {
        with_vectors([&](auto bytes) __attribute__((always_inline)) {
          detail::RegisterTiles<bytes.value, T>{.a = left,
                                                .lda = left_stride,
                                                .b = b.data() + k * b_row + column * b_column,
                                                .b_row = b_row,
                                                .b_column = b_column,
                                                .c = out.data() + column * out.outerStride() + row,
                                                .ldc = out.outerStride(),
                                                .n_rows = n_rows,
                                                .n_inner = n_k,
                                                .n_columns = std::min(most_columns, out.cols() - column)}
              .add();
        });
      }
    }
  }
}

static_assert(MatrixBackend<VectorBackend, float> && MatrixBackend<VectorBackend, double>);

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
