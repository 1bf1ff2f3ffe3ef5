#pragma once
/// The axioms of tables and tensors of your own, and of what takes correlations in.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <vector>

#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/core/series.hpp"
#include "syncact/core/tensor_view.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/similarity/connectivity/dense_connectivity.hpp"

namespace syncact::inline v0_1::laws {

/// What a FrameTensor's adapter must do: every element of the view is element(frame, channel, y, x), as you read it.
template <FrameTensor M, class Element>
[[nodiscard]] Report check_frame_tensor(const M& tensor, Element&& element) {
  Report report;
  const auto view = tensor_traits<std::remove_cvref_t<M>>::view(tensor);
  report.expect(view.size() > 0, "a check needs a tensor that holds something", view.size());
  for (Index f = 0; f < view.n_frames(); ++f) {
    for (Index c = 0; c < view.n_channels(); ++c) {
      const auto map = view.map(f, c);
      for (Index y = 0; y < view.height(); ++y) {
        for (Index x = 0; x < view.width(); ++x) {
          report.expect(map(y, x) == element(f, c, y, x), "the view shows the elements", f, " ", c, " ", y, " ", x);
        }
      }
    }
  }
  return report;
}

/// What a TimeSeriesMatrix's adapter must do: with_series shows element(time, signal), as you read it.
template <TimeSeriesMatrix M, class Element>
[[nodiscard]] Report check_time_series(const M& series, Element&& element) {
  Report report;
  with_series(series, [&](const auto& view) {
    report.expect(view.n_times() > 0 && view.n_signals() > 0, "a check needs a table that holds something", view.n_times(),
                  " x ", view.n_signals());
    for (Index t = 0; t < view.n_times(); ++t) {
      for (Index i = 0; i < view.n_signals(); ++i) {
        report.expect(view(t, i) == element(t, i), "the view shows the elements", t, " ", i);
      }
    }
  });
  return report;
}

/// Axiom of similarity::connectivity::ConnectivitySink: what it holds in the end does not depend on the order in which tiles
/// come. make() gives an empty sink for 600 signals, read(sink) what it holds, comparable by ==.
template <std::floating_point T, class Make, class Read>
[[nodiscard]] Report check_connectivity_sink(Make&& make, Read&& read) {
  namespace connectivity = similarity::connectivity;
  constexpr Index n = 600;
  MatrixX<T> series(20, n);
  const Random random(1);
  for (Index i = 0; i < series.size(); ++i) series.data()[i] = static_cast<T>(random.normal(static_cast<std::uint64_t>(i)));
  series.col(7).setZero();  // has no correlation
  struct Kept {
    Index first_row, first_column;
    MatrixX<T> r;
  };
  struct Keep {
    std::vector<Kept> tiles;
    void take(const connectivity::ConnectivityTile<T>& tile) { tiles.push_back({tile.first_row, tile.first_column, tile.r}); }
  } keep;
  connectivity::dense_connectivity(SeriesView<T>(series), {.tile = 256}, Context<>{}, keep);
  const auto fill = [&] {
    auto sink = make();
    for (const Kept& tile : keep.tiles) {
      sink.take(connectivity::ConnectivityTile<T>{tile.first_row, tile.first_column, tile.r});
    }
    return read(sink);
  };
  Report report;
  const auto forwards = fill();
  std::reverse(keep.tiles.begin(), keep.tiles.end());
  report.expect(fill() == forwards, "what the sink holds does not depend on the order of calls");
  std::rotate(keep.tiles.begin(), keep.tiles.begin() + 2, keep.tiles.end());
  report.expect(fill() == forwards, "what the sink holds does not depend on the order of calls");
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
