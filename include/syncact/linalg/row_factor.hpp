#pragma once
/// The smallest matrix with the same inner products between rows.
#include "syncact/core/macros_off.hpp"

#include <Eigen/QR>

#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::linalg {

/// A backend with an own one, as LAPACK's dgelqf.
template <class B>
concept HasRowFactor = requires(const B backend, const MatrixX<double>& a) {
  { backend.row_factor(a) } -> std::same_as<MatrixX<double>>;
};

namespace detail {

template <class = void>
[[nodiscard]] MatrixX<double> eigen_row_factor(const MatrixX<double>& a) {
  const SerialScope serial;
  const Eigen::HouseholderQR<MatrixX<double>> qr(a.transpose());
  return MatrixX<double>(qr.matrixQR().topRows(a.rows()).template triangularView<Eigen::Upper>()).transpose();
}

}  // namespace detail

/// f with f f' = a a' and a = f q', q orthonormal, for a with more columns than rows: lower triangular [rows x rows]. Unlike
/// a Cholesky factor of a a' it is accurate to eps relative to a, not to a squared. Entries must be finite; throws
/// ShapeError for fewer columns than rows, where a itself is the smallest.
template <class B = DefaultBackend>
[[nodiscard]] MatrixX<double> row_factor(const MatrixX<double>& a, const B& backend = {}) {
  if (a.cols() < a.rows()) {
    throw ShapeError(message("linalg::row_factor: a must be wide, is ", a.rows(), " x ", a.cols()));
  }
  if (a.size() == 0) return MatrixX<double>(a.rows(), a.rows());
  if constexpr (HasRowFactor<B>) {
    return backend.row_factor(a);
  } else {
    return detail::eigen_row_factor(a);
  }
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
