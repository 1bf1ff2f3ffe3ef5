#pragma once
/// An orthonormal basis, built column by column.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::numeric {

/// Appends to the first `rank` columns of the basis, which are orthonormal, the part of the column that they do not span, of
/// length 1, and counts it; a column that is a combination of them to 1e-7 of its length, whatever its scale, is left out.
/// Basis [time x component], with room for one more column. Gram-Schmidt, modified and done twice.
inline void extend_basis(MatrixX<double>& basis, Index& rank, VectorX<double> column) {
  const double largest = column.cwiseAbs().maxCoeff();
  if (largest == 0) return;
  column /= largest;
  column.normalize();
  for (int pass = 0; pass < 2; ++pass) {  // twice is enough (Parlett, The Symmetric Eigenvalue Problem, section 6.9)
    for (Index k = 0; k < rank; ++k) column -= basis.col(k) * basis.col(k).dot(column);
  }
  if (column.norm() > 1e-7) basis.col(rank++) = column.normalized();
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
