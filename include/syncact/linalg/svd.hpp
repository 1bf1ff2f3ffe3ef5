#pragma once
/// Singular values and vectors, by the backend's own routine if it has one, else by Eigen.
#include <Eigen/SVD>
#include <utility>

#include "syncact/linalg/backend.hpp"

namespace syncact::linalg {

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

/// The thin singular value decomposition. Entries must be finite.
template <class B = EigenBackend>
[[nodiscard]] ThinSvd thin_svd(const MatrixX<double>& a, const B& backend = {}) {
  if (a.size() == 0) return {MatrixX<double>(a.rows(), 0), VectorX<double>(0), MatrixX<double>(a.cols(), 0)};
  if constexpr (HasThinSvd<B>) {
    return backend.thin_svd(a);
  } else {
    const SerialScope serial;
    const Eigen::BDCSVD<MatrixX<double>> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
    return {svd.matrixU(), svd.singularValues(), svd.matrixV()};
  }
}

/// The singular values alone, falling.
template <class B = EigenBackend>
[[nodiscard]] VectorX<double> singular_values(const MatrixX<double>& a, const B& backend = {}) {
  if (a.size() == 0) return VectorX<double>(0);
  if constexpr (HasSingularValues<B>) {
    return backend.singular_values(a);
  } else {
    const SerialScope serial;
    return Eigen::BDCSVD<MatrixX<double>>(a).singularValues();
  }
}

}  // namespace syncact::linalg
