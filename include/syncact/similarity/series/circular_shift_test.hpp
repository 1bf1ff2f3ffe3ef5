#pragma once
/// Is a correlation of two autocorrelated series more than chance? By all shifts of one of them.
#include "syncact/core/macros_off.hpp"

#include <array>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/numeric/fft.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"
#include "syncact/similarity/series/rounding.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::similarity::series {

enum class ShiftReport : unsigned char {
  p,        ///< two-sided, (1 + #{|r_s| >= |r|}) / (number of shifts + 1)
  null_sd,  ///< standard deviation of r_s, divided by the number of shifts
};
constexpr auto choices(ShiftReport) { return std::array{Choice{"p", ShiftReport::p}, Choice{"null_sd", ShiftReport::null_sd}}; }

/// Pearson's r of two series against its values r_s at every circular shift s = min_shift .. n - min_shift of b, each used
/// once. p cannot be below 1 / (number of shifts + 1). For tables with runs use synchrony::couple with stats::CircularShift.
struct CircularShiftTest {
  ShiftReport report = ShiftReport::p;
  Index min_shift = 1;  ///< time points; at least the length of the response, or the null holds the series itself

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("report", self.report, "p-value, or standard deviation of the null");
    option("min_shift", self.min_shift, "shortest shift either way, in time points");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "circular_shift_test",
            .kind = similarity::Kind::time_series,
            .formula = report == ShiftReport::p ? "(1 + #{s: |r(a, roll(b, s))| >= |r(a, b)|}) / (number of shifts + 1)"
                                                : "standard deviation of r(a, roll(b, s)) over shifts s, ddof 0",
            .direction = similarity::Direction::description,
            .lowest = 0,
            .highest = 1,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .centering = "each series minus its mean",
            .ties = "a shift reaches r if it is not smaller by more than 4 eps sqrt(n)",
            .cost = "n log n",
            .source = "Phipson & Smyth 2010, equation 2"};
  }

  /// [shift] r at every shift from min_shift to n - min_shift, of a usable pair.
  [[nodiscard]] VectorX<double> null(const detail::UnitPair& unit) const {
    const Index n = unit.n();
    const numeric::Fft fft(n);
    std::vector<numeric::Fft::Complex> a(as_size(n)), b(a.size());
    for (std::size_t t = 0; t < a.size(); ++t) {
      a[t] = unit.a[static_cast<Index>(t)];
      b[t] = unit.b[static_cast<Index>(t)];
    }
    fft.forward(a);
    fft.forward(b);
    for (std::size_t k = 0; k < a.size(); ++k) a[k] *= std::conj(b[k]);
    fft.inverse(a);
    VectorX<double> r(n - 2 * min_shift + 1);
    for (Index i = 0; i < r.size(); ++i) r[i] = nth(a, min_shift + i).real();
    return r;
  }

  /// Throws ShapeError unless the lengths agree, ValueError if min_shift < 1. Status too_few_samples if no shift is
  /// left.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    require(min_shift >= 1, "CircularShiftTest", "min_shift must be >= 1", min_shift);
    const detail::UnitPair unit = detail::unit_pair("CircularShiftTest", a, b, 2 * min_shift);
    if (!unit.ok()) return similarity::no_value(unit.status, unit.n());
    const VectorX<double> shifted = null(unit);
    if (report == ShiftReport::null_sd) {
      const VectorX<double> deviation = shifted.array() - shifted.mean();
      return detail::value(deviation.norm() / std::sqrt(static_cast<double>(shifted.size())), unit.n());
    }
    const double least = std::abs(unit.a.dot(unit.b)) - series::rounding(unit.n());
    const Index reached = (shifted.array().abs() >= least).count();
    return detail::value(stats::p_from_null(reached, shifted.size()), unit.n());
  }
};

static_assert(ScalarSeriesMeasure<CircularShiftTest>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
