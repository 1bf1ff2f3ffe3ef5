/// Coupling through a projection: the null goes through what the data went through.
#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/couple.hpp"
#include "syncact/synchrony/measure/spearman.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using synchrony::couple;
using synchrony::CouplingOptions;
using synchrony::PerRun;

namespace {

/// The same draws as CircularShift, but couple() is not told that they keep inner products, so it projects each draw.
struct PlainShift : stats::CircularShift {};

/// Two runs with some confounds, of which the networks hold much.
struct Study {
  Timeline scans = Timeline::scans(1s, 0.5, {70, 64});
  signal::Projection projection = nuisance_of(8);
  MatrixX<double> neurons = hrf_noise(134, 30, 0.3, 21);
  MatrixX<double> networks = hrf_noise(134, 4, 0.3, 22);

  Study() {
    neurons.col(0) = mix(networks.col(1), neurons.col(0), 0.9);
    neurons.array() += 40;  // a level, which cleaning takes out
    networks += 0.5 * hrf_noise(134, 8, 0.5, 23).leftCols(4);
  }
  static signal::Projection nuisance_of(Index n_confounds) {
    signal::Nuisance nuisance{.detrend = 1};
    nuisance.confounds = hrf_noise(134, n_confounds, 0.5, 23);
    nuisance.drop_initial = 2;
    return signal::nuisance_projection(Timeline::scans(1s, 0.5, {70, 64}), nuisance);
  }
};

template <class S = synchrony::measure::Pearson, class N = stats::CircularShift>
CouplingOptions<S, N> options(PerRun per_run) {
  CouplingOptions<S, N> o;
  o.null.min_shift = 20s;
  o.n_permutations = 1 << 20;  // every draw there is
  o.per_run = per_run;
  return o;
}

}  // namespace

TEST_CASE("r is the correlation of what the projection leaves of both sides", "[synchrony][projection]") {
  const Study s;
  const MatrixX<double> clean = s.projection.apply(s.neurons), networks = s.projection.apply(s.networks);
  const auto through = couple(s.neurons, networks, s.projection, options(PerRun::center));
  const auto by_hand = couple(clean, networks, s.projection.output_clock(), options(PerRun::center));
  CHECK(table_close(through.r, by_hand.r, 1e-12) == "");
  CHECK(through.settings.n_removed == 2 * (2 + 8));
  CHECK(by_hand.settings.n_removed == 0);
}

TEST_CASE("Draws moved to the networks are draws of the neurons, projected one by one", "[synchrony][projection]") {
  const Study s;
  const MatrixX<double> networks = s.projection.apply(s.networks);
  for (const PerRun per_run : {PerRun::center, PerRun::standardize}) {
    const auto fast = couple(s.neurons, networks, s.projection, options(per_run));
    const auto slow = couple(s.neurons, networks, s.projection, options<synchrony::measure::Pearson, PlainShift>(per_run));
    CHECK(fast.settings.exhaustive);
    CHECK(fast.exceeded == slow.exceeded);
    VectorX<double> a = fast.null.max, b = slow.null.max;
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    CHECK(table_close(a, b, 1e-12) == "");
  }
}

TEST_CASE("A projection of means alone gives the null of a plain clock", "[synchrony][projection]") {
  const Study s;
  const auto means = signal::nuisance_projection(s.scans, {.detrend = 0});
  const MatrixX<double> networks = means.apply(s.networks);
  const auto through = couple(s.neurons, networks, means, options(PerRun::center));
  const auto plain = couple(s.neurons, networks, s.scans, options(PerRun::center));
  CHECK(table_close(through.r, plain.r, 1e-12) == "");
  CHECK(through.exceeded == plain.exceeded);
}

TEST_CASE("Level, gain, storage order, threads and memory change nothing through a projection", "[synchrony][projection]") {
  const Study s;
  const MatrixX<double> networks = s.projection.apply(s.networks);
  CouplingOptions<> o = options(PerRun::center);
  o.n_permutations = 150;
  const auto base = couple(s.neurons, networks, s.projection, o);
  const MatrixX<double> moved = 3e-5 * s.neurons.array() - 0.07;
  const auto level = couple(moved, networks, s.projection, o);
  CHECK(table_close(level.r, base.r, 1e-9) == "");
  CHECK(level.exceeded == base.exceeded);
  CHECK(couple(RowMatrixX<double>(s.neurons), networks, s.projection, o).exceeded == base.exceeded);
  const auto threads = couple(s.neurons, networks, s.projection, o, {.executor = Threads{3}});
  CHECK(threads.null.max == base.null.max);
  CHECK(couple(s.neurons, networks, s.projection, o, {.memory_cap_bytes = 6'000'000}).null.max == base.null.max);
}

TEST_CASE("What is constant or explained by confounds is undefined on both sides", "[synchrony][projection]") {
  Study s;
  signal::Nuisance nuisance{.detrend = 1};
  nuisance.confounds = hrf_noise(134, 2, 0.2, 31);
  const auto projection = signal::nuisance_projection(s.scans, nuisance);
  s.neurons.col(3).setConstant(0.37);
  s.neurons.col(4) = 3 * nuisance.confounds.col(0).array() + 2;
  s.neurons.col(5) = 1e9 * (nuisance.confounds.col(1) - nuisance.confounds.col(0));
  MatrixX<double> raw = s.networks;
  raw.col(2) = nuisance.confounds.col(0) - 0.25 * nuisance.confounds.col(1);
  const MatrixX<double> networks = projection.apply(raw);
  CHECK(networks.col(2).isZero(0));
  const auto check = [](const auto& result) {
    for (const Index i : {3, 4, 5}) CHECK(result.neuron_status[static_cast<std::size_t>(i)] == numeric::SignalStatus::constant);
    CHECK(result.network_status[2] == numeric::SignalStatus::constant);
    CHECK(result.n_defined == 27 * 3);
    CHECK((std::isnan(result.r(3, 0)) && std::isnan(result.r(0, 2))));
  };
  check(couple(s.neurons, networks, projection, options(PerRun::center)));
  check(couple(projection.apply(s.neurons), networks, s.scans, options(PerRun::center)));  // what apply() leaves is exactly 0
  MatrixX<double> unprojected = s.networks;  // projected within couple(), if the caller did not
  unprojected.col(2) = raw.col(2);
  check(couple(s.neurons, unprojected, projection, options(PerRun::center)));
}

TEST_CASE("Too few degrees of freedom are refused with their numbers", "[synchrony][projection]") {
  const Study s;
  const auto many = Study::nuisance_of(52);  // 68 and 62 scans, a line and 52 confounds
  CHECK_THROWS_WITH(couple(s.neurons, many.apply(s.networks), many, options(PerRun::center)),
                    says("run 1 keeps 62 scans") && says("removes 54 components") && says("8 degrees of freedom"));
  auto lenient = options(PerRun::center);
  lenient.min_degrees_of_freedom = 8;
  CHECK_NOTHROW(couple(s.neurons, many.apply(s.networks), many, lenient));
}

namespace {

/// Share of studies without any relation in which some pair has p_fwe <= .05. The networks carry the confounds, as BOLD does.
template <class S, class N>
double false_positives(Index n_studies, Index n, Index n_confounds, const CouplingOptions<S, N>& how) {
  const Timeline scans = Timeline::scans(2s, 0.5, {n});
  Index n_false = 0;
  for (std::uint64_t w = 0; w < static_cast<std::uint64_t>(n_studies); ++w) {
    const MatrixX<double> neurons = hrf_noise(n, 20, 0.0, 5000 + 3 * w);
    const MatrixX<double> confounds = hrf_noise(n, n_confounds, 0.0, 5001 + 3 * w);
    MatrixX<double> networks = hrf_noise(n, 10, 0.0, 5002 + 3 * w);
    networks += confounds.leftCols(10);
    const auto projection = signal::nuisance_projection(scans, {.detrend = 1, .confounds = confounds});
    CouplingOptions<S, N> o = how;
    o.seed = w;
    o.n_permutations = 99;
    const auto s = couple(neurons, projection.apply(networks), projection, o);
    bool any = false;
    for (const auto& best : s.best_network) any = any || best->p_fwe <= 0.05;
    n_false += any;
  }
  return static_cast<double>(n_false) / static_cast<double>(n_studies);
}

}  // namespace

TEST_CASE("With many confounds, 1 of 20 studies without any relation is significant", "[synchrony][projection]") {
  // Bound: .05 + 3.1 standard errors of 200 studies (.0154) = .098; an exact test fails for 1 seed in 1000.
  CHECK(false_positives(200, 150, 36, CouplingOptions<>{}) <= 0.098);
  CHECK(false_positives(200, 150, 36, CouplingOptions<synchrony::measure::Pearson, stats::PhaseRandomization>{}) <= 0.098);
  CHECK(false_positives(60, 150, 36, CouplingOptions<synchrony::measure::Spearman, stats::CircularShift>{}) <= 0.138);
}
