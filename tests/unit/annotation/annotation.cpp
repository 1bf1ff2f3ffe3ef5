#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/annotation/weighted_networks.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using annotation::Annotation;
using annotation::BestNetwork;
using annotation::LabelOptions;
using annotation::LabelScores;
using annotation::WeightedNetworks;

namespace {

/// A world with 12 networks driven by latents, 12 categories seen where their latent is high, 40 distractor categories, and
/// 60 neurons that follow a network (neuron i network i mod 12) among 40 that follow nothing.
struct World {
  static constexpr Index n_times = 900;
  Timeline scans = Timeline::scans(1s, 0.5, {300, 300, 300});
  MatrixX<float> networks, neurons, raw, labels;
  std::vector<std::string> names;

  explicit World(std::uint64_t seed) {
    MatrixX<double> latent = white_noise(n_times, 52, seed);
    for (Index t = 1; t < n_times; ++t) latent.row(t) += 0.8 * latent.row(t - 1);
    const double on = 1.2;  // seen in about a quarter of the scans
    const MatrixX<double> seen = (latent.array() > on).cast<double>();
    const MatrixX<double> courses = hrf_smoothed(latent.leftCols(12).cwiseMax(0.0));
    const MatrixX<double> noise = hrf_noise(n_times, 12, 0.8, seed + 1), own = hrf_noise(n_times, 100, 0.8, seed + 2);
    networks.resize(n_times, 12);
    neurons.resize(n_times, 100);
    for (Index k = 0; k < 12; ++k) networks.col(k) = mix(courses.col(k), noise.col(k), 0.9).cast<float>();
    for (Index i = 0; i < 100; ++i) {
      neurons.col(i) = (i < 60 ? mix(networks.col(i % 12).cast<double>(), own.col(i), 0.8) : own.col(i)).cast<float>();
    }
    raw = seen.cast<float>();
    labels = hrf_smoothed(seen).cast<float>();
    for (Index l = 0; l < 52; ++l) names.push_back("category." + std::to_string(l));
  }

  [[nodiscard]] LabelScores scores(const MatrixX<float>& regressors, std::uint64_t seed = 0) const {
    const LabelOptions<> options{.coupling = {.n_permutations = 200, .seed = seed}};
    return annotation::score_labels(networks, regressors, scans, names, annotation::prevalence(raw), options);
  }
  [[nodiscard]] synchrony::Synchrony<float> coupled() const {
    return synchrony::couple(neurons, networks, scans, synchrony::CouplingOptions<>{.n_permutations = 200});
  }
};

/// Planted neurons whose best label is the planted one.
Index n_right(const std::vector<Annotation>& annotations) {
  Index count = 0, last = -1;
  for (const Annotation& a : annotations) {
    if (a.neuron == last) continue;  // the first of a neuron is its best
    last = a.neuron;
    count += a.neuron < 60 && a.label == a.neuron % 12;
  }
  return count;
}

}  // namespace

TEST_CASE("Networks get their planted category and neurons inherit it", "[annotation]") {
  const World world(7);
  const LabelScores scores = world.scores(world.labels);
  for (Index k = 0; k < 12; ++k) {
    Index best = 0;
    scores.r.row(k).maxCoeff(&best);
    CHECK(best == k);
    CHECK(scores.p_fwe(k, k) <= 0.05);
  }
  CHECK((scores.q_fdr.array() <= 0.05).count() == 0);  // 624 tests / 201 / 12 at the smallest p: q cannot go below .26
  const auto s = world.coupled();
  const auto by_best = BestNetwork{.n_labels = 2}.annotate(s, scores);
  const auto by_sum = WeightedNetworks{.n_labels = 2}.annotate(s, scores);
  CHECK(n_right(by_best) == 60);
  CHECK(n_right(by_sum) == 60);
  // of the 40 neurons that follow nothing, family-wise control lets one pass in about 1 world of 20
  for (const auto& list : {by_best, by_sum}) {
    Index n_noise = 0, last = -1;
    for (const Annotation& a : list) n_noise += a.neuron >= 60 && a.neuron != std::exchange(last, a.neuron);
    CHECK(n_noise <= 1);
  }
  for (const Annotation& a : by_best) {
    CHECK_THAT(a.score, WithinAbs(a.synchrony_r * a.label_r, 1e-12));
    CHECK(a.via_network == s.best_network[static_cast<std::size_t>(a.neuron)]->network);
    CHECK(a.p_joint <= 0.05);
    CHECK(a.prevalence >= 20);
  }
}

TEST_CASE("With permuted labels almost none survives", "[annotation]") {
  // Permuting = labels of another movie. With no true association the chance of any discovery is at most .05 per world; in
  // 60 worlds more than 8 have one with probability 6e-3 at most (binomial), and the share of labels surviving is far below 5
  // %.
  Index n_worlds_with_any = 0, n_worlds_fwe = 0, n_survivors = 0, n_tested = 0;
  for (std::uint64_t w = 0; w < 60; ++w) {
    const World world(100 + 10 * w), other(105 + 10 * w);
    const LabelScores scores = world.scores(other.labels, w);
    const Index n = (scores.q_fdr.array() <= 0.05).count();
    n_worlds_with_any += n > 0;
    n_worlds_fwe += (scores.p_fwe.array() <= 0.05).any();
    n_survivors += n;
    n_tested += scores.r.size();
  }
  CHECK(n_worlds_with_any <= 8);
  CHECK(n_worlds_fwe <= 8);
  CHECK(static_cast<double>(n_survivors) <= 0.05 * static_cast<double>(n_tested));
}

TEST_CASE("Rare labels are never tested or given", "[annotation]") {
  World world(8);
  world.raw.col(0).setZero();
  world.raw.col(0).head(19).setOnes();
  const LabelScores scores = world.scores(world.labels);  // the regressor itself is still a perfect match
  CHECK(scores.prevalence[0] == 19);
  CHECK(scores.r.col(0).array().isNaN().all());
  CHECK(scores.q_fdr.col(0).array().isNaN().all());
  for (const Annotation& a : BestNetwork{}.annotate(world.coupled(), scores)) CHECK(a.label != 0);
  for (const Annotation& a : WeightedNetworks{}.annotate(world.coupled(), scores)) CHECK(a.label != 0);
}

TEST_CASE("All labels may be rare or constant", "[annotation]") {
  World world(9);
  world.raw.setZero();
  CHECK(BestNetwork{}.annotate(world.coupled(), world.scores(world.labels)).empty());
  world.raw.setOnes();
  world.labels.setOnes();
  CHECK(WeightedNetworks{}.annotate(world.coupled(), world.scores(world.labels)).empty());
}

TEST_CASE("A neuron that follows a network in reverse does not inherit its labels", "[annotation]") {
  World world(10);
  world.neurons.col(0) *= -1;
  const auto s = synchrony::couple(world.neurons, world.networks, world.scans,
                                   synchrony::CouplingOptions<>{.n_permutations = 200, .tail = synchrony::Tail::both});
  REQUIRE(s.best_network[0]->r < 0);
  const LabelScores scores = world.scores(world.labels);
  for (const Annotation& a : BestNetwork{}.annotate(s, scores)) CHECK(a.neuron != 0);
}

TEST_CASE("Annotation works on what the best-only mode kept", "[annotation]") {
  const World world(11);
  const LabelScores scores = world.scores(world.labels);
  const auto top = synchrony::couple(world.neurons, world.networks, world.scans,
                                     synchrony::CouplingOptions<>{.n_permutations = 200, .keep_top = 3});
  const auto whole = BestNetwork{}.annotate(world.coupled(), scores), part = BestNetwork{}.annotate(top, scores);
  CHECK(whole.size() == part.size());
  CHECK(n_right(WeightedNetworks{}.annotate(top, scores)) == 60);
}

TEST_CASE("Misuse of annotation names rule and values", "[annotation]") {
  const World world(12);
  const LabelScores scores = world.scores(world.labels);
  const auto s = world.coupled();
  CHECK_THROWS_AS(BestNetwork{.n_labels = 0}.annotate(s, scores), ValueError);
  LabelScores fewer = scores;
  fewer.r = scores.r.topRows(3).eval();
  CHECK_THROWS_WITH(WeightedNetworks{}.annotate(s, fewer), says("12") && says("3"));
  CHECK_THROWS_AS(
      annotation::score_labels(world.networks, world.labels, world.scans, {"one"}, annotation::prevalence(world.raw)),
      ShapeError);
  const LabelOptions<> top{.coupling = {.keep_top = 1}};
  CHECK_THROWS_AS(
      annotation::score_labels(world.networks, world.labels, world.scans, world.names, annotation::prevalence(world.raw), top),
      ValueError);
}
