#pragma once
/// Eigenvalues and vectors of a symmetric matrix, by the backend's own routine if it has one, else by Eigen.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Eigenvalues>

#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::linalg {

/// a = vectors * diag(values) * vectors', values rising, vectors orthonormal.
struct SymmetricEigen {
  VectorX<double> values;
  MatrixX<double> vectors;
};

/// A backend with an own decomposition, as LAPACK's. It may read either triangle.
template <class B>
concept HasSymmetricEigen = requires(const B backend, const MatrixX<double>& a) {
  { backend.symmetric_eigen(a) } -> std::same_as<SymmetricEigen>;
};

namespace detail {

template <class = void>
[[nodiscard]] SymmetricEigen eigen_symmetric(const MatrixX<double>& a) {
  const SerialScope serial;
  const Eigen::SelfAdjointEigenSolver<MatrixX<double>> solver(a);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

}  // namespace detail

/// The decomposition of a symmetric matrix. Entries must be finite. Throws ShapeError unless it is square.
template <class B = DefaultBackend>
[[nodiscard]] SymmetricEigen symmetric_eigen(const MatrixX<double>& a, const B& backend = {}) {
  require_extent("symmetric_eigen", "number of columns", a.rows(), a.cols());
  if (a.size() == 0) return {VectorX<double>(0), MatrixX<double>(0, 0)};
  if constexpr (HasSymmetricEigen<B>) {
    return backend.symmetric_eigen(a);
  } else {
    return detail::eigen_symmetric(a);
  }
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
