#pragma once
/// Spearman's rank correlation.
#include "syncact/core/macros_off.hpp"

#include <string_view>

#include "syncact/core/nth.hpp"
#include "syncact/numeric/ranks.hpp"
#include "syncact/synchrony/measure/concept.hpp"

namespace syncact::inline v0_1::synchrony::measure {

/// Spearman's rho: Pearson's r of the ranks over time, ties averaged. It sees any monotone relation at lag zero, and one
/// outlying volume moves it little.
struct Spearman {
  [[nodiscard]] std::string_view name() const { return "spearman"; }

  /// Centered ranks of unit length. Values closer than the rounding of the largest, 4 eps(T) max|x|, tie: a plateau that went
  /// through a convolution or a projection is still one. A signal that is constant up to rounding is unusable.
  template <std::floating_point T>
  [[nodiscard]] numeric::UnitSeries<T> standardized(const SeriesView<T>& series) const {
    const Index n = series.n_times();
    constexpr double rounding = 4 * static_cast<double>(std::numeric_limits<T>::epsilon());
    numeric::UnitSeries<T> result{MatrixX<T>::Zero(n, series.n_signals()),
                                  std::vector<numeric::SignalStatus>(as_size(series.n_signals()))};
    VectorX<double> values(n), unit(n);
    for (Index i = 0; i < series.n_signals(); ++i) {
      numeric::SignalStatus& status = nth(result.status, i);
      status = numeric::center_and_scale(series, i, unit);
      if (status != numeric::SignalStatus::ok) continue;
      numeric::read_signal(series, i, values);
      const MatrixX<double> ranks = numeric::average_ranks(values, rounding * values.cwiseAbs().maxCoeff());
      status = numeric::center_and_scale(SeriesView<double>(ranks), 0, unit);
      result.values.col(i) = unit.template cast<T>();
    }
    return result;
  }

  /// [a-signal x b-signal]. Throws ShapeError unless both have the same time points.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> compare(const SeriesView<T>& a, const SeriesView<T>& b) const {
    return inner_products(standardized(a), standardized(b));
  }
};

template <>
inline constexpr bool is_inner_product<Spearman> = true;

static_assert(InnerProductSimilarity<Spearman, float> && InnerProductSimilarity<Spearman, double>);

}  // namespace syncact::inline v0_1::synchrony::measure

#include "syncact/core/macros_on.hpp"
