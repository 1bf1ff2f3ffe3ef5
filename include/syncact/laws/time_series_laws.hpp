#pragma once
/// Laws of similarity::series::SeriesMeasure, for any policy: what info() says is what the measure does.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <string>

#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/similarity/series/concept.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

/// A smooth random series (AR(1), coefficient .6), and a second one that shares half of it, three time points later.
struct SeriesPair {
  VectorX<double> a, b;
};

[[nodiscard]] inline SeriesPair smooth_pair(Index n, std::uint64_t seed) {
  const Random own(seed, 0), other(seed, 1);
  VectorX<double> a(n + 3), b(n + 3);
  double state_a = 0, state_b = 0;
  for (Index t = 0; t < n + 3; ++t) {
    a[t] = state_a = 0.6 * state_a + own.normal(static_cast<std::uint64_t>(t));
    state_b = 0.6 * state_b + other.normal(static_cast<std::uint64_t>(t));
    b[t] = state_b + (t >= 3 ? a[t - 3] : 0.0);
  }
  return {a.tail(n), b.tail(n)};
}

/// The largest relative difference, where values below 1 count as 1; infinite unless both have the same NaN and length.
[[nodiscard]] inline double series_difference(const VectorX<double>& a, const VectorX<double>& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (Index i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) != std::isnan(b[i])) return std::numeric_limits<double>::infinity();
    if (std::isnan(a[i]) || a[i] == b[i]) continue;
    largest = std::max(largest, std::abs(a[i] - b[i]) / std::max({1.0, std::abs(a[i]), std::abs(b[i])}));
  }
  return largest;
}

/// Range, finiteness and agreement of value and status.
template <class V>
void check_value(const similarity::Measured<V>& m, const similarity::Info& info, double tolerance, Report& report) {
  for (const double v : similarity::values_of(m)) {
    report.expect(std::isnan(v) || (v >= info.lowest - tolerance && v <= info.highest + tolerance),
                  "values lie in the range of info()", v, " outside [", info.lowest, ", ", info.highest, "]");
  }
  report.expect(similarity::has_value(m.status) == !similarity::values_of(m).array().isNaN().all(),
                "there is a value exactly where the status says so", name(m.status));
}

/// value(a, b) after every change of one series that info() allows; `flags` are those of that series.
template <class Value>
void check_invariances(const VectorX<double>& before, const VectorX<double>& series, similarity::Invariance flags,
                       const std::string& which, double tolerance, Value value, Report& report) {
  using similarity::Invariance;
  if (similarity::has(flags, Invariance::scale)) {
    for (const double gain : {1e-13, 3.0, 1e13}) {
      report.expect_near(series_difference(value(gain * series), before), 0, tolerance,
                         "a gain on " + which + " changes nothing: " + message(gain));
    }
  }
  if (similarity::has(flags, Invariance::translation)) {
    report.expect_near(series_difference(value(series.array() - 7.5), before), 0, tolerance,
                       "a constant added to " + which + " changes nothing");
    // the data themselves are rounded to 1e-8 there
    report.expect_near(series_difference(value(series.array() + 1e8), before), 0, 1e-6,
                       "1e8 added to " + which + " changes nothing but what rounding loses");
  }
}

}  // namespace detail

/// Checks range, invariances, symmetry and statuses on random smooth pairs.
template <similarity::series::SeriesMeasure M>
[[nodiscard]] Report check_series_measure(const M& measure, double tolerance = 1e-9, Index n = 64) {
  Report report;
  const similarity::Info info = measure.info();
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto [a, b] = detail::smooth_pair(n, seed);
    const auto m = measure.compare(a, b);
    const VectorX<double> value = similarity::values_of(m);
    detail::check_value(m, info, tolerance, report);
    report.expect(detail::series_difference(similarity::values_of(measure.compare(a, b)), value) == 0,
                  "the same series give the same value", value[0]);
    detail::check_invariances(
        value, a, info.x, "a", tolerance,
        [&](const VectorX<double>& changed) { return similarity::values_of(measure.compare(changed, b)); }, report);
    detail::check_invariances(
        value, b, info.y, "b", tolerance,
        [&](const VectorX<double>& changed) { return similarity::values_of(measure.compare(a, changed)); }, report);
    if (info.symmetric) {
      report.expect_near(detail::series_difference(similarity::values_of(measure.compare(b, a)), value), 0, tolerance,
                         "exchanging the series changes nothing");
    }
    if (similarity::series::ignores_time_order<M>) {
      report.expect_near(detail::series_difference(similarity::values_of(measure.compare(a.reverse(), b.reverse())), value), 0,
                         tolerance, "reordering time changes nothing");
    }
    VectorX<double> flawed = a;
    flawed[n / 2] = std::numeric_limits<double>::quiet_NaN();
    const auto none = measure.compare(flawed, b);
    report.expect(none.status == similarity::MeasureStatus::non_finite && similarity::values_of(none).array().isNaN().all(),
                  "a series with NaN has no value, and the status says why", name(none.status));
    if (similarity::has(info.x, similarity::Invariance::scale)) {
      const VectorX<double> still = VectorX<double>::Constant(n, 0.1);
      const auto constant = measure.compare(still, b);
      report.expect(!similarity::has_value(constant.status) && similarity::values_of(constant).array().isNaN().all(),
                    "a constant series has no value, not 0", similarity::values_of(constant)[0], " with status ",
                    name(constant.status));
    }
  }
  return report;
}

/// The same for a description of one series.
template <similarity::series::SeriesDescription M>
[[nodiscard]] Report check_series_description(const M& measure, double tolerance = 1e-9, Index n = 64) {
  Report report;
  const similarity::Info info = measure.info();
  const VectorX<double> a = detail::smooth_pair(n, 1).a;
  const auto m = measure.describe(a);
  const VectorX<double> value = similarity::values_of(m);
  detail::check_value(m, info, tolerance, report);
  detail::check_invariances(
      value, a, info.x, "the series", tolerance,
      [&](const VectorX<double>& changed) { return similarity::values_of(measure.describe(changed)); }, report);
  VectorX<double> flawed = a;
  flawed[n / 2] = std::numeric_limits<double>::quiet_NaN();
  report.expect(measure.describe(flawed).status == similarity::MeasureStatus::non_finite, "a series with NaN has no value",
                "it has");
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
