#pragma once
/// Representational dissimilarity matrices.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// Dissimilarities of all pairs of n conditions: the upper triangle row by row, (0,1), (0,2), ..., (1,2), ...
/// An entry that does not exist (a constant pattern under correlation distance) is NaN.
struct Rdm {
  Index n_conditions = 0;
  VectorX<double> values{};  ///< [pair], n(n-1)/2

  [[nodiscard]] Index n_pairs() const { return values.size(); }

  /// Where the pair i < j is.
  [[nodiscard]] static Index pair(Index i, Index j, Index n) { return i * n - i * (i + 1) / 2 + (j - i - 1); }

  /// [condition x condition], symmetric with a zero diagonal.
  [[nodiscard]] MatrixX<double> square() const {
    MatrixX<double> full = MatrixX<double>::Zero(n_conditions, n_conditions);
    for (Index i = 0, k = 0; i < n_conditions; ++i) {
      for (Index j = i + 1; j < n_conditions; ++j, ++k) full(i, j) = full(j, i) = values[k];
    }
    return full;
  }
};

/// From a symmetric table [condition x condition]; its upper triangle counts. Throws ShapeError unless it is square.
[[nodiscard]] inline Rdm from_square(const MatrixX<double>& full) {
  require_extent("rdm::from_square", "number of columns", full.rows(), full.cols());
  const Index n = full.rows();
  Rdm rdm{n, VectorX<double>(n * (n - 1) / 2)};
  for (Index i = 0, k = 0; i < n; ++i) {
    for (Index j = i + 1; j < n; ++j, ++k) rdm.values[k] = full(i, j);
  }
  return rdm;
}

/// From n(n-1)/2 values in the order above. Throws ShapeError unless their number is that of some n.
[[nodiscard]] inline Rdm from_pairs(VectorX<double> values) {
  const auto n = static_cast<Index>(std::llround((1 + std::sqrt(1 + 8 * static_cast<double>(values.size()))) / 2));
  require_extent("rdm::from_pairs", "number of values (n(n-1)/2)", n * (n - 1) / 2, values.size());
  return {n, std::move(values)};
}

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
