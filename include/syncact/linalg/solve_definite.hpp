#pragma once
/// Linear systems with a symmetric positive definite matrix.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Cholesky>

#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::linalg {

/// x with a x = b, a symmetric and positive definite, by LDL' with pivoting; not defined where a is not definite.
/// A template so that only what calls it compiles it. Throws ShapeError if the extents do not fit.
template <class = void>
[[nodiscard]] MatrixX<double> solve_definite(const MatrixX<double>& a, const MatrixX<double>& b) {
  require_extent("linalg::solve_definite", "number of columns of a", a.rows(), a.cols());
  require_extent("linalg::solve_definite", "number of rows of b", a.rows(), b.rows());
  const SerialScope serial;
  return a.ldlt().solve(b);
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
