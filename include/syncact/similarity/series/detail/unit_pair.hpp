#pragma once
/// What most measures of two series begin with.
#include "syncact/core/macros_off.hpp"

#include "syncact/numeric/unit_norm.hpp"
#include "syncact/similarity/info.hpp"

namespace syncact::inline v0_1::similarity::series::detail {

[[nodiscard]] inline SeriesView<double> view(const VectorX<double>& series) {
  return SeriesView<double>(series.data(), series.size(), 1, 1, series.size());
}

/// Two centered series of unit length [time], or why there are none.
struct UnitPair {
  VectorX<double> a;
  VectorX<double> b;
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;

  [[nodiscard]] bool ok() const { return status == similarity::MeasureStatus::ok; }
  [[nodiscard]] Index n() const { return a.size(); }
};

/// non_finite: a value is NaN or infinite; too_few_samples: fewer than `least`; undefined: a series is constant up to
/// rounding. Throws ShapeError unless both have the same time points.
[[nodiscard]] inline UnitPair unit_pair(std::string_view function, const VectorX<double>& a, const VectorX<double>& b,
                                        Index least = 2) {
  require_same_times(function, "a", a.size(), "b", b.size());
  UnitPair unit{VectorX<double>(a.size()), VectorX<double>(b.size())};
  if (!a.allFinite() || !b.allFinite()) {
    unit.status = similarity::MeasureStatus::non_finite;
  } else if (a.size() < least) {
    unit.status = similarity::MeasureStatus::too_few_samples;
  } else if (numeric::center_and_scale(view(a), 0, unit.a) != numeric::SignalStatus::ok ||
             numeric::center_and_scale(view(b), 0, unit.b) != numeric::SignalStatus::ok) {
    unit.status = similarity::MeasureStatus::undefined;
  }
  return unit;
}

[[nodiscard]] inline similarity::Measurement value(double v, Index n) { return {v, similarity::MeasureStatus::ok, n, 0, 0}; }

inline constexpr similarity::Invariance shift_and_gain = similarity::Invariance::translation | similarity::Invariance::scale;

}  // namespace syncact::inline v0_1::similarity::series::detail

#include "syncact/core/macros_on.hpp"
