#pragma once
/// Correlation of two series at other lags than zero.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>

#include "syncact/core/options.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"

namespace syncact::inline v0_1::similarity::series {

/// What a lagged correlation is divided by.
enum class LagForm : unsigned char {
  biased,         ///< sum over the overlap / norms of the whole series, means of the whole series: shrinks with the lag
  lagged_pearson  ///< Pearson's r of the overlapping parts, each with its own mean and norm: noisy at large lags
};
constexpr auto choices(LagForm) {
  return std::array{Choice{"biased", LagForm::biased}, Choice{"lagged_pearson", LagForm::lagged_pearson}};
}

namespace detail {

/// r(a_t, b_{t+lag}) of a usable pair; NaN where the overlap has fewer than two points, or is constant in one series.
[[nodiscard]] inline double lagged_correlation(const UnitPair& unit, Index lag, LagForm form) {
  const Index n = unit.n() - std::abs(lag);
  if (n < 1) return form == LagForm::biased ? 0.0 : std::numeric_limits<double>::quiet_NaN();
  const VectorX<double> a = unit.a.segment(std::max(-lag, Index{0}), n), b = unit.b.segment(std::max(lag, Index{0}), n);
  if (form == LagForm::biased) return std::clamp(a.dot(b), -1.0, 1.0);
  const UnitPair part = unit_pair("CrossCorrelation", a, b);
  return part.ok() ? std::clamp(part.a.dot(part.b), -1.0, 1.0) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace detail

/// [lag] r(a_t, b_{t+l}) for l = first_lag .. last_lag: at a positive lag b follows a. The two forms differ: on short series
/// by a tenth and more. A lag without a value is NaN, with the status constant_units.
struct CrossCorrelation {
  LagForm form = LagForm::biased;
  Index first_lag = -5;  ///< time points
  Index last_lag = 5;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("form", self.form, "normalization by the whole series, or by the overlap");
    option("first_lag", self.first_lag, "first lag of b behind a, in time points");
    option("last_lag", self.last_lag, "last lag of b behind a, in time points");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "cross_correlation",
            .kind = similarity::Kind::time_series,
            .formula = "sum_t a(t) b(t+l) / sqrt(sum a^2 sum b^2) for each lag l, a and b centered",
            .lowest = -1,
            .highest = 1,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .symmetric = first_lag == 0 && last_lag == 0,
            .centering = form == LagForm::biased ? "each series minus its mean" : "each overlap minus its mean",
            .cost = "n per lag",
            .note = "scipy and FFT implementations are biased; pandas' shift().corr() is lagged_pearson"};
  }

  /// Throws ShapeError unless the lengths agree, ValueError if first_lag > last_lag.
  [[nodiscard]] similarity::MeasurementList compare(const VectorX<double>& a, const VectorX<double>& b) const {
    require(first_lag <= last_lag, "CrossCorrelation", "first_lag must be <= last_lag", first_lag);
    const detail::UnitPair unit = detail::unit_pair("CrossCorrelation", a, b);
    const Index n_lags = last_lag - first_lag + 1;
    if (!unit.ok()) return similarity::no_values(unit.status, unit.n(), n_lags);
    similarity::MeasurementList list{VectorX<double>(n_lags), similarity::MeasureStatus::ok, unit.n(), 0, 0};
    for (Index i = 0; i < n_lags; ++i) list.value[i] = detail::lagged_correlation(unit, first_lag + i, form);
    if (!list.value.allFinite()) list.status = similarity::MeasureStatus::constant_units;
    return list;
  }
};

static_assert(SeriesMeasure<CrossCorrelation>);

/// The lag |l| <= max_lag at which |r(a_t, b_{t+l})| is largest, positive if b follows a. Lags whose |r| is the same up to
/// rounding: the shorter one, and of l and -l the positive one.
struct PeakLag {
  LagForm form = LagForm::biased;
  Index max_lag = 10;  ///< time points

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("form", self.form, "normalization by the whole series, or by the overlap");
    option("max_lag", self.max_lag, "longest lag looked at, in time points");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "peak_lag",
            .kind = similarity::Kind::time_series,
            .formula = "argmax over |l| <= max_lag of |r(a(t), b(t+l))|",
            .direction = similarity::Direction::description,
            .lowest = -static_cast<double>(max_lag),
            .highest = static_cast<double>(max_lag),
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .symmetric = max_lag == 0,
            .centering = form == LagForm::biased ? "each series minus its mean" : "each overlap minus its mean",
            .ties = "the shortest lag, the positive one of two",
            .cost = "n per lag"};
  }

  /// Throws ShapeError unless the lengths agree, ValueError if max_lag < 0.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    require(max_lag >= 0, "PeakLag", "max_lag must be >= 0", max_lag);
    const detail::UnitPair unit = detail::unit_pair("PeakLag", a, b);
    if (!unit.ok()) return similarity::no_value(unit.status, unit.n());
    double largest = -1;
    Index peak = 0;
    for (Index step = 0; step <= 2 * max_lag; ++step) {  // 0, 1, -1, 2, -2, ...
      const Index lag = step % 2 == 1 ? (step + 1) / 2 : -step / 2;
      const double r = std::abs(detail::lagged_correlation(unit, lag, form));
      if (!(r > largest + 1e-12)) continue;  // also for NaN
      largest = r;
      peak = lag;
    }
    return detail::value(static_cast<double>(peak), unit.n());
  }
};

static_assert(ScalarSeriesMeasure<PeakLag>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
