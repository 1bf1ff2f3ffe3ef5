#pragma once
/// What measures of subspaces share: overlaps of the two column spaces, and when they mean something.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation::detail {

/// How the column spaces of two centered tables lie. rank_deficient if a table has fewer directions than varying units;
/// saturated if the ranks sum to n or more, since they then meet whatever the data are: centered columns have n - 1 dimensions.
template <class P>
[[nodiscard]] similarity::MeasureStatus subspace_status(std::string_view function, const P& x, const P& y) {
  similarity::MeasureStatus status = common_status(function, x, y);
  if (x.n_samples() < 2) return similarity::MeasureStatus::too_few_samples;
  const Index rank_x = x.subspace().rank(), rank_y = y.subspace().rank();
  if (rank_x == 0 || rank_y == 0) return similarity::MeasureStatus::undefined;
  if (rank_x < x.n_units() - x.n_constant() || rank_y < y.n_units() - y.n_constant()) {
    status = worse(status, similarity::MeasureStatus::rank_deficient);
  }
  return rank_x + rank_y >= x.n_samples() ? worse(status, similarity::MeasureStatus::saturated) : status;
}

/// [direction of x x direction of y] Cosines between the leading directions of two orthonormal bases.
template <class P>
[[nodiscard]] MatrixX<double> overlap(const P& x, const MatrixX<double>& basis_x, const MatrixX<double>& basis_y) {
  return linalg::cross<double>(basis_x, basis_y, x.backend(), x.executor());
}

/// Canonical correlations, falling, min(rank_x, rank_y) of them, in [0, 1].
template <class P>
[[nodiscard]] VectorX<double> canonical_correlations(const P& x, const MatrixX<double>& basis_x,
                                                     const MatrixX<double>& basis_y) {
  return linalg::singular_values(overlap(x, basis_x, basis_y), x.backend()).cwiseMin(1.0);
}

/// A measurement of x and y with their ranks.
template <class P>
[[nodiscard]] similarity::Measurement with_ranks(double value, similarity::MeasureStatus status, const P& x, const P& y) {
  return {value, status, x.n_samples(), x.subspace().rank(), y.subspace().rank()};
}

template <class P>
[[nodiscard]] similarity::Measurement no_value_with_ranks(similarity::MeasureStatus status, const P& x, const P& y) {
  if (status == similarity::MeasureStatus::too_few_samples) return similarity::no_value(status, x.n_samples());
  return with_ranks(std::numeric_limits<double>::quiet_NaN(), status, x, y);
}

}  // namespace syncact::inline v0_1::similarity::representation::detail

#include "syncact/core/macros_on.hpp"
