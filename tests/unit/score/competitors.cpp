// A model beside simpler accounts of the same brain.
#include "syncact/score/competitors.hpp"
#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using score::Competitor;

namespace {

const Timeline two_runs = Timeline::scans(1s, 0.5, {200, 160});

signal::Projection detrended() { return signal::nuisance_projection(two_runs, {}); }

/// Networks that follow two drives: brightness, and what only the model has.
struct TwoDrives {
  MatrixX<double> brightness = hrf_noise(360, 1, 0, 1), insight = hrf_noise(360, 1, 0, 2);
  MatrixX<double> networks = hrf_noise(360, 4, 0, 3);
  TwoDrives() {
    for (Index k = 0; k < 2; ++k) networks.col(k) = mix(brightness.col(0), networks.col(k), 0.8);
    for (Index k = 2; k < 4; ++k) networks.col(k) = mix(insight.col(0), networks.col(k), 0.8);
    networks = detrended().apply(networks);
  }
  [[nodiscard]] MatrixX<double> neurons(const MatrixX<double>& drive) const {
    MatrixX<double> result = hrf_noise(360, 6, 0, 4);
    for (Index i = 0; i < 6; ++i) result.col(i) = mix(drive.col(0), result.col(i), 0.9);
    return result;
  }
};

}  // namespace

TEST_CASE("A light meter scores high, and nothing beyond brightness", "[score]") {
  const TwoDrives world;
  const synchrony::CouplingOptions<> options{.n_permutations = 200};
  const std::vector<Competitor> competitors{{"brightness", world.brightness}, score::position_in_run(two_runs)};
  const auto meter = score::compete(world.neurons(world.brightness), world.networks, detrended(), competitors, options);
  const auto insight = score::compete(world.neurons(world.insight), world.networks, detrended(), competitors, options);
  REQUIRE(meter.size() == 2);
  CHECK(meter[0].name == "brightness");
  CHECK(meter[0].n_removed == 1);
  CHECK(meter[0].alone->mean_best_network.p <= 0.01);
  CHECK(meter[0].model_beyond->mean_best_network.p > 0.05);
  CHECK(meter[0].model_beyond->mean_best_network.chance_corrected < 0.15);
  CHECK(insight[0].model_beyond->mean_best_network.p <= 0.01);
  CHECK(insight[0].model_beyond->mean_best_network.chance_corrected > 0.4);
  // what is beside the point takes nothing away
  CHECK(meter[1].n_removed == 3);  // the line is removed already
  CHECK(meter[1].model_beyond->mean_best_network.p <= 0.01);
  CHECK(meter[1].alone->mean_best_network.p > 0.01);
}

TEST_CASE("What is removed for a competitor is what also_remove removes, in networks and neurons", "[score][law]") {
  const TwoDrives world;
  const signal::Projection removed = signal::also_remove(detrended(), world.brightness);
  const MatrixX<double> courses = signal::for_kept_scans(removed).apply(world.networks);
  const MatrixX<double> left = removed.apply(world.brightness);
  CHECK(left.isZero(0));
  MatrixX<double> both(360, 5);
  both << world.networks, world.brightness;
  CHECK((removed.apply(both).leftCols(4) - courses).cwiseAbs().maxCoeff() < 1e-12);
  CHECK((removed.apply(world.brightness.array() * 1e6 + 1e8).eval()).isZero(0));
  const MatrixX<double> neurons = world.neurons(world.insight);
  const auto by_hand = score::model_score(
      synchrony::couple(neurons, courses, removed, synchrony::CouplingOptions<>{.n_permutations = 99, .keep_top = 1}));
  const auto scored = score::compete(neurons, world.networks, detrended(), {{"brightness", world.brightness}},
                                     synchrony::CouplingOptions<>{.n_permutations = 99});
  CHECK(scored[0].model_beyond->mean_best_network.value == by_hand.mean_best_network.value);
}

TEST_CASE("Competitors of many features are removed by their leading components", "[score]") {
  const TwoDrives world;
  MatrixX<double> many = world.neurons(world.brightness);  // six noisy copies
  many.conservativeResize(360, 60);
  many.rightCols(54) = many.leftCols(1) * VectorX<double>::LinSpaced(54, 1, 2).transpose();
  CHECK(score::leading_components(many, 20).cols() == 20);
  CHECK(score::leading_components(many.leftCols(5), 20).cols() == 5);
  const auto scored = score::compete(world.neurons(world.brightness), world.networks, detrended(), {{"copies", many}},
                                     synchrony::CouplingOptions<>{.n_permutations = 99}, {.most_components = 3});
  CHECK(scored[0].n_removed == 3);
  CHECK(scored[0].model_beyond->mean_best_network.chance_corrected < 0.3);
}

TEST_CASE("Competitors that are constant, or take all degrees of freedom, have no score", "[score]") {
  const TwoDrives world;
  const MatrixX<double> constant = MatrixX<double>::Constant(360, 2, 3.5), huge = hrf_noise(360, 155, 0, 9);
  const auto scored =
      score::compete(world.neurons(world.insight), world.networks, detrended(), {{"constant", constant}, {"huge", huge}},
                     synchrony::CouplingOptions<>{.n_permutations = 99}, {.most_components = 155});
  CHECK_FALSE(scored[0].alone);
  CHECK(scored[0].n_removed == 0);
  CHECK(scored[0].model_beyond);
  CHECK(scored[1].alone);
  CHECK_FALSE(scored[1].model_beyond);
  CHECK_THROWS_AS(score::compete(world.networks, world.networks, detrended(), {{"short", MatrixX<double>::Zero(10, 1)}},
                                 synchrony::CouplingOptions<>{}),
                  ShapeError);
  CHECK_THROWS_WITH(score::leading_components(huge, 0), says("must be >= 1, is 0"));
}
