#pragma once
/// Timing of each brain network: the delay at which its best neuron follows it most, with an interval.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "syncact/stats/dependent_correlations.hpp"
#include "syncact/stats/effective_samples.hpp"
#include "syncact/synchrony/corrected_p.hpp"
#include "syncact/synchrony/timing.hpp"

namespace syncact::inline v0_1::synchrony {

/// The curve of one network. Its values are the largest statistic of all neurons at each delay.
struct NetworkTiming {
  Timing timing{};
  /// Delays from which the peak cannot be told apart at 1 - level, on either side [scan].
  Index low = 0, high = 0;
};

namespace detail {

/// [lag - 1] Autocorrelations of a series within runs, each centered there.
[[nodiscard]] inline VectorX<double> autocorrelations_within(const VectorX<double>& series, const Timeline& scans,
                                                             Index n_lags) {
  VectorX<double> products = VectorX<double>::Zero(n_lags);
  double variance = 0;
  for (Index r = 0; r < scans.n_runs(); ++r) {
    VectorX<double> run = series.segment(scans.begin(r), scans.run(r).n);
    run.array() -= run.mean();
    variance += run.squaredNorm();
    for (Index k = 1; k <= std::min(n_lags, run.size() - 1); ++k) {
      products[k - 1] += run.head(run.size() - k).dot(run.tail(run.size() - k));
    }
  }
  return products / variance;
}

/// The delays around the peak at which the correlation is not smaller than there, by Meng's test.
inline void find_interval(NetworkTiming& result, const VectorX<double>& course, const Timeline& scans, double level) {
  const Index n = course.size(), reach = (std::ssize(result.timing.delays) - 1) / 2;
  const VectorX<double> a = autocorrelations_within(course, scans, std::max<Index>(2 * reach, n / 5));
  const double effective = stats::effective_samples(n, a.head(n / 5), a.head(n / 5));
  const auto samples = static_cast<Index>(std::clamp(std::floor(effective), 4.0, static_cast<double>(n)));
  const double most = 1 - 1e-9;
  const auto bounded = [most](double r) { return std::clamp(r, -most, most); };
  const auto differs = [&](Index delay) {
    const double peak = bounded(result.timing.synchrony[result.timing.peak + reach]),
                 other = bounded(result.timing.synchrony[delay + reach]);
    const double p = stats::meng(peak, other, bounded(a[std::abs(delay - result.timing.peak) - 1]), samples).p;
    return other < peak && p <= level;
  };
  result.low = result.high = result.timing.peak;
  while (result.low > -reach && !differs(result.low - 1)) --result.low;
  while (result.high < reach && !differs(result.high + 1)) ++result.high;
}

}  // namespace detail

/// timing() of each network [kept scan x network] alone: at each delay the statistic of the neuron that follows it most then,
/// with a band and a p for the network's whole curve; p_peak is not corrected for the number of networks. The interval holds
/// the delays whose correlation is not smaller than the peak's by the test of Meng, Rosenthal and Rubin, for as many
/// independent samples as the network's autocorrelation leaves (Pyper & Peterman) and with its autocorrelation at that lag as
/// the correlation of what is compared. It ends at the delays that are looked at. None for a network that does not vary, and
/// for all if no neuron does. Cost: couple() with a draw per scan for each network. Throws what timing() throws.
template <TimeSeriesMatrix A, std::floating_point T, ClockOrProjection Clock, CallContext C = Context<>>
[[nodiscard]] std::vector<std::optional<NetworkTiming>> network_timing(const A& neurons, const MatrixX<T>& networks,
                                                                       const Clock& clock, const TimingOptions& options = {},
                                                                       const C& context = {}) {
  constexpr const char* function = "network_timing";
  const Timeline& scans = detail::timed_scans(clock, options, function);
  require_same_times(function, "the networks", networks.rows(), "the kept scans", scans.size());
  const auto coupling = detail::by_every_shift(options, *EveryShift{}.n_distinct(scans) + 1);
  C quiet = context;
  quiet.progress = {};
  Steps steps(context.progress, networks.cols());
  std::vector<std::optional<NetworkTiming>> result(as_size(networks.cols()));
  for (Index k = 0; k < networks.cols(); ++k) {
    const MatrixX<T> network = networks.col(k);
    const auto found = couple(neurons, network, clock, coupling, quiet);
    if (const auto& best = found.best_neuron.front()) {
      NetworkTiming one{detail::timing_of(detail::profile_of(found.statistic(best->r), found.null.max, scans, coupling.seed),
                                          scans, options, function)};
      detail::find_interval(one, network.col(0).template cast<double>(), scans, options.level);
      nth(result, k) = std::move(one);
    }
    steps.advance();
  }
  return result;
}

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
