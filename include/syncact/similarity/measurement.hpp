#pragma once
/// What every measure of similarity returns: a value, or why there is none.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <string_view>
#include <utility>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::similarity {

/// How a measurement went. Up to `not_converged` there is a value, with a reason to look twice; from `undefined` on the value
/// is NaN. A value is never replaced by 0, and nothing is ever added to a denominator.
enum class MeasureStatus : unsigned char {
  ok,
  constant_units,   ///< some units do not vary: they carry nothing and were left out of what needs them
  rank_deficient,   ///< fewer directions than units, where the measure speaks of directions
  saturated,        ///< p + q >= n: the subspaces meet whatever the data are, so the value says nothing
  not_converged,    ///< the best of an iteration that was stopped
  undefined,        ///< the formula has no value here, as 0/0 or the root of a negative self-similarity
  too_few_samples,  ///< the formula needs more samples than there are
  non_finite,       ///< NaN or infinity in the input, under a rule that lets them through
};

[[nodiscard]] constexpr bool has_value(MeasureStatus status) { return status < MeasureStatus::undefined; }

[[nodiscard]] constexpr std::string_view name(MeasureStatus status) {
  switch (status) {
    case MeasureStatus::ok:
      return "ok";
    case MeasureStatus::constant_units:
      return "constant_units";
    case MeasureStatus::rank_deficient:
      return "rank_deficient";
    case MeasureStatus::saturated:
      return "saturated";
    case MeasureStatus::not_converged:
      return "not_converged";
    case MeasureStatus::undefined:
      return "undefined";
    case MeasureStatus::too_few_samples:
      return "too_few_samples";
    case MeasureStatus::non_finite:
      return "non_finite";
  }
  return "";
}

/// The graver of two statuses.
[[nodiscard]] constexpr MeasureStatus worse(MeasureStatus a, MeasureStatus b) { return a < b ? b : a; }

/// A measured V, of how many samples, and the ranks of both sides where the measure determines them (else 0).
template <class V>
struct Measured {
  V value{};
  MeasureStatus status = MeasureStatus::ok;
  Index n_used = 0;
  Index rank_x = 0;
  Index rank_y = 0;
};

using Measurement = Measured<double>;
using MeasurementList = Measured<VectorX<double>>;

/// One number as a list of one, or the list.
[[nodiscard]] inline VectorX<double> values_of(const Measurement& m) { return VectorX<double>::Constant(1, m.value); }
[[nodiscard]] inline VectorX<double> values_of(const MeasurementList& m) { return m.value; }

/// No value, and why.
[[nodiscard]] inline Measurement no_value(MeasureStatus status, Index n_used) {
  return {std::numeric_limits<double>::quiet_NaN(), status, n_used, 0, 0};
}

/// `size` values that do not exist, and why.
[[nodiscard]] inline MeasurementList no_values(MeasureStatus status, Index n_used, Index size = 1) {
  return {VectorX<double>::Constant(size, std::numeric_limits<double>::quiet_NaN()), status, n_used, 0, 0};
}

}  // namespace syncact::inline v0_1::similarity

#include "syncact/core/macros_on.hpp"
