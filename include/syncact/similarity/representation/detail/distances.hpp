#pragma once
/// Distances between rows from their inner products.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/executor.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::similarity::representation::detail {

/// [sample x sample] ||x_i - x_j||^2 = g_ii + g_jj - 2 g_ij, never negative, of g = x x' for a centered x.
[[nodiscard]] inline MatrixX<double> distances_from_gram(const MatrixX<double>& gram) {
  const VectorX<double> squares = gram.diagonal();
  MatrixX<double> d(gram.rows(), gram.cols());
  for (Index j = 0; j < gram.cols(); ++j) {
    d.col(j) = (squares.array() + squares[j] - 2 * gram.col(j).array()).max(0.0);
    d(j, j) = 0.0;
  }
  return d;
}

/// Recomputes from the rows of x the distances that are small against the rows' own lengths, where the Gram matrix has lost
/// digits: what is left is accurate to about 1e3 eps.
template <Executor E>
void refine_close_pairs(const MatrixX<double>& x, const VectorX<double>& squares, MatrixX<double>& d, const E& executor) {
  executor.bulk(d.cols(), [&](Index j) {
    for (Index i = j + 1; i < d.rows(); ++i) {
      if (d(i, j) < 1e-3 * (squares[i] + squares[j])) d(i, j) = (x.row(i) - x.row(j)).squaredNorm();
    }
  });
  for (Index j = 0; j < d.cols(); ++j) {
    for (Index i = 0; i < j; ++i) d(i, j) = d(j, i);
  }
}

}  // namespace syncact::inline v0_1::similarity::representation::detail

#include "syncact/core/macros_on.hpp"
