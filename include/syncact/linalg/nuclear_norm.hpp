#pragma once
/// The sum of singular values.
#include "syncact/core/macros_off.hpp"

#include "syncact/linalg/self_product.hpp"
#include "syncact/linalg/svd.hpp"

namespace syncact::inline v0_1::linalg {

/// A backend that finds the eigenvalues, rising, of a symmetric matrix without its eigenvectors, as LAPACK's dsyevd.
template <class B>
concept HasSymmetricEigenvalues = requires(const B backend, const MatrixX<double>& a) {
  { backend.symmetric_eigenvalues(a) } -> std::same_as<VectorX<double>>;
};

/// The sum of the singular values of a, to about 1e-13 relative. Entries must be finite.
/// If the backend can, first from the eigenvalues of a a' (or a' a), which takes half the time: an eigenvalue l has an error of
/// eps l_max, its root one of eps l_max / (2 sqrt l), which is no loss while l > 1e-4 l_max. Else from singular values.
template <class B = DefaultBackend, Executor E = Serial>
[[nodiscard]] double nuclear_norm(const MatrixX<double>& a, const B& backend = {}, const E& executor = {}) {
  if (a.size() == 0) return 0.0;
  if constexpr (HasSymmetricEigenvalues<B>) {
    const Op smaller = a.rows() <= a.cols() ? Op::none : Op::transpose;
    const VectorX<double> squares = backend.symmetric_eigenvalues(self_product<double>(a, smaller, backend, executor));
    if (squares[0] > 1e-4 * squares[squares.size() - 1]) return squares.cwiseSqrt().sum();
  }
  return singular_values(a, backend).sum();
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
