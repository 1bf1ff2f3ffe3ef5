#pragma once
/// What most measures of two series begin with.
#include "syncact/core/macros_off.hpp"

#include "syncact/measure/info.hpp"
#include "syncact/signal/unit_norm.hpp"

namespace syncact::timeseries::detail {

[[nodiscard]] inline SeriesView<double> view(const VectorX<double>& series) {
  return SeriesView<double>(series.data(), series.size(), 1, 1, series.size());
}

/// Two centred series of unit length [time], or why there are none.
struct UnitPair {
  VectorX<double> a;
  VectorX<double> b;
  measure::Status status = measure::Status::ok;

  [[nodiscard]] bool ok() const { return status == measure::Status::ok; }
  [[nodiscard]] Index n() const { return a.size(); }
};

/// non_finite: a value is NaN or infinite; too_few_samples: fewer than `least`; undefined: a series is constant up to
/// rounding. Throws ShapeError unless both have the same time points.
[[nodiscard]] inline UnitPair unit_pair(std::string_view function, const VectorX<double>& a, const VectorX<double>& b,
                                        Index least = 2) {
  require_same_times(function, "a", a.size(), "b", b.size());
  UnitPair unit{VectorX<double>(a.size()), VectorX<double>(b.size())};
  if (!a.allFinite() || !b.allFinite()) {
    unit.status = measure::Status::non_finite;
  } else if (a.size() < least) {
    unit.status = measure::Status::too_few_samples;
  } else if (signal::center_and_scale(view(a), 0, unit.a) != signal::SignalStatus::ok ||
             signal::center_and_scale(view(b), 0, unit.b) != signal::SignalStatus::ok) {
    unit.status = measure::Status::undefined;
  }
  return unit;
}

[[nodiscard]] inline measure::Measurement value(double v, Index n) { return {v, measure::Status::ok, n, 0, 0}; }

inline constexpr measure::Invariance shift_and_gain = measure::Invariance::translation | measure::Invariance::scale;

}  // namespace syncact::timeseries::detail

#include "syncact/core/macros_on.hpp"
