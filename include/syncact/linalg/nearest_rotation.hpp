#pragma once
/// The orthogonal matrix nearest to a matrix.
#include "syncact/core/macros_off.hpp"

#include "syncact/linalg/svd.hpp"

namespace syncact::inline v0_1::linalg {

/// The r with orthonormal columns (rows, if m is wide) that is nearest to m, and for which tr(r'm) is largest: U V' of m = U S
/// V', which is (m m')^(-1/2) m where that exists. Entries must be finite. A template so that only what calls it compiles it.
/// Schoenemann, Psychometrika 31 (1966) 1.
template <class = void>
[[nodiscard]] MatrixX<double> nearest_rotation(const MatrixX<double>& m) {
  const ThinSvd svd = thin_svd(m);
  return svd.left * svd.right.transpose();
}

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
