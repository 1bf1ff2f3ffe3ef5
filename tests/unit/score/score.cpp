#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/score/accuracy_relation.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/synchrony/couple.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using score::model_score;
using score::ModelScore;

namespace {

const Timeline scans = Timeline::scans(1s, 0.5, {300, 300, 300});

ModelScore score_of(const MatrixX<float>& neurons, const MatrixX<float>& networks, Index n_permutations = 300) {
  const synchrony::CouplingOptions<> options{.n_permutations = n_permutations};
  return model_score(synchrony::couple(neurons, networks, scans, options));
}

/// 60 neurons that follow 12 networks with this mixing, among 60 that follow nothing.
MatrixX<float> pseudo_model(const MatrixX<float>& networks, double mixing, std::uint64_t seed) {
  const MatrixX<double> noise = hrf_noise(900, 120, 0.8, seed);
  MatrixX<float> neurons = noise.cast<float>();
  for (Index i = 0; i < 60; ++i) neurons.col(i) = mix(networks.col(i % 12).cast<double>(), noise.col(i), mixing).cast<float>();
  return neurons;
}

}  // namespace

TEST_CASE("Scores rise with how much of the networks is in the model", "[score]") {
  const MatrixX<float> networks = hrf_noise(900, 12, 0.8, 1).cast<float>();
  VectorX<double> mixing(9), neuron(9), network(9), share(9), effect(9);
  for (Index m = 0; m < 9; ++m) {
    mixing[m] = 0.1 * static_cast<double>(m + 1);
    const ModelScore s = score_of(pseudo_model(networks, mixing[m], 2), networks);
    neuron[m] = s.mean_best_neuron.value;
    network[m] = s.mean_best_network.value;
    share[m] = s.share_significant.value;
    effect[m] = s.mean_best_network.chance_corrected;
    CHECK(s.n_neurons == 120);
    CHECK(s.n_networks == 12);
  }
  CHECK_THAT(stats::spearman(mixing, neuron), WithinAbs(1.0, 1e-12));
  CHECK_THAT(stats::spearman(mixing, network), WithinAbs(1.0, 1e-12));
  CHECK(stats::spearman(mixing, share) > 0.95);  // the share saturates at one half
  CHECK_THAT(stats::spearman(mixing, effect), WithinAbs(1.0, 1e-12));
  CHECK(share[8] >= 0.5);
}

TEST_CASE("Ten times as many noise neurons raise the raw score and neither effect nor test", "[score]") {
  // Six worlds with an unrelated model. Of an unrelated model z_null has spread about 1.1 there, its mean over six worlds .45:
  // an honest one leaves [-1.5, 1.5] for 1 seed in 1000. The raw score of the larger model is higher in every world.
  constexpr double n_worlds = 6;
  double few_neuron = 0, few_network = 0, many_neuron = 0, many_network = 0;
  for (std::uint64_t w = 0; w < 6; ++w) {
    const MatrixX<float> networks = hrf_noise(900, 12, 0.8, 60 + w).cast<float>();
    const MatrixX<float> neurons = hrf_noise(900, 1100, 0.8, 70 + w).cast<float>();
    const ModelScore few = score_of(neurons.leftCols(100), networks, 150), many = score_of(neurons, networks, 150);
    CHECK(many.mean_best_neuron.value > few.mean_best_neuron.value + 0.03);
    CHECK(many.mean_best_neuron.null_mean > few.mean_best_neuron.null_mean + 0.03);
    few_neuron += few.mean_best_neuron.z_null / n_worlds;
    few_network += few.mean_best_network.z_null / n_worlds;
    many_neuron += many.mean_best_neuron.z_null / n_worlds;
    many_network += many.mean_best_network.z_null / n_worlds;
    for (const ModelScore& s : {few, many}) CHECK(std::abs(s.mean_best_network.chance_corrected) < 0.05);
  }
  for (const double z : {few_neuron, few_network, many_neuron, many_network}) CHECK(std::abs(z) < 1.5);
}

TEST_CASE("The effect never rises with noise neurons, stays put for a part of the neurons, and rises with likeness",
          "[score]") {
  const MatrixX<float> networks = hrf_noise(900, 12, 0.8, 1).cast<float>();
  const auto effect = [&](const MatrixX<float>& neurons) {
    return score_of(neurons, networks, 100).mean_best_network.chance_corrected;
  };
  double last = -1;
  for (const double mixing : {0.3, 0.5, 0.7, 0.9, 0.99}) {
    const MatrixX<float> model = pseudo_model(networks, mixing, 2);  // even neurons below 120 planted, then noise
    const double whole = effect(model);
    CHECK(whole > last);
    last = whole;

    MatrixX<float> with_noise(900, 420);
    with_noise << model, hrf_noise(900, 300, 0.8, 5).cast<float>();
    CHECK(effect(with_noise) < whole);

    MatrixX<float> half(900, 60);  // every other neuron of both kinds
    for (Index i = 0; i < 60; ++i) half.col(i) = model.col(2 * i);
    CHECK(std::abs(effect(half) - whole) < 0.03);  // two halves of one model: sd .01 over seeds
  }
}

TEST_CASE("A ceiling is what the effect counts up to", "[score]") {
  const MatrixX<float> networks = hrf_noise(900, 6, 0.8, 80).cast<float>();
  const synchrony::CouplingOptions<> options{.n_permutations = 50};
  const auto synchrony = synchrony::couple(pseudo_model(networks.replicate(1, 2), 0.8, 3), networks, scans, options);
  const auto to_one = model_score(synchrony).mean_best_network;
  const auto to_half = model_score(synchrony, {.mean_best_network = 0.5}).mean_best_network;
  CHECK_THAT(to_one.chance_corrected, WithinRel((to_one.value - to_one.null_mean) / (1 - to_one.null_mean), 1e-14));
  CHECK_THAT(to_half.chance_corrected, WithinRel((to_one.value - to_one.null_mean) / (0.5 - to_one.null_mean), 1e-14));
  CHECK(std::isnan(model_score(synchrony, {.mean_best_network = 0.0}).mean_best_network.chance_corrected));
}

TEST_CASE("Dead neurons change no score", "[score]") {
  const MatrixX<float> networks = hrf_noise(900, 6, 0.8, 80).cast<float>();
  const MatrixX<float> neurons = hrf_noise(900, 30, 0.8, 81).cast<float>();
  MatrixX<float> with_dead(900, 40);
  with_dead << neurons.leftCols(10), MatrixX<float>::Zero(900, 10), neurons.rightCols(20);
  const ModelScore a = score_of(neurons, networks), b = score_of(with_dead, networks);
  CHECK(b.n_unusable_neurons == 10);
  CHECK(b.n_neurons == 30);
  // the null's products are cut differently, so bits may differ
  CHECK_THAT(b.mean_best_neuron.value, WithinAbs(a.mean_best_neuron.value, 1e-6));
  CHECK_THAT(b.mean_best_network.chance_corrected, WithinAbs(a.mean_best_network.chance_corrected, 1e-6));
  CHECK(b.share_significant.value == a.share_significant.value);
}

TEST_CASE("A model without any usable neuron has no score", "[score]") {
  const MatrixX<float> networks = hrf_noise(900, 3, 0.8, 82).cast<float>();
  CHECK_THROWS_AS(score_of(MatrixX<float>::Zero(900, 5), networks), ValueError);
}

TEST_CASE("Scores correlate with accuracies as scipy says", "[score][oracle]") {
  const auto values = oracle("stats")["model_ranking"];
  const VectorX<double> accuracy = column(values["accuracy"]), similarity = column(values["similarity"]);
  const auto relation = score::accuracy_relation(similarity, accuracy, 0.95);
  CHECK(relation.n_models == 12);
  CHECK_THAT(relation.pearson.value, WithinAbs(values["pearson"].get<double>(), 1e-11));
  CHECK_THAT(relation.spearman.value, WithinAbs(values["spearman"].get<double>(), 1e-11));
  CHECK(relation.pearson.low < relation.pearson.value);
  CHECK(relation.pearson.high > relation.pearson.value);
  CHECK(relation.pearson.low > 0.8);
  CHECK_THROWS_AS(score::accuracy_relation(similarity.head(2), accuracy.head(2)), ValueError);
  CHECK_THROWS_AS(score::accuracy_relation(similarity.head(5), accuracy), ShapeError);
}
