#pragma once
/// Basis functions made orthogonal in order.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::numeric {

/// Takes from each column its projection on the columns before it, and keeps its scale: spm_orth, and nilearn's
/// orthogonalization of regressors. Columns [time x basis function]; a zero column stays zero.
inline void orthogonalize(MatrixX<double>& columns) {
  for (Index j = 1; j < columns.cols(); ++j) {
    for (int pass = 0; pass < 2; ++pass) {  // the second pass removes what rounding left
      for (Index i = 0; i < j; ++i) {
        const double power = columns.col(i).squaredNorm();
        if (power > 0) columns.col(j) -= columns.col(i) * (columns.col(i).dot(columns.col(j)) / power);
      }
    }
  }
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
