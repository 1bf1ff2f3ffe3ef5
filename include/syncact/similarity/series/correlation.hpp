#pragma once
/// Correlation of two series at lag zero.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>

#include "syncact/core/options.hpp"
#include "syncact/numeric/ranks.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"

namespace syncact::inline v0_1::similarity::series {

enum class CorrelationKind : unsigned char { pearson, spearman };
constexpr auto choices(CorrelationKind) {
  return std::array{Choice{"pearson", CorrelationKind::pearson}, Choice{"spearman", CorrelationKind::spearman}};
}

/// Pearson's r of two series, or of their ranks over time with ties averaged (Spearman). For tables of pairs use
/// synchrony::measure::Pearson and synchrony::measure::Spearman, which are one matrix product.
struct Correlation {
  CorrelationKind kind = CorrelationKind::pearson;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("kind", self.kind, "of the values, or of their ranks");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "series_correlation",
            .kind = similarity::Kind::time_series,
            .formula = "sum_t (a-mean a)(b-mean b) / sqrt(sum (a-mean a)^2 sum (b-mean b)^2), of values or ranks",
            .lowest = -1,
            .highest = 1,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .centering = "each series minus its mean over time",
            .ties = "average ranks",
            .cost = "n, or n log n for ranks"};
  }

  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    detail::UnitPair unit = detail::unit_pair("Correlation", a, b);
    if (unit.ok() && kind == CorrelationKind::spearman) {
      unit = detail::unit_pair("Correlation", numeric::average_ranks(a), numeric::average_ranks(b));
    }
    if (!unit.ok()) return similarity::no_value(unit.status, unit.n());
    return detail::value(std::clamp(unit.a.dot(unit.b), -1.0, 1.0), unit.n());
  }
};

template <>
inline constexpr bool ignores_time_order<Correlation> = true;

static_assert(ScalarSeriesMeasure<Correlation>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
