#pragma once
/// Is a correlation of two autocorrelated series more than chance? By formula.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "syncact/core/options.hpp"
#include "syncact/numeric/normal.hpp"
#include "syncact/numeric/student_t.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"
#include "syncact/similarity/series/rounding.hpp"
#include "syncact/stats/effective_samples.hpp"

namespace syncact::inline v0_1::similarity::series {

/// How many independent samples two series are taken to be worth.
enum class SampleCount : unsigned char {
  assuming_independent_samples,  ///< n: wrong for fMRI, where it calls 40 % of unrelated pairs significant at .05
  bartlett_ar1,                  ///< n (1 - a1 b1) / (1 + a1 b1), from the lag-1 autocorrelations
  bayley_hammersley,             ///< n / (1 + 2 sum (n-k)/n a_k b_k), all lags
  pyper_peterman                 ///< the same, lags up to max_lag (n/5 rounded if not given)
};
constexpr auto choices(SampleCount) {
  using enum SampleCount;
  return std::array{Choice{"assuming_independent_samples", assuming_independent_samples}, Choice{"bartlett_ar1", bartlett_ar1},
                    Choice{"bayley_hammersley", bayley_hammersley}, Choice{"pyper_peterman", pyper_peterman}};
}

namespace detail {

/// NaN where the method has no value for this pair.
[[nodiscard]] inline double n_effective(const UnitPair& unit, SampleCount method, std::optional<Index> max_lag) {
  const Index n = unit.n();
  if (method == SampleCount::assuming_independent_samples) return static_cast<double>(n);
  if (method == SampleCount::bartlett_ar1) {
    return stats::effective_samples_ar1(n, stats::autocorrelations(unit.a, 1)[0], stats::autocorrelations(unit.b, 1)[0]);
  }
  Index lags = n - 1;
  if (method == SampleCount::pyper_peterman) {
    lags = max_lag.value_or(std::llround(static_cast<double>(n) / 5));
    require(lags >= 0, "EffectiveSamples", "max_lag must be >= 0", lags);
    lags = std::min(lags, n - 1);
  }
  return stats::effective_samples(n, stats::autocorrelations(unit.a, lags), stats::autocorrelations(unit.b, lags));
}

}  // namespace detail

/// The number of independent samples that carry as much about the correlation of two series as their n time points do.
/// It may exceed n for series that alternate, and is undefined where the formula's denominator is not positive.
struct EffectiveSamples {
  SampleCount method = SampleCount::pyper_peterman;
  std::optional<Index> max_lag{};  ///< for pyper_peterman, time points

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("method", self.method, "formula");
    option("max_lag", self.max_lag, "last lag of pyper_peterman, in time points; n/5, rounded to the nearest, if none");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "effective_samples",
            .kind = similarity::Kind::time_series,
            .formula = method == SampleCount::bartlett_ar1 ? "n (1 - a1 b1) / (1 + a1 b1), autocorrelations at lag 1"
                                                           : "n / (1 + 2 sum_k (n-k)/n a_k b_k), autocorrelations at lags k",
            .direction = similarity::Direction::description,
            .lowest = 0,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .centering = "each series minus its mean",
            .cost = "n per lag",
            .source = "Bartlett 1935; Bayley & Hammersley 1946; Pyper & Peterman 1998, equation 1"};
  }

  /// Throws ShapeError unless the lengths agree, ValueError if max_lag < 0.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    const detail::UnitPair unit = detail::unit_pair("EffectiveSamples", a, b);
    if (!unit.ok()) return similarity::no_value(unit.status, unit.n());
    const double n = detail::n_effective(unit, method, max_lag);
    return std::isnan(n) ? similarity::no_value(similarity::MeasureStatus::undefined, unit.n()) : detail::value(n, unit.n());
  }
};

/// Two-sided p of Pearson's r, from z = artanh(r) sqrt(N - 3) with N effective samples; assuming_independent_samples is the
/// textbook's t with n - 2 degrees of freedom. Undefined if N <= 3.
/// It differs by orders of magnitude among methods: report which. See docs/concepts/time_series.md.
struct CorrelationP {
  SampleCount method = SampleCount::pyper_peterman;
  std::optional<Index> max_lag{};  ///< for pyper_peterman, time points

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("method", self.method, "number of samples taken to be independent");
    option("max_lag", self.max_lag, "last lag of pyper_peterman, in time points; n/5, rounded to the nearest, if none");
  }

  [[nodiscard]] similarity::Info info() const {
    const bool naive = method == SampleCount::assuming_independent_samples;
    return {.id = "correlation_p",
            .kind = similarity::Kind::time_series,
            .formula = naive ? "2 P(t_{n-2} > |r| sqrt((n-2)/(1-r^2)))" : "2 P(Z > |artanh r| sqrt(N-3)), N effective samples",
            .direction = similarity::Direction::description,
            .lowest = 0,
            .highest = 1,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .centering = "each series minus its mean",
            .cost = "n per lag",
            .note = naive ? "wrong for autocorrelated series" : ""};
  }

  /// Throws ShapeError unless the lengths agree, ValueError if max_lag < 0.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    const detail::UnitPair unit = detail::unit_pair("CorrelationP", a, b, 3);
    if (!unit.ok()) return similarity::no_value(unit.status, unit.n());
    const double r = std::clamp(unit.a.dot(unit.b), -1.0, 1.0);
    if (method == SampleCount::assuming_independent_samples) {
      return detail::value(numeric::p_assuming_independent_samples(r, unit.n()), unit.n());
    }
    const double n = detail::n_effective(unit, method, max_lag);
    // The artanh of 1 is infinite, and that of nearly 1 is rounding.
    if (!(n > 3) || 1 - std::abs(r) <= series::rounding(unit.n()))
      return similarity::no_value(similarity::MeasureStatus::undefined, unit.n());
    return detail::value(numeric::two_sided_normal_p(std::atanh(r) * std::sqrt(n - 3)), unit.n());
  }
};

static_assert(ScalarSeriesMeasure<EffectiveSamples> && ScalarSeriesMeasure<CorrelationP>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
