#pragma once
/// Eigenvalues of a square matrix that need not be symmetric.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Eigenvalues>

#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::linalg {

/// In no stated order. Entries must be finite. A template so that only what calls it compiles it.
/// Throws ShapeError unless a is square.
template <class = void>
[[nodiscard]] Eigen::VectorXcd eigenvalues(const MatrixX<double>& a) {
  require_extent("linalg::eigenvalues", "number of columns", a.rows(), a.cols());
  const SerialScope serial;
  return Eigen::EigenSolver<MatrixX<double>>(a, false).eigenvalues();
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
