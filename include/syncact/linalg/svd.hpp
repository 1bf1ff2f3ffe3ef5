#pragma once
/// Singular values and vectors, by the backend's own routine if it has one, else by Eigen.
#include "syncact/core/macros_off.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <utility>

#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::linalg {

/// a = left * diag(singular) * right', singular values falling; min(rows, cols) of them.
struct ThinSvd {
  MatrixX<double> left;
  VectorX<double> singular;
  MatrixX<double> right;
};

/// A backend with an own decomposition, as LAPACK's.
template <class B>
concept HasThinSvd = requires(const B backend, const MatrixX<double>& a) {
  { backend.thin_svd(a) } -> std::same_as<ThinSvd>;
};
template <class B>
concept HasSingularValues = requires(const B backend, const MatrixX<double>& a) {
  { backend.singular_values(a) } -> std::same_as<VectorX<double>>;
};

namespace detail {

/// Worth a QR decomposition first: what follows then works on a small square.
[[nodiscard]] inline bool is_tall(const MatrixX<double>& a) { return 2 * a.rows() > 3 * a.cols(); }

template <class = void>
[[nodiscard]] ThinSvd eigen_thin_svd(const MatrixX<double>& a) {
  if (a.cols() > a.rows()) {
    ThinSvd turned = eigen_thin_svd(MatrixX<double>(a.transpose()));
    std::swap(turned.left, turned.right);
    return turned;
  }
  const SerialScope serial;
  if (!is_tall(a)) {
    const Eigen::BDCSVD<MatrixX<double>> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
    return {svd.matrixU(), svd.singularValues(), svd.matrixV()};
  }
  const Eigen::HouseholderQR<MatrixX<double>> qr(a);
  const MatrixX<double> upper = qr.matrixQR().topRows(a.cols()).template triangularView<Eigen::Upper>();
  const Eigen::BDCSVD<MatrixX<double>> svd(upper, Eigen::ComputeThinU | Eigen::ComputeThinV);
  MatrixX<double> left = MatrixX<double>::Zero(a.rows(), a.cols());
  left.topRows(a.cols()) = svd.matrixU();
  left.applyOnTheLeft(qr.householderQ());
  return {std::move(left), svd.singularValues(), svd.matrixV()};
}

template <class = void>
[[nodiscard]] VectorX<double> eigen_singular_values(const MatrixX<double>& a) {
  if (a.cols() > a.rows()) return eigen_singular_values(MatrixX<double>(a.transpose()));
  const SerialScope serial;
  if (!is_tall(a)) return Eigen::BDCSVD<MatrixX<double>>(a).singularValues();
  const Eigen::HouseholderQR<MatrixX<double>> qr(a);
  const MatrixX<double> upper = qr.matrixQR().topRows(a.cols()).template triangularView<Eigen::Upper>();
  return Eigen::BDCSVD<MatrixX<double>>(upper).singularValues();
}

}  // namespace detail

/// The thin singular value decomposition. Entries must be finite.
template <class B = DefaultBackend>
[[nodiscard]] ThinSvd thin_svd(const MatrixX<double>& a, const B& backend = {}) {
  if (a.size() == 0) return {MatrixX<double>(a.rows(), 0), VectorX<double>(0), MatrixX<double>(a.cols(), 0)};
  if constexpr (HasThinSvd<B>) {
    return backend.thin_svd(a);
  } else {
    return detail::eigen_thin_svd(a);
  }
}

/// The singular values alone, falling.
template <class B = DefaultBackend>
[[nodiscard]] VectorX<double> singular_values(const MatrixX<double>& a, const B& backend = {}) {
  if (a.size() == 0) return VectorX<double>(0);
  if constexpr (HasSingularValues<B>) {
    return backend.singular_values(a);
  } else {
    return detail::eigen_singular_values(a);
  }
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
