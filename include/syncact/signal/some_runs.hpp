#pragma once
/// Some of the runs of a study: clocks, projections and tables without the others.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/signal/projection.hpp"

namespace syncact::inline v0_1::signal {

/// Those runs of a clock, in that order, each with its own times. Throws ValueError unless there is one and all exist.
[[nodiscard]] inline Timeline some_runs(const Timeline& clock, std::span<const Index> runs) {
  std::vector<Run> kept;
  for (const Index r : runs) {
    require(r >= 0 && r < clock.n_runs(), "some_runs", "each run must be one of the clock's, counted from 0", r);
    kept.push_back(clock.run(r));
  }
  return Timeline(std::move(kept));
}

/// What a projection does to those runs alone. Throws ValueError unless there is one and all exist.
[[nodiscard]] inline Projection some_runs(const Projection& projection, std::span<const Index> runs) {
  Timeline clock = some_runs(projection.input_clock(), runs);
  std::vector<RunProjection> kept;
  for (const Index r : runs) kept.push_back(nth(projection.runs(), r));
  return Projection(std::move(clock), std::move(kept));
}

/// The rows of a table [time x signal] on `clock` that belong to those runs. Throws ShapeError for another length, ValueError
/// unless all runs exist.
template <TimeSeriesMatrix M>
[[nodiscard]] MatrixX<series_scalar_t<M>> rows_of_runs(const M& table, const Timeline& clock, std::span<const Index> runs) {
  const Timeline kept = some_runs(clock, runs);
  return with_series(table, [&](const auto& view) {
    require_same_times("rows_of_runs", "the table", view.n_times(), "the clock", clock.size());
    MatrixX<series_scalar_t<M>> rows(kept.size(), view.n_signals());
    for (Index i = 0; i < view.n_signals(); ++i) {
      for (std::size_t r = 0; r < runs.size(); ++r) {
        const Index from = clock.begin(runs[r]), to = kept.begin(static_cast<Index>(r));
        for (Index t = 0; t < clock.run(runs[r]).n; ++t) rows(to + t, i) = view(from + t, i);
      }
    }
    return rows;
  });
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
