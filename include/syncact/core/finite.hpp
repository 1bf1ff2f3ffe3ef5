#pragma once
/// NaN and infinity: found, named by position, and handled by a stated policy.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <optional>

#include "syncact/core/options.hpp"
#include "syncact/core/series_view.hpp"

namespace syncact::inline v0_1 {

/// What a call does with a signal that holds a NaN or an infinity.
enum class NanPolicy : unsigned char {
  raise,    ///< throw ValueError naming the first position
  exclude,  ///< leave the whole signal out: its results are undefined (NaN), others are unaffected
};

constexpr auto choices(NanPolicy) {
  return std::array{Choice{"raise", NanPolicy::raise}, Choice{"exclude", NanPolicy::exclude}};
}

/// An element of a [time x signal] table.
struct Position {
  Index time;
  Index signal;
};

/// The first element, signal by signal, that is not finite.
template <std::floating_point T>
[[nodiscard]] std::optional<Position> first_non_finite(const SeriesView<T>& series) {
  for (Index i = 0; i < series.n_signals(); ++i) {
    for (Index t = 0; t < series.n_times(); ++t) {
      if (!std::isfinite(series(t, i))) return Position{t, i};
    }
  }
  return std::nullopt;
}

/// Throws ValueError "function: name must be finite, but is nan at time 3 of signal 7".
template <std::floating_point T>
void require_finite(std::string_view function, std::string_view name, const SeriesView<T>& series) {
  if (const auto at = first_non_finite(series)) {
    throw ValueError(message(function, ": ", name, " must be finite, but is ", series(at->time, at->signal), " at time ",
                             at->time, " of signal ", at->signal));
  }
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
