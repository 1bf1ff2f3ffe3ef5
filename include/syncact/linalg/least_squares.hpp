#pragma once
/// Linear systems with more equations than unknowns, or without a unique solution.
#include "syncact/core/macros_off.hpp"

#include <Eigen/QR>

#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::linalg {

/// x that minimizes ||a x - b||_F, and of those the one of smallest norm: a may be short of rank. By a complete orthogonal
/// decomposition with column pivoting, rank tolerance as Eigen's. A template so that only what calls it compiles it.
/// Throws ShapeError if the numbers of rows differ.
template <class = void>
[[nodiscard]] MatrixX<double> least_squares(const MatrixX<double>& a, const MatrixX<double>& b) {
  require_extent("linalg::least_squares", "number of rows of b", a.rows(), b.rows());
  const SerialScope serial;
  return Eigen::CompleteOrthogonalDecomposition<MatrixX<double>>(a).solve(b);
}

/// The rank of a with the tolerance of least_squares.
template <class = void>
[[nodiscard]] Index rank(const MatrixX<double>& a) {
  const SerialScope serial;
  return Eigen::ColPivHouseholderQR<MatrixX<double>>(a).rank();
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
