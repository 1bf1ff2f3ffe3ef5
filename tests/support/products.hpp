#pragma once
/// What every MatrixBackend must satisfy.
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/linalg/backend.hpp"

namespace syncact::test {

/// The product by its definition, in double.
template <std::floating_point T>
MatrixX<double> by_definition(const MatrixX<T>& a, const MatrixX<T>& b) {
  MatrixX<double> c = MatrixX<double>::Zero(a.rows(), b.cols());
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < b.cols(); ++j) {
      for (Index k = 0; k < a.cols(); ++k) c(i, j) += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
    }
  }
  return c;
}

/// A sum of n products of standard normal numbers is off by a few eps * sqrt(n).
template <std::floating_point T>
double product_tolerance(Index inner) {
  return 16 * static_cast<double>(std::numeric_limits<T>::epsilon()) * std::sqrt(static_cast<double>(inner) + 1);
}

template <std::floating_point T, class B>
void check_all_ops(const B& backend) {
  using linalg::Op;
  struct Shape {
    Index rows, inner, cols;
  };
  for (const auto& [rows, inner, cols] :
       {Shape{1, 1, 1}, Shape{7, 1, 5}, Shape{1, 40, 9}, Shape{33, 20, 17}, Shape{600, 5, 3}}) {
    const MatrixX<T> a = noise<T>(rows, inner, 1);
    const MatrixX<T> b = noise<T>(inner, cols, 2);
    const MatrixX<T> a_t = a.transpose();
    const MatrixX<T> b_t = b.transpose();
    const MatrixX<double> expected = by_definition(a, b);
    const double tolerance = product_tolerance<T>(inner);
    CHECK(table_close(linalg::product<T>(a, Op::none, b, Op::none, backend), expected, tolerance) == "");
    CHECK(table_close(linalg::product<T>(a_t, Op::transpose, b, Op::none, backend), expected, tolerance) == "");
    CHECK(table_close(linalg::product<T>(a, Op::none, b_t, Op::transpose, backend), expected, tolerance) == "");
    CHECK(table_close(linalg::product<T>(a_t, Op::transpose, b_t, Op::transpose, backend), expected, tolerance) == "");
  }
}

template <std::floating_point T, class B>
void check_same_bits_on_any_threads(const B& backend) {
  using linalg::Op;
  const MatrixX<T> a = noise<T>(64, 2 * linalg::tile_edge + 100, 1);
  const MatrixX<T> b = noise<T>(64, linalg::tile_edge + 77, 2);
  const MatrixX<T> serial = linalg::product<T>(a, Op::transpose, b, Op::none, backend);
  for (const Index n : {1, 2, 3, 5, 8}) {
    CHECK(
        (serial.array() == linalg::product<T>(a, Op::transpose, b, Op::none, backend, Threads{.n_threads = n}).array()).all());
  }
}

/// The pattern of tiled self-correlation, which xt::linalg::dot gets wrong: both operands begin at one address.
template <std::floating_point T, class B>
void check_blocks_of_one_buffer(const B& backend) {
  using linalg::Op;
  const MatrixX<T> a = noise<T>(20, 50, 1);
  const MatrixX<T> top = a.topRows(10);
  const MatrixX<T> left = a.leftCols(10);
  const double tolerance = product_tolerance<T>(50);
  CHECK(table_close(linalg::product<T>(a.topRows(10), Op::none, a, Op::transpose, backend),
                    by_definition<T>(top, a.transpose()), tolerance) == "");
  CHECK(table_close(linalg::product<T>(a, Op::none, a.topRows(10), Op::transpose, backend),
                    by_definition<T>(a, top.transpose()), tolerance) == "");
  CHECK(table_close(linalg::product<T>(a, Op::transpose, a.leftCols(10), Op::none, backend),
                    by_definition<T>(a.transpose(), left), tolerance) == "");
  CHECK(table_close(linalg::product<T>(a, Op::none, a, Op::transpose, backend), by_definition<T>(a, a.transpose()),
                    tolerance) == "");
}

}  // namespace syncact::test
