#pragma once
/// Pearson's correlation.
#include "syncact/core/macros_off.hpp"

#include <string_view>

#include "syncact/synchrony/measure/concept.hpp"

namespace syncact::inline v0_1::synchrony::measure {

/// Pearson's r: r(a, b) = sum_t (a_t - mean a)(b_t - mean b) / (n sd_a sd_b), in [-1, 1].
/// It sees a linear relation at lag zero, and only that. Its textbook p-value is wrong for fMRI, see
/// syncact/numeric/student_t.hpp.
struct Pearson {
  [[nodiscard]] std::string_view name() const { return "pearson"; }

  /// Centered signals of unit length.
  template <std::floating_point T>
  [[nodiscard]] numeric::UnitSeries<T> standardized(const SeriesView<T>& series) const {
    return numeric::to_unit_norm(series, NanPolicy::exclude);
  }

  /// [a-signal x b-signal]. Throws ShapeError unless both have the same time points.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> compare(const SeriesView<T>& a, const SeriesView<T>& b) const {
    return inner_products(standardized(a), standardized(b));
  }
};

template <>
inline constexpr bool is_inner_product<Pearson> = true;
template <>
inline constexpr bool is_linear<Pearson> = true;

static_assert(InnerProductSimilarity<Pearson, float> && InnerProductSimilarity<Pearson, double>);

}  // namespace syncact::inline v0_1::synchrony::measure

#include "syncact/core/macros_on.hpp"
