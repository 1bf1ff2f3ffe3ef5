#pragma once
/// From labels on the movie's clock to regressors on the scanner's.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/core/types.hpp"
#include "syncact/hrf/integral.hpp"
#include "syncact/hrf/none.hpp"

namespace syncact::inline v0_1::signal {

/// Something that happens in the movie. Seconds from the start of the run; a duration of 0 is an impulse.
struct Event {
  double onset;
  double duration;
  double amplitude = 1;
};

/// The events of one label, run by run.
struct LabelEvents {
  std::string label;
  std::vector<std::vector<Event>> runs;
};

/// Throws ValueError, naming the label, unless the event is finite and does not last less than 0 s.
inline void require_valid(const Event& event, const std::string& label) {
  if (std::isfinite(event.onset) && std::isfinite(event.amplitude) && std::isfinite(event.duration) && event.duration >= 0)
    return;
  throw ValueError(message("events of '", label, "': onset, duration and amplitude must be finite and duration >= 0, are ",
                           event.onset, " s, ", event.duration, " s and ", event.amplitude));
}

namespace detail {

/// Calls f(response, factor) for the responses whose sum is h: for a difference that is to be normalized, its two parts, each
/// of area 1; otherwise h itself, of area 1 if `normalize`.
template <hrf::HemodynamicResponse H, class F>
void for_parts(const H& h, bool normalize, F&& f) {
  if constexpr (hrf::is_identity<H>) {
    f(h, 1.0);
  } else {
    if constexpr (hrf::DifferenceResponse<H>) {
      if (normalize) {
        for_parts(h.base(), true, [&](const auto& part, double factor) { f(part, factor / h.step()); });
        for_parts(h.varied(), true, [&](const auto& part, double factor) { f(part, -factor / h.step()); });
        return;
      }
    }
    f(h, normalize ? 1 / hrf::area(h) : 1.0);
  }
}

/// The response at time t to an event: H(t - onset) - H(t - end), for an impulse h(t - onset).
template <hrf::HemodynamicResponse H>
double response_to(const H& h, const Event& event, double t) {
  const Seconds since{t - event.onset};
  if constexpr (hrf::is_identity<H>) {
    return since.count() >= 0 && since.count() < event.duration ? event.amplitude : 0.0;
  } else if (event.duration == 0) {
    return event.amplitude * h(since);
  } else {
    return event.amplitude * hrf::integral(h, since - Seconds{event.duration}, since);
  }
}

}  // namespace detail

/// How long an event is seen within a run of `run_seconds`, in TRs: what lies outside does not count, and an event that is
/// seen at all counts as one TR at least, for a flash was seen.
[[nodiscard]] inline double prevalence_in_trs(const Event& event, double run_seconds, Seconds tr) {
  const double seen = std::min(event.onset + event.duration, run_seconds) - std::max(event.onset, 0.0);
  return event.onset < run_seconds && seen >= 0 ? std::max(1.0, seen / tr.count()) : 0.0;
}

/// Regressors [scan x label]: at scan time t the sum over the run's events of amplitude * (H(t - onset) - H(t - onset -
/// duration)), with H the integral of the response, exact for any onset; an impulse gives amplitude * h(t - onset). With
/// `normalize` the response has area 1, so that a lasting event of amplitude 1 reaches 1. hrf::None gives the amplitude of the
/// events under way at t. Runs do not mix. Throws ShapeError if a label has another number of runs than the scans.
template <hrf::HemodynamicResponse H>
[[nodiscard]] MatrixX<double> events_to_scans(const std::vector<LabelEvents>& labels, const H& h, const Timeline& scans,
                                              bool normalize = true) {
  hrf::require_valid("events_to_scans", h);
  MatrixX<double> result = MatrixX<double>::Zero(scans.size(), static_cast<Index>(labels.size()));
  for (std::size_t j = 0; j < labels.size(); ++j) {
    const LabelEvents& label = labels[j];
    require_extent("events_to_scans", "the number of runs of '" + label.label + "'", scans.n_runs(),
                   static_cast<Index>(label.runs.size()));
    for (Index r = 0; r < scans.n_runs(); ++r) {
      for (const Event& event : nth(label.runs, r)) {
        require_valid(event, label.label);
        detail::for_parts(h, normalize, [&](const auto& part, double factor) {
          for (Index i = 0; i < scans.run(r).n; ++i) {
            const double t = scans.run(r).sampling.time(i);
            if (t < event.onset || t > event.onset + event.duration + h.duration().count()) continue;
            result(scans.begin(r) + i, static_cast<Index>(j)) += factor * detail::response_to(part, event, t);
          }
        });
      }
    }
  }
  return result;
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
