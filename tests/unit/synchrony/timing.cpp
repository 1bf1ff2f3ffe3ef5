#include "syncact/synchrony/timing.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/laws/null_model_laws.hpp"
#include "syncact/signal/nuisance.hpp"

namespace test_timing {

using namespace syncact;
using namespace std::chrono_literals;
using syncact::test::says;

/// 30 neurons of which some follow five networks that come `delay` scans later than the clocks say.
struct Case {
  Timeline scans;
  MatrixX<double> neurons, networks;

  Case(const std::vector<Index>& runs, Index delay, double coupling, std::uint64_t seed)
      : scans(Timeline::scans(1s, 0.5, runs)),
        neurons(test::hrf_noise(scans.size(), 30, 0, seed)),
        networks(test::hrf_noise(scans.size(), 5, 0, seed + 1000)) {
    std::vector<Index> lags;
    for (const Index n : runs) lags.push_back(((-delay) % n + n) % n);
    const MatrixX<double> early = stats::CircularShift::roll(SeriesView<double>(networks), scans, lags);
    for (Index i = 0; i < 30; ++i) neurons.col(i) += coupling * early.col(i % 5);
  }
};

TEST_CASE("Every shift is a null model", "[synchrony][law]") {
  CHECK(laws::check_null_model<double>(synchrony::EveryShift{}).text() == "");
}

TEST_CASE("The delay of the brain is found, with its sign, and said", "[synchrony][timing]") {
  const auto runs = GENERATE(std::vector<Index>{400}, std::vector<Index>{300, 250});
  for (const Index delay : {-4, 0, 3}) {
    const Case c(runs, delay, 1.0, 1);
    const auto found = synchrony::timing(c.neurons, c.networks, c.scans);
    CHECK(found.peak == delay);
    CHECK(found.delays[static_cast<std::size_t>(delay + 8)] == delay);
    CHECK(found.p_peak < 0.05);
    CHECK(found.synchrony.maxCoeff() > found.threshold);
    CHECK(found.warning.empty() == (delay == 0));
    if (delay == 3) CHECK_THAT(found.warning, says("3 scans later"));
    if (delay == -4) CHECK_THAT(found.warning, says("4 scans earlier"));
  }
}

TEST_CASE("A projection changes neither the delay nor its sign", "[synchrony][timing]") {
  Case c({300, 260}, 3, 1.0, 2);
  const auto projection = signal::nuisance_projection(c.scans, {.detrend = 2, .high_pass = 1.0 / 100, .drop_initial = 4});
  c.networks = projection.apply(c.networks);
  const auto found = synchrony::timing(c.neurons, c.networks, projection);
  CHECK(found.peak == 3);
  CHECK_FALSE(found.warning.empty());
  CHECK_THROWS_WITH(synchrony::timing(c.neurons, c.networks, projection, {.per_run = synchrony::PerRun::none}),
                    says("per_run must be center or standardize"));
}

TEST_CASE("The value at delay 0 is that of coupling, and threads change nothing", "[synchrony][timing]") {
  const Case c({350}, 2, 0.5, 3);
  const auto found = synchrony::timing(c.neurons, c.networks, c.scans);
  const auto coupled = synchrony::couple(c.neurons, c.networks, c.scans, {.n_permutations = 10});
  double mean = 0;
  for (const auto& best : coupled.best_network) mean += best->r / 30;
  CHECK(std::abs(found.synchrony[8] - mean) < 1e-12);
  const auto threaded = synchrony::timing(c.neurons, c.networks, c.scans, {}, Context<>{.executor = Threads{3}});
  CHECK(threaded.synchrony == found.synchrony);
  CHECK(threaded.p_peak == found.p_peak);
}

TEST_CASE("Unrelated series leave the band in .05 of studies", "[synchrony][statistical]") {
  // 200 studies: a rate of .05 has a standard error of .015. The null's shifts are not independent, hence the room above.
  Index n_left = 0;
  for (std::uint64_t study = 0; study < 200; ++study) {
    const Case c({400}, 0, 0.0, 50 + study);
    const auto found = synchrony::timing(c.neurons, c.networks, c.scans, {.max_delay = 4});
    n_left += found.synchrony.maxCoeff() > found.threshold ? 1 : 0;
  }
  CHECK(n_left <= 20);
}

TEST_CASE("Runs that leave no shift for the null are refused", "[synchrony][edge]") {
  const Case c({60}, 0, 0.0, 5);
  CHECK_THROWS_WITH(synchrony::timing(c.neurons, c.networks, c.scans),
                    says("the number of scans of the longest run must be >= 92"));
  CHECK_THROWS_WITH(synchrony::timing(c.neurons, c.networks, c.scans, {.max_delay = 0}), says("max_delay must be >= 1"));
}

}  // namespace test_timing
