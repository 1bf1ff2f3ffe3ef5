#pragma once
/// A series and its own past.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/options.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"
#include "syncact/stats/effective_samples.hpp"

namespace syncact::inline v0_1::similarity::series {

/// [lag] Biased autocorrelations sum_t x_t x_{t+k} / sum_t x_t^2 of the centered series, k = 1 .. n_lags.
struct Autocorrelation {
  Index n_lags = 5;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_lags", self.n_lags, "lags 1 .. n_lags, in time points");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "autocorrelation",
            .kind = similarity::Kind::time_series,
            .formula = "sum_t x(t) x(t+k) / sum_t x(t)^2 for each lag k, x centered",
            .direction = similarity::Direction::description,
            .lowest = -1,
            .highest = 1,
            .x = detail::shift_and_gain,
            .centering = "the series minus its mean",
            .cost = "n per lag",
            .note = "statsmodels' acf with adjusted=False is the same"};
  }

  /// Throws ValueError unless n_lags >= 1. Status too_few_samples unless there are more time points than lags.
  [[nodiscard]] similarity::MeasurementList describe(const VectorX<double>& a) const {
    require(n_lags >= 1, "Autocorrelation", "n_lags must be >= 1", n_lags);
    const detail::UnitPair unit = detail::unit_pair("Autocorrelation", a, a, n_lags + 1);
    if (!unit.ok()) return similarity::no_values(unit.status, a.size(), n_lags);
    return {stats::autocorrelations(unit.a, n_lags), similarity::MeasureStatus::ok, a.size(), 0, 0};
  }
};

static_assert(SeriesDescription<Autocorrelation>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
