#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/synchrony/couple.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using synchrony::couple;
using synchrony::Coupling;
using synchrony::CouplingOptions;
using synchrony::PerRun;

TEST_CASE("Gain and offset of a signal change nothing", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {150, 150});
  const MatrixX<double> neurons = hrf_noise(300, 12, 0, 21), networks = hrf_noise(300, 4, 0, 22);
  const auto s = couple(neurons, networks, scans, CouplingOptions<>{.n_permutations = 99});
  for (const double gain : {1e-12, 3.7, 1e12}) {
    const MatrixX<double> changed = (neurons.array() * gain + 1000 * gain).matrix();
    const auto other = couple(changed, networks, scans, CouplingOptions<>{.n_permutations = 99});
    CHECK(table_close(other.r, s.r, 1e-11) == "");
    CHECK(other.exceeded == s.exceeded);
  }
}

TEST_CASE("Reordering neurons only reorders the result", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {300});
  const MatrixX<double> neurons = hrf_noise(300, 12, 0, 23), networks = hrf_noise(300, 4, 0, 24);
  const MatrixX<double> reversed = neurons.rowwise().reverse();
  const auto s = couple(neurons, networks, scans, CouplingOptions<>{.n_permutations = 99});
  const auto other = couple(reversed, networks, scans, CouplingOptions<>{.n_permutations = 99});
  CHECK(table_close(other.r.colwise().reverse(), s.r, 1e-13) == "");
  CHECK(table_close(other.table(&Coupling::p_fwe).colwise().reverse(), s.table(&Coupling::p_fwe), 1e-15) == "");
}

TEST_CASE("Levels that differ from run to run do not reach r unless asked for", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {150, 150});
  const MatrixX<double> neurons = hrf_noise(300, 6, 0, 25), networks = hrf_noise(300, 3, 0, 26);
  MatrixX<double> shifted_neurons = neurons, shifted_networks = networks;
  shifted_neurons.topRows(150).array() += 50;
  shifted_networks.topRows(150).array() += 50;
  const CouplingOptions<> by_default{.n_permutations = 99};
  const auto s = couple(neurons, networks, scans, by_default);
  CHECK(s.settings.per_run == PerRun::center);
  CHECK(table_close(couple(shifted_neurons, shifted_networks, scans, by_default).r, s.r, 1e-11) == "");
  const auto raw =
      couple(shifted_neurons, shifted_networks, scans, CouplingOptions<>{.n_permutations = 99, .per_run = PerRun::none});
  CHECK(raw.r.minCoeff() > 0.99);
  CHECK(raw.null.max.minCoeff() > 0.99);  // no shift within runs breaks the difference between runs

  MatrixX<double> louder = neurons;
  louder.topRows(150) *= 40;
  const CouplingOptions<> standardize{.n_permutations = 99, .per_run = PerRun::standardize};
  CHECK(table_close(couple(louder, networks, scans, standardize).r, couple(neurons, networks, scans, standardize).r, 1e-11) ==
        "");
  CHECK(couple(neurons, networks, Timeline::scans(1s, 0.5, {300}), by_default).settings.per_run == PerRun::none);
}

TEMPLATE_TEST_CASE("Unusable signals are undefined and do not touch the others", "[synchrony]", float, double) {
  const Timeline scans = Timeline::scans(1s, 0.5, {150, 150});
  const MatrixX<double> noise = hrf_noise(300, 6, 0, 27);
  MatrixX<TestType> networks = hrf_noise(300, 4, 0, 28).template cast<TestType>();
  MatrixX<TestType> neurons(300, 9);
  neurons.leftCols(6) = noise.template cast<TestType>();
  neurons.col(6).setConstant(TestType(0.1));
  neurons.col(7) << VectorX<TestType>::Constant(150, TestType(0.1)), VectorX<TestType>::Constant(150, TestType(0.7));
  neurons.col(8) = neurons.col(0);
  neurons(17, 8) = std::numeric_limits<TestType>::infinity();
  CouplingOptions<> options{.n_permutations = 99};
  CHECK_THROWS_WITH(couple(neurons, networks, scans, options), says("time 17 of signal 8"));
  options.nan = NanPolicy::exclude;
  const auto s = couple(neurons, networks, scans, options);
  const auto usable = couple(neurons.leftCols(6), networks, scans, options);
  using numeric::SignalStatus;
  CHECK(s.neuron_status[6] == SignalStatus::constant);
  CHECK(s.neuron_status[7] == SignalStatus::constant);  // constant within each run
  CHECK(s.neuron_status[8] == SignalStatus::non_finite);
  CHECK(s.r.bottomRows(3).array().isNaN().all());
  CHECK(s.table(&Coupling::p_fwe).bottomRows(3).array().isNaN().all());
  CHECK(s.n_defined == 24);
  CHECK_FALSE(s.best_network[6].has_value());
  CHECK(s.null.max == usable.null.max);
  CHECK(s.null.mean_best_network == usable.null.mean_best_network);
  CHECK(s.r.topRows(6) == usable.r);

  networks.col(2).setZero();
  const auto fewer = couple(neurons, networks, scans, options);
  CHECK(fewer.n_defined == 18);
  CHECK(fewer.r.col(2).array().isNaN().all());
  CHECK_FALSE(fewer.best_neuron[2].has_value());
}

TEST_CASE("Nothing to couple is a result without pairs", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {100});
  const MatrixX<double> flat = MatrixX<double>::Ones(100, 3), noise = hrf_noise(100, 2, 0, 29);
  CHECK(couple(flat, noise, scans).n_defined == 0);
  CHECK(couple(noise, flat, scans).n_defined == 0);
  CHECK(couple(MatrixX<double>(100, 0), noise, scans).best_neuron.size() == 2);
  CHECK(couple(noise, MatrixX<double>(100, 0), scans).r.cols() == 0);
}

TEST_CASE("Misuse of couple names rule and values", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {100});
  const MatrixX<double> a = hrf_noise(100, 2, 0, 30), b = hrf_noise(99, 2, 0, 31);
  CHECK_THROWS_WITH(couple(a, b, scans), says("networks has 99") && says("100"));
  CHECK_THROWS_WITH(couple(b, a, scans), says("neurons has 99") && says("100"));
  CHECK_THROWS_AS(couple(a, a, scans, CouplingOptions<>{.n_permutations = 0}), ValueError);
  CHECK_THROWS_AS(couple(a, a, scans, CouplingOptions<>{.fwe_level = 1}), ValueError);
  CHECK_THROWS_AS(couple(a, a, scans, CouplingOptions<>{.null = {.min_shift = 51s}}), ValueError);
}

TEST_CASE("Progress counts to the total and can stop the call", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {100});
  const MatrixX<double> a = hrf_noise(100, 300, 0, 32), b = hrf_noise(100, 2, 0, 33);
  Index last = 0, whole = 0;
  const auto watch = [&](Index done, Index total) { return last = done, whole = total, true; };
  (void)couple(a, b, scans, CouplingOptions<>{.n_permutations = 30}, {.executor = Threads{2}, .progress = watch});
  CHECK(last == whole);
  CHECK(whole > 0);
  const auto stop = [](Index, Index) { return false; };
  CHECK_THROWS_AS(couple(a, b, scans, CouplingOptions<>{}, {.progress = stop}), Cancelled);
}
