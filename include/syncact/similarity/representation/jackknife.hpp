#pragma once
/// How far a measure of representations may be off, by leaving out one sample after the other.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// The jackknife's standard error, sqrt((n - 1)/n sum_i (v_i - mean v)^2) with v_i the value without sample i. For measures
/// that are smooth in the samples; not for those of nearest neighbours or ranks. NaN if a value without a sample is undefined.
/// Costs n comparisons, which run on the context. Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 11.
/// Throws ShapeError unless both have the same samples, and what the measure throws.
template <ScalarMeasure M, CallContext C = Context<>>
[[nodiscard]] double jackknife_error(const M& measure, const PreparedTable<>& x, const PreparedTable<>& y,
                                     const C& context = {}) {
  const Index n = x.n_samples();
  require_extent("jackknife_error", "number of samples of y", n, y.n_samples());
  const auto without = [n](const MatrixX<double>& table, Index i) {
    MatrixX<double> rest(n - 1, table.cols());
    rest.topRows(i) = table.topRows(i);
    rest.bottomRows(n - 1 - i) = table.bottomRows(n - 1 - i);
    return PreparedTable<>(std::move(rest));
  };
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  VectorX<double> values(n);
  context.executor.bulk(n, [&](Index i) { values[i] = measure.compare(without(x.values(), i), without(y.values(), i)).value; });
  const auto count = static_cast<double>(n);
  return std::sqrt((count - 1) / count * (values.array() - values.mean()).square().sum());
}

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
