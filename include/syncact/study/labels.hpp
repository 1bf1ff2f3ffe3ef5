#pragma once
/// The film's side of a study: what it shows, on the clock of the scans.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <utility>
#include <vector>

#include "syncact/annotation/label_scores.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/signal/events_to_scans.hpp"
#include "syncact/signal/to_scans.hpp"

namespace syncact::inline v0_1::study {

/// Labels through the haemodynamic response, and how often each is seen.
struct Labels {
  std::vector<std::string> names;
  MatrixX<double> regressors;  ///< [scan x label]
  VectorX<double> prevalence;  ///< [TR] how long each is on
};

/// The repetition time of scans. Throws ValueError unless all runs have one.
[[nodiscard]] inline Seconds repetition_time(const Timeline& scans) {
  require(scans.n_runs() >= 1, "repetition_time", "the number of runs must be >= 1", scans.n_runs());
  const Seconds tr = scans.run(0).sampling.period();
  for (const Run& run : scans.runs()) {
    require(run.sampling.period() == tr, "repetition_time", "the repetition time [s] of a run must be that of all",
            run.sampling.period().count());
  }
  return tr;
}

/// Labels of events, through the response h, on the clock `scans`. Onsets count from the first volume of each run; `measured`
/// is the clock of all volumes, of which `scans` may be a part. Throws what signal::events_to_scans throws, ShapeError unless
/// both clocks have the same number of runs.
template <hrf::HemodynamicResponse H>
[[nodiscard]] Labels labels_of_events(const std::vector<signal::LabelEvents>& events, const H& h, const Timeline& scans,
                                      const Timeline& measured) {
  require_extent("labels_of_events", "number of runs as measured", scans.n_runs(), measured.n_runs());
  const Seconds tr = repetition_time(scans);
  Labels labels{{}, signal::events_to_scans(events, h, scans), VectorX<double>::Zero(std::ssize(events))};
  for (std::size_t l = 0; l < events.size(); ++l) {
    labels.names.push_back(events[l].label);
    for (Index r = 0; r < scans.n_runs(); ++r) {
      const double run_seconds = static_cast<double>(measured.run(r).n) * tr.count();
      for (const signal::Event& event : nth(events[l].runs, r)) {
        labels.prevalence[static_cast<Index>(l)] += signal::prevalence_in_trs(event, run_seconds, tr);
      }
    }
  }
  return labels;
}

/// Labels of a table [frame x label] on the clock `frames`, through the response h, on the clock `scans`; a label is on where
/// it is above 0, and before the film nothing is (options.history is not looked at). Throws what signal::to_scans throws,
/// ShapeError for another number of names.
template <TimeSeriesMatrix M, hrf::HemodynamicResponse H, CallContext C = Context<>>
[[nodiscard]] Labels labels_of_frames(const M& table, std::vector<std::string> names, const Timeline& frames, const H& h,
                                      const Timeline& scans, signal::FrameOptions options = {}, const C& context = {}) {
  const Seconds tr = repetition_time(scans);
  options.history = signal::History::zero;
  Labels labels{std::move(names), {}, {}};
  labels.regressors = signal::to_scans(table, frames, h, scans, options, context).template cast<double>();
  require_extent("labels_of_frames", "number of label names", labels.regressors.cols(), std::ssize(labels.names));
  labels.prevalence = VectorX<double>::Zero(labels.regressors.cols());
  with_series(table, [&](const auto& view) {
    Index begin = 0;
    for (Index r = 0; r < frames.n_runs();) {
      const Seconds period = frames.run(r).sampling.period();
      Index n = 0;
      for (; r < frames.n_runs() && frames.run(r).sampling.period() == period; ++r) n += frames.run(r).n;
      labels.prevalence += annotation::prevalence(view.times(begin, n)) * (period / tr);
      begin += n;
    }
  });
  return labels;
}

}  // namespace syncact::inline v0_1::study

#include "syncact/core/macros_on.hpp"
