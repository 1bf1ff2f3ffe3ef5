#pragma once
/// Delayed copies of a table: the finite impulse response basis for features on the scanner's clock.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/core/series.hpp"
#include "syncact/core/timeline.hpp"

namespace syncact::inline v0_1::signal {

/// [scan x (delay, feature)], delays outermost: block d holds the features `delays[d]` scans later (earlier if negative), zero
/// where the run has nothing. Runs do not mix. Throws ShapeError unless the table has the timeline's length.
template <std::floating_point T>
[[nodiscard]] MatrixX<T> delayed(const SeriesView<T>& features, const Timeline& scans, const std::vector<Index>& delays) {
  require_same_times("delayed", "features", features.n_times(), "the timeline", scans.size());
  const Index n = features.n_signals();
  MatrixX<T> result = MatrixX<T>::Zero(features.n_times(), n * static_cast<Index>(delays.size()));
  for (Index r = 0; r < scans.n_runs(); ++r) {
    const Index begin = scans.begin(r), length = scans.run(r).n;
    for (std::size_t d = 0; d < delays.size(); ++d) {
      const Index kept = length - std::min(length, std::abs(delays[d]));
      const Index from = begin + std::max(Index{0}, -delays[d]), to = begin + std::max(Index{0}, delays[d]);
      if (kept == 0) continue;
      result.block(to, static_cast<Index>(d) * n, kept, n) = features.times(from, kept).map();
    }
  }
  return result;
}

template <TimeSeriesMatrix M>
[[nodiscard]] MatrixX<series_scalar_t<M>> delayed(
    const M& features, const Timeline& scans,
    const std::vector<Index>& delays) requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>) {
  return with_series(features, [&](const auto& view) { return delayed(view, scans, delays); });
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
