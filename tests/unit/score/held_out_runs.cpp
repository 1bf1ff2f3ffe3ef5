// Couplings found in some runs and tested in others.
#include "syncact/score/held_out_runs.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::held_out_runs_test {

using namespace std::chrono_literals;
using score::held_out_runs;
using synchrony::CouplingOptions;
using test::hrf_noise, test::mix, test::says, test::WithinAbs;

const Timeline three_runs = Timeline::scans(1s, 0.5, {150, 250, 180});
const std::vector<Index> second{1}, others{0, 2};

signal::Projection detrended() { return signal::nuisance_projection(three_runs, {}); }

/// Noise of each run drawn apart: runs have nothing in common.
MatrixX<double> noise(Index n, std::uint64_t seed) {
  MatrixX<double> table(three_runs.size(), n);
  for (Index r = 0; r < 3; ++r) {
    table.middleRows(three_runs.begin(r), three_runs.run(r).n) =
        hrf_noise(three_runs.run(r).n, n, 0, seed * 10 + static_cast<std::uint64_t>(r));
  }
  return table;
}

TEST_CASE("Runs that are held out are judged by what the others chose") {
  const auto projection = detrended();
  MatrixX<double> neurons = noise(30, 1), networks = noise(5, 2);
  neurons.col(7) = mix(networks.col(0), neurons.col(7), 0.85);   // holds in all runs
  neurons.col(9) = mix(networks.col(1), neurons.col(9), -0.85);  // likewise, against the network
  const MatrixX<double> before = mix(networks.col(2), neurons.col(11), 0.8);
  for (const Index r : others) {  // holds in the runs that find it alone
    neurons.col(11).segment(three_runs.begin(r), three_runs.run(r).n) =
        before.col(0).segment(three_runs.begin(r), three_runs.run(r).n);
  }
  networks = projection.apply(networks);
  const CouplingOptions<> options{.n_permutations = 200, .tail = synchrony::Tail::both};
  const auto result = held_out_runs(neurons, networks, projection, second, options);
  REQUIRE(result.couplings.size() == 5);
  CHECK(result.couplings[0].neuron == 7);
  CHECK(result.couplings[1].neuron == 9);
  CHECK(result.couplings[2].neuron == 11);
  CHECK(result.couplings[0].r > 0.5);
  CHECK(result.couplings[1].r_found < -0.5);
  CHECK(result.couplings[1].r < -0.5);
  CHECK(result.couplings[0].p_holm <= 0.05);
  CHECK(result.couplings[1].p_holm <= 0.05);
  CHECK(result.couplings[2].r_found > 0.5);
  CHECK(result.couplings[2].p > 0.05);
  double mean = 0;
  for (const auto& one : result.couplings) mean += (one.r_found < 0 ? -one.r : one.r) / 5;
  CHECK_THAT(result.mean.value, WithinAbs(mean, 1e-9));
  CHECK_THAT(result.mean.null_mean, WithinAbs(0, 0.05));
  CHECK(result.mean.p <= 0.05);

  // The same as coupling the parts by hand.
  const auto there = signal::some_runs(projection, second);
  const auto by_hand = synchrony::couple(signal::rows_of_runs(neurons, three_runs, second),
                                         signal::rows_of_runs(networks, three_runs, second), there, options);
  CHECK_THAT(result.couplings[0].r, WithinAbs(by_hand.r(7, 0), 1e-12));
  CHECK_THAT(result.couplings[1].r, WithinAbs(by_hand.r(9, 1), 1e-12));

  // Nothing of the runs held out is seen by the choice.
  MatrixX<double> changed = neurons;
  changed.middleRows(three_runs.begin(1), three_runs.run(1).n).setRandom();
  const auto again = held_out_runs(changed, networks, projection, second, options);
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(again.couplings[k].neuron == result.couplings[k].neuron);
    CHECK(again.couplings[k].r_found == result.couplings[k].r_found);
  }
}

TEST_CASE("Where nothing is related, p of runs held out is right though the neurons were chosen", "[statistics]") {
  // 40 studies of 5 networks and 60 neurons: .05 of 200 tests is 10, 95 % of binomial draws lie in 4 .. 17.
  const auto projection = detrended();
  int found = 0, n = 0;
  double chosen = 0;
  for (std::uint64_t study = 0; study < 40; ++study) {
    const MatrixX<double> neurons = noise(60, 100 + study), networks = projection.apply(noise(5, 200 + study));
    const CouplingOptions<> options{.n_permutations = 99, .seed = study};
    for (const auto& one : held_out_runs(neurons, networks, projection, second, options).couplings) {
      found += one.p <= 0.05 ? 1 : 0;
      chosen += one.r_found;
      ++n;
    }
  }
  CHECK(n == 200);
  CHECK(found >= 4);
  CHECK(found <= 17);
  CHECK(chosen / n > 0.2);  // the best of 60 unrelated neurons looks like something where it was chosen
}

TEST_CASE("A network's delay is found where its neuron is, and holds in the runs held out") {
  const auto projection = detrended();
  MatrixX<double> neurons = noise(10, 5), networks = noise(3, 6);
  const auto follows = [&](Index network, Index neuron, Index delay) {  // the network comes later than its neuron
    for (Index r = 0; r < 3; ++r) {
      const Index begin = three_runs.begin(r), n = three_runs.run(r).n;
      for (Index t = 0; t < n; ++t) {
        networks(begin + (t + delay + n) % n, network) =
            neurons(begin + t, neuron) + 0.3 * networks(begin + (t + delay + n) % n, network);
      }
    }
  };
  follows(0, 4, 3);
  follows(1, 5, -2);
  networks = projection.apply(networks);
  const CouplingOptions<> options{.n_permutations = 100};
  const auto result = held_out_runs(neurons, networks, projection, second, options, {.max_delay = 4});
  CHECK(result.couplings[0].neuron == 4);
  CHECK(result.couplings[0].delay == 3);
  CHECK(result.couplings[0].r > 0.8);
  CHECK(result.couplings[0].p_holm <= 0.05);
  CHECK(result.couplings[1].neuron == 5);
  CHECK(result.couplings[1].delay == -2);
  CHECK(result.couplings[1].r > 0.8);
  CHECK(held_out_runs(neurons, networks, projection, second, options).couplings[0].r < result.couplings[0].r);
  CHECK_THROWS_WITH(held_out_runs(neurons, networks, projection, second, options, {.max_delay = -1}),
                    says("max_delay must be >= 0, is -1"));
}

TEST_CASE("Networks and neurons that do not vary in the runs held out are not tested; runs must be on both sides") {
  const auto projection = detrended();
  MatrixX<double> neurons = noise(4, 3), networks = projection.apply(noise(2, 4));
  networks.col(0).segment(three_runs.begin(1), three_runs.run(1).n).setZero();
  const CouplingOptions<> options{.n_permutations = 20};
  const auto result = held_out_runs(neurons, networks, projection, second, options);
  REQUIRE(result.couplings.size() == 1);
  CHECK(result.couplings[0].network == 1);
  CHECK(std::isfinite(result.mean.value));
  const auto with = [&](std::vector<Index> runs) { return held_out_runs(neurons, networks, projection, runs, options); };
  CHECK_THROWS_WITH(with({}), says("the number of runs held out must be >= 1, is 0"));
  CHECK_THROWS_WITH(with({0, 1, 2}), says("the number of runs not held out must be >= 1, is 0"));
  CHECK_THROWS_WITH(with({3}), says("each run must be one of the clock's, counted from 0, is 3"));
}

TEST_CASE("Some runs of a clock, a projection and a table are theirs") {
  const MatrixX<double> table = noise(3, 5);
  const auto projection = signal::nuisance_projection(three_runs, {.detrend = 2, .drop_initial = 3});
  const MatrixX<double> whole = projection.apply(table);
  const auto part = signal::some_runs(projection, others);
  const MatrixX<double> left = part.apply(signal::rows_of_runs(table, three_runs, others));
  CHECK(left == signal::rows_of_runs(whole, projection.output_clock(), others));
  CHECK(part.input_clock().size() == 330);
}

}  // namespace syncact::held_out_runs_test
