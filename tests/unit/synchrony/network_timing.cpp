#include "syncact/synchrony/network_timing.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/signal/nuisance.hpp"

namespace test_network_timing {

using namespace syncact;
using namespace std::chrono_literals;
using syncact::test::says;

/// Three networks, each of which comes later than a neuron of its own by so many scans, and noise.
struct Delayed {
  Timeline scans;
  MatrixX<double> neurons, networks;

  Delayed(const std::vector<Index>& runs, const std::vector<Index>& delays, double coupling, std::uint64_t seed)
      : scans(Timeline::scans(1s, 0.5, runs)),
        neurons(test::hrf_noise(scans.size(), 12, 0.2, seed)),
        networks(test::hrf_noise(scans.size(), 3, 0.2, seed + 5000)) {
    for (Index k = 0; k < 3; ++k) {
      std::vector<Index> lags;
      for (const Index n : runs) lags.push_back(((nth(delays, k)) % n + n) % n);
      const MatrixX<double> source = neurons.col(4 * k);
      const MatrixX<double> late = stats::CircularShift::roll(SeriesView<double>(source), scans, lags);
      networks.col(k) = test::mix(late.col(0), networks.col(k), coupling);
    }
  }
};

TEST_CASE("Each network has a delay of its own, within its interval", "[synchrony][timing]") {
  const auto runs = GENERATE(std::vector<Index>{400}, std::vector<Index>{260, 240});
  const Delayed c(runs, {3, 0, -2}, 0.9, 1);
  const auto found = synchrony::network_timing(c.neurons, c.networks, c.scans, {.max_delay = 6});
  REQUIRE(found.size() == 3);
  const Index expected[] = {3, 0, -2};
  for (std::size_t k = 0; k < 3; ++k) {
    REQUIRE(found[k]);
    CHECK(found[k]->timing.peak == expected[k]);
    CHECK(found[k]->timing.p_peak < 0.05);
    CHECK(found[k]->low <= expected[k]);
    CHECK(found[k]->high >= expected[k]);
    CHECK(found[k]->high - found[k]->low <= 4);
  }
}

TEST_CASE("A network alone is timed as by timing(), through a projection too", "[synchrony][timing]") {
  Delayed c({300, 260}, {2, 2, 2}, 0.8, 2);
  const auto projection = signal::nuisance_projection(c.scans, {.detrend = 2, .high_pass = 1.0 / 100, .drop_initial = 4});
  c.networks = projection.apply(c.networks);
  const MatrixX<double> one_neuron = c.neurons.col(4), one_network = c.networks.col(1);
  const auto alone = synchrony::timing(one_neuron, one_network, projection);
  const auto each = synchrony::network_timing(one_neuron, one_network, projection);
  CHECK((each[0]->timing.synchrony - alone.synchrony).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(each[0]->timing.p_peak == alone.p_peak);
  CHECK(each[0]->timing.peak == 2);
}

TEST_CASE("Intervals hold the true delay, and bands what chance gives, as often as they say", "[synchrony][statistical]") {
  // 3 x 80 networks: .95 has a standard error of .014 where coverage is what it says; unrelated ones pass a band in .05.
  Index n_held = 0, n_passed = 0;
  for (std::uint64_t study = 0; study < 80; ++study) {
    const Delayed c({300}, {2, 1, -3}, 0.5, 100 + study), chance({300}, {0, 0, 0}, 0.0, 9000 + study);
    const Index expected[] = {2, 1, -3};
    const auto found = synchrony::network_timing(c.neurons, c.networks, c.scans, {.max_delay = 8});
    const auto none = synchrony::network_timing(chance.neurons, chance.networks, chance.scans, {.max_delay = 4});
    for (std::size_t k = 0; k < 3; ++k) {
      n_held += found[k]->low <= expected[k] && expected[k] <= found[k]->high ? 1 : 0;
      n_passed += none[k]->timing.synchrony.maxCoeff() > none[k]->timing.threshold ? 1 : 0;
    }
  }
  CHECK(n_held >= 216);   // .9
  CHECK(n_passed <= 26);  // .05 of 240 is 12; the null's shifts are not independent
}

TEST_CASE("A network that does not vary has no timing", "[synchrony][edge]") {
  Delayed c({300}, {0, 0, 0}, 0.9, 3);
  c.networks.col(1).setConstant(2);
  const auto found = synchrony::network_timing(c.neurons, c.networks, c.scans);
  CHECK((found[0].has_value() && !found[1].has_value() && found[2].has_value()));
  CHECK_THROWS_WITH(synchrony::network_timing(c.neurons, c.networks, c.scans, {.max_delay = 0}),
                    says("max_delay must be >= 1"));
  CHECK_THROWS_WITH(synchrony::network_timing(c.neurons, MatrixX<double>(c.networks.topRows(9)), c.scans),
                    says("the networks"));
}

}  // namespace test_network_timing
