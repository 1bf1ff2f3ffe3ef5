#pragma once
/// Signals made ready for coupling: usable ones found, runs brought to one level.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/signal/projection.hpp"
#include "syncact/synchrony/options.hpp"

namespace syncact::inline v0_1::synchrony::detail {

/// The usable signals of a table, after per-run treatment.
template <std::floating_point T>
struct PreparedSignals {
  MatrixX<T> values;                          ///< [time x usable signal]
  MatrixX<T> raw;                             ///< [time x usable signal] before the projection; empty without one
  std::vector<Index> usable;                  ///< which column of the table each of them was
  std::vector<numeric::SignalStatus> status;  ///< of every column of the table
};

/// Centers (and scales) each run of x in place. A run that is constant up to rounding becomes zero.
template <std::floating_point T>
void level_runs(VectorX<double>& x, const Timeline& scans, PerRun per_run) {
  const double largest = x.cwiseAbs().maxCoeff();
  x /= largest;
  Index begin = 0;
  for (const Run& run : scans.runs()) {
    auto part = x.segment(begin, run.n);
    begin += run.n;
    part.array() -= part.mean();
    part.array() -= part.mean();
    const double norm = part.norm(), size = std::sqrt(static_cast<double>(run.n));
    if (norm <= 4 * static_cast<double>(std::numeric_limits<T>::epsilon()) * size) {
      part.setZero();
    } else if (per_run == PerRun::standardize) {
      part *= size / norm;
    }
  }
}

template <std::floating_point T>
[[noreturn]] void fail_non_finite(const SeriesView<T>& series, Index i, std::string_view name, Index first) {
  const Position at = *first_non_finite(series.signals(i, 1));
  throw ValueError(message("couple: ", name, " must be finite, but is ", series(at.time, i), " at time ", at.time,
                           " of signal ", first + i));
}

template <std::floating_point T>
numeric::SignalStatus prepare_one(const SeriesView<T>& series, Index i, const Timeline& scans, PerRun per_run,
                                  VectorX<double>& out) {
  const numeric::SignalStatus status = numeric::center_and_scale(series, i, out);
  if (status != numeric::SignalStatus::ok) return status;
  numeric::read_signal(series, i, out);
  if (per_run == PerRun::none) return status;
  level_runs<T>(out, scans, per_run);
  return out.isZero(0) ? numeric::SignalStatus::constant : status;
}

/// Treats every run of every signal as `per_run` says and drops unusable signals: constant ones, ones that are constant
/// within every run if runs are centered, and ones holding NaN or infinity. series [time x signal] on the clock `scans`.
/// `name` and `first` (the number of the table's first signal) appear in messages. Throws ShapeError if the times differ,
/// ValueError for NaN or infinity under NanPolicy::raise.
template <std::floating_point T>
[[nodiscard]] PreparedSignals<T> prepare(const SeriesView<T>& series, const Timeline& scans, PerRun per_run, NanPolicy nan,
                                         std::string_view name, Index first = 0) {
  require_same_times("couple", name, series.n_times(), "scans", scans.size());
  PreparedSignals<T> result{MatrixX<T>(series.n_times(), series.n_signals()), {}, {}, {}};
  VectorX<double> column(series.n_times());
  for (Index i = 0; i < series.n_signals(); ++i) {
    const numeric::SignalStatus status = prepare_one(series, i, scans, per_run, column);
    result.status.push_back(status);
    if (status == numeric::SignalStatus::non_finite && nan == NanPolicy::raise) fail_non_finite(series, i, name, first);
    if (status != numeric::SignalStatus::ok) continue;
    result.values.col(static_cast<Index>(result.usable.size())) = column.template cast<T>();
    result.usable.push_back(i);
  }
  result.values.conservativeResize(Eigen::NoChange, static_cast<Index>(result.usable.size()));
  return result;
}

/// The same for signals of which the projection is still to be applied: series [kept scan x signal] on
/// projection.output_clock(). `values` are projected, `raw` is what null draws start from: centered within runs where that
/// changes nothing, and 0 in runs of which the projection leaves only rounding. A signal that is wholly explained by what is
/// projected out is constant.
template <std::floating_point T>
[[nodiscard]] PreparedSignals<T> prepare_kept(const SeriesView<T>& series, const signal::Projection& projection, PerRun per_run,
                                              NanPolicy nan, std::string_view name, Index first = 0) {
  const Timeline& kept = projection.output_clock();
  require_same_times("couple", name, series.n_times(), "the kept scans", kept.size());
  MatrixX<double> raw = series.template to_matrix<double>();
  for (Index i = 0; i < raw.cols(); ++i) {
    if (raw.col(i).allFinite()) continue;
    if (nan == NanPolicy::raise) fail_non_finite(series, i, name, first);
  }
  MatrixX<double> left(raw.rows(), raw.cols());
  Index begin = 0;
  const bool levelled = kept.n_runs() == 1 || per_run != PerRun::none;
  for (Index r = 0; r < kept.n_runs(); ++r) {
    const Index n = kept.run(r).n;
    MatrixX<double> block = raw.middleRows(begin, n);
    projection.remove_from_run<T>(r, block);
    left.middleRows(begin, n) = block;
    for (Index i = 0; i < raw.cols(); ++i) {
      auto part = raw.col(i).segment(begin, n);
      if (levelled) part.array() -= part.mean();
      if (block.col(i).isZero(0)) part.setZero();
    }
    begin += n;
  }
  const MatrixX<T> stored = left.template cast<T>();
  PreparedSignals<T> result = prepare(SeriesView<T>(stored), kept, per_run, NanPolicy::exclude, name, first);
  result.raw.resize(raw.rows(), static_cast<Index>(result.usable.size()));
  for (std::size_t j = 0; j < result.usable.size(); ++j) {
    result.raw.col(static_cast<Index>(j)) = raw.col(result.usable[j]).template cast<T>();
  }
  return result;
}

/// Signals [scan x signal] on projection.input_clock(): the kept scans, then prepare_kept.
template <std::floating_point T>
[[nodiscard]] PreparedSignals<T> prepare_raw(const SeriesView<T>& series, const signal::Projection& projection, PerRun per_run,
                                             NanPolicy nan, std::string_view name, Index first = 0) {
  require_same_times("couple", name, series.n_times(), "the projection's scans", projection.input_clock().size());
  MatrixX<T> kept(projection.output_clock().size(), series.n_signals());
  for (Index r = 0, to = 0; r < projection.input_clock().n_runs(); ++r) {
    for (const Index row : nth(projection.runs(), r).rows) {
      for (Index i = 0; i < series.n_signals(); ++i) kept(to, i) = series(projection.input_clock().begin(r) + row, i);
      ++to;
    }
  }
  return prepare_kept(SeriesView<T>(kept), projection, per_run, nan, name, first);
}

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
