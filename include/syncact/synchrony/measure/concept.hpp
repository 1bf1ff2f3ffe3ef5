#pragma once
/// What a measure of similarity between time series is.
#include "syncact/core/macros_off.hpp"

#include <concepts>

#include "syncact/linalg/backend.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::synchrony::measure {

/// compare(a, b) gives the table [a-signal x b-signal]; a [time x a-signal], b [time x b-signal].
/// Axioms: entry (i, j) depends on signals i and j alone and not on how they are stored; it is NaN exactly where a signal
/// is unusable (constant, or holds NaN or infinity); a positive gain on a signal changes nothing; no other signal of the
/// same scale is more similar to a signal than the signal itself. Laws: syncact/laws/similarity_laws.hpp.
template <class S, class T>
concept SimilarityMeasure = std::copyable<S> && requires(const S similarity, const SeriesView<T>& a, const SeriesView<T>& b) {
  { similarity.compare(a, b) } -> std::same_as<MatrixX<T>>;
};

/// Opt in: S::standardized obeys the axioms of InnerProductSimilarity. Having a member of that name is not enough.
template <class S>
inline constexpr bool is_inner_product = false;

/// A measure that is an inner product of standardized signals, so that a whole table is one matrix product.
/// Axioms: compare(a, b) == standardized(a)' * standardized(b) where both signals are usable; standardizing commutes with
/// any reordering of time.
template <class S, class T>
concept InnerProductSimilarity = SimilarityMeasure<S, T> && is_inner_product<S> &&
    requires(const S similarity, const SeriesView<T>& series) {
  { similarity.standardized(series) } -> std::same_as<numeric::UnitSeries<T>>;
};

/// Opt in, for inner-product measures: standardized(x) is x centered and scaled to unit length, and nothing else, so that a
/// projection of a signal can be moved to the other side of the product.
template <class S>
inline constexpr bool is_linear = false;

/// The table of an inner-product measure from its two standardized sides; NaN where a signal is unusable. Values are
/// clamped to [-1, 1], which rounding may leave by a few units in the last place.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] MatrixX<T> inner_products(const numeric::UnitSeries<T>& a, const numeric::UnitSeries<T>& b,
                                        const C& context = {}) {
  require_same_times("similarity", "a", a.values.rows(), "b", b.values.rows());
  MatrixX<T> table = linalg::cross<T>(a.values, b.values, context.backend, context.executor);
  table = table.cwiseMax(T{-1}).cwiseMin(T{1}).eval();
  for (Index i = 0; i < table.rows(); ++i) {
    if (!a.ok(i)) table.row(i).setConstant(std::numeric_limits<T>::quiet_NaN());
  }
  for (Index j = 0; j < table.cols(); ++j) {
    if (!b.ok(j)) table.col(j).setConstant(std::numeric_limits<T>::quiet_NaN());
  }
  return table;
}

}  // namespace syncact::inline v0_1::synchrony::measure

#include "syncact/core/macros_on.hpp"
