#pragma once
/// The truncated shift test of a coupling: p-values that hold for short and smooth runs.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "syncact/core/finite.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/numeric/extend_basis.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/stats/truncated_shift.hpp"
#include "syncact/synchrony/clock.hpp"
#include "syncact/synchrony/measure/pearson.hpp"
#include "syncact/synchrony/options.hpp"

namespace syncact::inline v0_1::synchrony {

struct TruncatedShiftOptions {
  Index max_shift = 19;  ///< scans both ways; no p is below 1 / (max_shift + 1): 19 is the least for .05
  Tail tail = Tail::upper;
  Index min_degrees_of_freedom = 10;  ///< of each run's window, beside its mean and what a projection removes
  NanPolicy nan = NanPolicy::raise;
};

/// What truncated_shift_test() found. NaN where nothing is left of a signal in a window, or it was excluded.
struct TruncatedShiftTest {
  MatrixX<double> r;              ///< [neuron x network] of the windows, which are shorter than the runs
  MatrixX<double> p_uncorrected;  ///< of the pair alone
  MatrixX<double> p_fwe;          ///< against the largest statistic of the table at each shift
  Index n_scans = 0;              ///< of the windows together
};

namespace detail {

/// The projections of the windows: of the networks' clock, and of the neurons' clock at each shift from -max on. A window takes
/// its part of what is removed from the run, and its mean.
struct Windows {
  std::vector<signal::Projection> of_neurons{};
  std::optional<signal::Projection> of_networks{};
};

[[nodiscard]] inline Windows windows_of(const signal::Projection& projection, const TruncatedShiftOptions& options) {
  const Index max = options.max_shift;
  std::vector<signal::RunProjection> still;
  for (Index r = 0; r < projection.output_clock().n_runs(); ++r) {
    const signal::RunProjection& run = nth(projection.runs(), r);
    const Index n = std::ssize(run.rows) - 2 * max;
    if (const Index left = n - run.basis.cols() - 1; left < options.min_degrees_of_freedom) {
      throw ValueError(message("truncated_shift_test: run ", r, " keeps ", run.rows.size(), " scans; without ", max,
                               " at both ends, their mean and ", run.basis.cols(), " components, ", left,
                               " degrees of freedom are left, and at least ", options.min_degrees_of_freedom, " are needed"));
    }
    MatrixX<double> removed(n, run.basis.cols() + 1);
    Index rank = 0;
    numeric::extend_basis(removed, rank, VectorX<double>::Ones(n));
    for (Index k = 0; k < run.basis.cols(); ++k) numeric::extend_basis(removed, rank, run.basis.col(k).segment(max, n));
    std::vector<Index> rows(as_size(n));
    std::iota(rows.begin(), rows.end(), max);
    still.push_back({std::move(rows), removed.leftCols(rank)});
  }
  Windows result;
  for (Index shift = 0; shift <= 2 * max; ++shift) {
    std::vector<signal::RunProjection> moved;
    for (std::size_t r = 0; r < still.size(); ++r) {
      const auto first = projection.runs()[r].rows.begin() + shift;
      moved.push_back({std::vector<Index>(first, first + still[r].basis.rows()), still[r].basis});
    }
    result.of_neurons.emplace_back(projection.input_clock(), std::move(moved));
  }
  result.of_networks.emplace(projection.output_clock(), std::move(still));
  return result;
}

}  // namespace detail

/// Couples neurons [scan x neuron] on projection.input_clock(), not cleaned, with networks [kept scan x network] on
/// projection.output_clock(), as couple() does, but in windows: max_shift scans are left out at both ends of every run, and
/// Pearson's r of the windows is compared with that of the networks' windows and the neurons' windows up to max_shift scans
/// earlier or later. What the projection removes is removed from each window. Nothing goes around an end, so p <= .05 in at
/// most .05 of studies if neurons are stationary within runs and have nothing to do with the networks, however short and smooth
/// the runs are (stats::truncated_shift_p). All runs are shifted alike. Its power is less than that of couple(). Computed in
/// double; memory: (2 max_shift + 1) tables of 256 neurons a task. Throws ShapeError unless tables have the length of their
/// clock, ValueError for max_shift < 1, for runs too short for options.min_degrees_of_freedom, and for NaN or infinity under
/// NanPolicy::raise; Cancelled.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] TruncatedShiftTest truncated_shift_test(const SeriesView<T>& neurons, const SeriesView<T>& networks,
                                                      const signal::Projection& projection,
                                                      const TruncatedShiftOptions& options = {}, const C& context = {}) {
  const char* const function = "truncated_shift_test";
  require_same_times(function, "neurons", neurons.n_times(), "scans", projection.input_clock().size());
  require_same_times(function, "networks", networks.n_times(), "kept scans", projection.output_clock().size());
  require(options.max_shift >= 1, function, "max_shift must be >= 1", options.max_shift);
  if (options.nan == NanPolicy::raise) {
    require_finite(function, "neurons", neurons);
    require_finite(function, "networks", networks);
  }
  const detail::Windows windows = detail::windows_of(projection, options);
  const auto standardized = [](const signal::Projection& window, const SeriesView<T>& series) {
    const MatrixX<double> values = series.template to_matrix<double>();
    const MatrixX<double> part = window.apply(SeriesView<double>(values));
    return measure::Pearson{}.standardized(SeriesView<double>(part));
  };
  const numeric::UnitSeries<double> still = standardized(*windows.of_networks, networks);
  const Index max = options.max_shift, n_shifts = 2 * max + 1, n_scans = still.values.rows();
  const Index n_neurons = neurons.n_signals(), n_networks = networks.n_signals();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double tie = 4 * static_cast<double>(std::numeric_limits<T>::epsilon()) * std::sqrt(static_cast<double>(n_scans));
  const auto statistic = [&](double r) { return options.tail == Tail::both ? std::abs(r) : r; };

  const MatrixX<double> undefined = MatrixX<double>::Constant(n_neurons, n_networks, nan);
  TruncatedShiftTest result{undefined, undefined, undefined, n_scans};
  constexpr Index tile = 256;
  const Index n_tiles = (n_neurons + tile - 1) / tile;
  MatrixX<double> largest = MatrixX<double>::Constant(n_shifts, n_tiles, -std::numeric_limits<double>::infinity());
  Steps steps(context.progress, n_tiles);
  context.executor.bulk(n_tiles, [&](Index t) {
    const Index first = t * tile, n = std::min(tile, n_neurons - first);
    std::vector<MatrixX<double>> tables;
    std::vector<char> defined(as_size(n), 1);  // at every shift, or nowhere
    for (const signal::Projection& window : windows.of_neurons) {
      const numeric::UnitSeries<double> moved = standardized(window, neurons.signals(first, n));
      tables.push_back(MatrixX<double>::Zero(n, n_networks));
      context.backend.add_product(moved.values, linalg::Op::transpose, still.values, linalg::Op::none, tables.back());
      for (Index i = 0; i < n; ++i) nth(defined, i) = static_cast<char>(nth(defined, i) != 0 && moved.ok(i));
    }
    std::vector<double> values(as_size(n_shifts));
    for (Index i = 0; i < n; ++i) {
      for (Index k = 0; k < n_networks; ++k) {
        if (nth(defined, i) == 0 || !still.ok(k)) continue;
        for (Index s = 0; s < n_shifts; ++s) {
          nth(values, s) = statistic(nth(tables, s)(i, k));
          largest(s, t) = std::max(largest(s, t), nth(values, s));
        }
        result.r(first + i, k) = std::clamp(nth(tables, max)(i, k), -1.0, 1.0);
        result.p_uncorrected(first + i, k) = stats::truncated_shift_p(values, tie);
      }
    }
    steps.advance();
  });
  const VectorX<double> maxima = largest.rowwise().maxCoeff();
  const std::span<const double> of_family(maxima.data(), as_size(n_shifts));
  for (Index i = 0; i < n_neurons; ++i) {
    for (Index k = 0; k < n_networks; ++k) {
      result.p_fwe(i, k) = stats::truncated_shift_p(statistic(result.r(i, k)), of_family, tie);
    }
  }
  return result;
}

/// From any two tables on one clock, or through a projection; compared in the scalar type of the neurons.
template <TimeSeriesMatrix A, TimeSeriesMatrix B, ClockOrProjection Clock, CallContext C = Context<>>
[[nodiscard]] TruncatedShiftTest truncated_shift_test(const A& neurons, const B& networks, const Clock& clock,
                                                      const TruncatedShiftOptions& options = {}, const C& context = {}) {
  using T = series_scalar_t<A>;
  return with_series(neurons, [&](const SeriesView<T>& a) {
    const MatrixX<T> b = with_series(networks, [](const auto& view) { return view.template to_matrix<T>(); });
    if constexpr (std::same_as<Clock, Timeline>) {
      const signal::Projection nothing = signal::nuisance_projection(clock, {.detrend = std::nullopt});
      return truncated_shift_test<T>(a, SeriesView<T>(b), nothing, options, context);
    } else {
      return truncated_shift_test<T>(a, SeriesView<T>(b), clock, options, context);
    }
  });
}

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
