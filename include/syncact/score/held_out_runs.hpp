#pragma once
/// Couplings found in some runs and tested in others: whether a coupling holds for a film that took no part in finding it.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/score/score_by.hpp"
#include "syncact/signal/some_runs.hpp"
#include "syncact/stats/correction.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::inline v0_1::score {

/// The neuron of largest statistic with a network in the runs that found it, and how they go together in those held out.
struct HeldOutCoupling {
  Index neuron = 0;
  Index network = 0;
  Index delay = 0;     ///< [scan] of the brain behind what the clocks say, as found; 0 unless delays were tried
  double r_found = 0;  ///< in the runs that found it: the largest of many, so too large
  double r = 0;        ///< in the runs held out: no choice was made in them
  double p = 1;        ///< of r alone, one-sided towards the sign of r_found: one test, however many neurons there are
  double p_holm = 1;   ///< over the networks tested
};

struct HeldOutRuns {
  std::vector<HeldOutCoupling> couplings;  ///< by network; without networks that have no coupling on both sides
  /// Mean over couplings of r held out, signed as found, which chance leaves near 0; effect against 1.
  Score mean;
  Index n_draws = 0;  ///< of the null, in the runs held out
};

struct HeldOutOptions {
  /// Tries delays of the brain of up to so many scans both ways for each network, in the runs that find the coupling. Rows that
  /// leave a run at one end come back at the other, as in CircularShift.
  Index max_delay = 0;
};

namespace detail {

/// Each column of the table [time x signal] later by so many rows, around the ends of each run.
template <std::floating_point T>
[[nodiscard]] MatrixX<T> later(const MatrixX<T>& table, const Timeline& clock, const std::vector<Index>& delays) {
  MatrixX<T> result(table.rows(), table.cols());
  for (Index r = 0; r < clock.n_runs(); ++r) {
    const Index begin = clock.begin(r), n = clock.run(r).n;
    for (Index i = 0; i < table.cols(); ++i) {
      const Index shift = ((nth(delays, i) % n) + n) % n;
      result.col(i).segment(begin + shift, n - shift) = table.col(i).segment(begin, n - shift);
      result.col(i).segment(begin, shift) = table.col(i).segment(begin + n - shift, shift);
    }
  }
  return result;
}

}  // namespace detail

/// Couples neurons [scan x neuron] on projection.input_clock() with networks [kept scan x network] on
/// projection.output_clock() in all runs but those held out (counted from 0), keeps the best neuron of each network, and tests
/// these pairs in the runs held out, each against its own null there. What was found by choosing among many neurons is thus
/// judged where nothing was chosen, and the tests are as many as networks. If the networks were learned from all runs, those
/// held out took part in that, but no neuron did. A delay of each network, if options ask for it, is chosen with its neuron.
/// Similarity, null model and settings are those of couple(); `mean` is over Pearson's r, whatever the similarity. Throws what
/// couple() throws, ValueError unless at least one run is on each side.
template <TimeSeriesMatrix A, TimeSeriesMatrix M, class S, class N, CallContext C = Context<>>
[[nodiscard]] HeldOutRuns held_out_runs(const A& neurons, const M& networks, const signal::Projection& projection,
                                        std::span<const Index> held_out, synchrony::CouplingOptions<S, N> coupling,
                                        const HeldOutOptions& options = {}, const C& context = {}) {
  using T = series_scalar_t<A>;
  const char* const function = "held_out_runs";
  const Timeline &input = projection.input_clock(), &output = projection.output_clock();
  std::vector<Index> found, tested(held_out.begin(), held_out.end());
  std::sort(tested.begin(), tested.end());
  tested.erase(std::unique(tested.begin(), tested.end()), tested.end());
  for (Index r = 0; r < input.n_runs(); ++r) {
    if (!std::binary_search(tested.begin(), tested.end(), r)) found.push_back(r);
  }
  require(!tested.empty(), function, "the number of runs held out must be >= 1", tested.size());
  require(!found.empty(), function, "the number of runs not held out must be >= 1", found.size());
  require(options.max_delay >= 0, function, "max_delay must be >= 0", options.max_delay);

  const Timeline found_clock = signal::some_runs(input, found);
  const MatrixX<T> neurons_here = signal::rows_of_runs(neurons, input, found);
  const MatrixX<T> networks_here = signal::rows_of_runs(networks, output, found);
  const signal::Projection here = signal::some_runs(projection, found);
  const auto larger = [&](double a, double b) {
    return coupling.tail == synchrony::Tail::both ? std::abs(a) > std::abs(b) : a > b;
  };
  auto search = coupling;  // its p-values are not looked at
  search.keep_top = 1;
  search.n_permutations = 1;
  std::vector<std::optional<HeldOutCoupling>> best(as_size(networks_here.cols()));
  for (Index step = 0; step <= 2 * options.max_delay; ++step) {
    const Index delay = step % 2 == 0 ? -step / 2 : (step + 1) / 2;  // 0, 1, -1, ...: the smaller of equal ones
    const std::vector<Index> delays(as_size(neurons_here.cols()), delay);
    const auto at = synchrony::couple(detail::later(neurons_here, found_clock, delays), networks_here, here, search, context);
    for (const auto& one : at.best_neuron) {
      if (!one) continue;
      auto& so_far = nth(best, one->network);
      if (!so_far || larger(one->r, so_far->r_found)) so_far = HeldOutCoupling{one->neuron, one->network, delay, one->r};
    }
  }

  // The chosen neurons, turned to positive coupling, beside their networks: the tested pairs are the diagonal.
  const signal::Projection there = signal::some_runs(projection, tested);
  const MatrixX<T> neurons_there = signal::rows_of_runs(neurons, input, tested);
  const MatrixX<T> networks_there = signal::rows_of_runs(networks, output, tested);
  std::vector<HeldOutCoupling> chosen;
  for (const auto& one : best) {
    if (one) chosen.push_back(*one);
  }
  const auto side_by_side = [&] {
    MatrixX<T> a(neurons_there.rows(), std::ssize(chosen)), b(networks_there.rows(), std::ssize(chosen));
    for (Index k = 0; k < a.cols(); ++k) {
      a.col(k) = (nth(chosen, k).r_found < 0 ? T(-1) : T(1)) * neurons_there.col(nth(chosen, k).neuron);
      b.col(k) = networks_there.col(nth(chosen, k).network);
    }
    std::vector<Index> delays;
    for (const HeldOutCoupling& one : chosen) delays.push_back(one.delay);
    return std::pair{detail::later(a, there.input_clock(), delays), std::move(b)};
  };
  coupling.keep_top.reset();
  coupling.tail = synchrony::Tail::upper;
  HeldOutRuns result;
  if (chosen.empty()) return result;
  auto [a, b] = side_by_side();
  const auto second = synchrony::couple(a, b, there, coupling, context);
  result.n_draws = second.settings.n_draws;
  for (Index k = 0; k < std::ssize(chosen); ++k) {
    if (!second.usable_neuron(k) || !second.usable_network(k)) continue;
    HeldOutCoupling one = nth(chosen, k);
    one.r = (one.r_found < 0 ? -1 : 1) * static_cast<double>(second.r(k, k));
    one.p = stats::p_from_null(second.exceeded(k, k), result.n_draws);
    result.couplings.push_back(one);
  }
  chosen = result.couplings;
  if (chosen.empty()) return result;
  std::vector<double> p;
  for (const HeldOutCoupling& one : chosen) p.push_back(one.p);
  const std::vector<double> corrected = stats::holm(p);
  for (std::size_t k = 0; k < p.size(); ++k) result.couplings[k].p_holm = corrected[k];

  std::tie(a, b) = side_by_side();
  const Timeline& clock = there.output_clock();
  const auto mean_r = [&](const MatrixX<double>& x, const MatrixX<double>& y) {
    double sum = 0;
    for (Index k = 0; k < x.cols(); ++k) {
      VectorX<double> u = x.col(k), v = y.col(k);
      for (Index r = 0; r < clock.n_runs(); ++r) {
        const Index n = clock.run(r).n;
        u.segment(clock.begin(r), n).array() -= u.segment(clock.begin(r), n).mean();
        v.segment(clock.begin(r), n).array() -= v.segment(clock.begin(r), n).mean();
      }
      sum += u.dot(v) / (u.norm() * v.norm());
    }
    return sum / static_cast<double>(x.cols());
  };
  result.mean = score_by(mean_r, SeriesView<T>(a), MatrixX<double>(b.template cast<double>()), there,
                         ScoreByOptions<N>{coupling.null, coupling.n_permutations, coupling.seed, 1, coupling.nan}, context);
  return result;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
