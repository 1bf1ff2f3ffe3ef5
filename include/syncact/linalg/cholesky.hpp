#pragma once
/// Triangular roots of positive definite matrices.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Cholesky>

#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::linalg {

/// A backend with an own one, as LAPACK's dpotrf.
template <class B>
concept HasCholesky = requires(const B backend, const MatrixX<double>& a) {
  { backend.cholesky(a) } -> std::same_as<MatrixX<double>>;
};

namespace detail {

template <class = void>
[[nodiscard]] MatrixX<double> eigen_cholesky(const MatrixX<double>& a) {
  const SerialScope serial;
  const Eigen::LLT<MatrixX<double>> llt(a);
  return llt.info() == Eigen::Success ? MatrixX<double>(llt.matrixL()) : MatrixX<double>();
}

}  // namespace detail

/// Lower triangular l with l l' = a, from the lower triangle of a symmetric a; empty if a is not positive definite to rounding.
template <class B = DefaultBackend>
[[nodiscard]] MatrixX<double> cholesky(const MatrixX<double>& a, const B& backend = {}) {
  require_extent("linalg::cholesky", "number of columns", a.rows(), a.cols());
  if (a.size() == 0) return {};
  if constexpr (HasCholesky<B>) {
    return backend.cholesky(a);
  } else {
    return detail::eigen_cholesky(a);
  }
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
