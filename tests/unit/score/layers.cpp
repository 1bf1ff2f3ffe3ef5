// Scores of layers, and of two models on one brain.
#include "syncact/score/layers.hpp"
#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/score/family_p.hpp"
#include "syncact/score/paired.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;

namespace {

const Timeline one_film = Timeline::scans(1s, 0.5, {400});

/// Neurons that follow four networks with a weight.
MatrixX<double> followers(const MatrixX<double>& networks, Index n, double weight, std::uint64_t seed) {
  MatrixX<double> neurons = hrf_noise(400, n, 0, seed);
  for (Index i = 0; i < n && weight > 0; ++i) neurons.col(i) = mix(networks.col(i % 4), neurons.col(i), weight);
  return neurons;
}

}  // namespace

TEST_CASE("A layer profile is the score of each layer's neurons, in the order of the layers", "[score]") {
  const MatrixX<double> networks = hrf_noise(400, 4, 0, 1);
  MatrixX<double> neurons(400, 26);
  neurons << followers(networks, 8, 0.2, 2), followers(networks, 16, 0.6, 3), MatrixX<double>::Constant(400, 2, 5);
  std::vector<std::string> names;
  for (Index i = 0; i < 26; ++i)
    names.push_back(i < 8 ? "conv1/" + std::to_string(i) : i < 24 ? "block/2/" + std::to_string(i) : "dead/0");
  std::vector<std::string> layers;
  for (const std::string& name : names) layers.push_back(score::layer_of(name));
  CHECK(score::layer_of("unit") == "unit");
  const synchrony::CouplingOptions<> options{.n_permutations = 99};
  const auto profile = score::layer_profile(neurons, layers, networks, one_film, options);
  REQUIRE(profile.size() == 3);
  CHECK(profile[0].layer == "conv1");
  CHECK(profile[1].layer == "block/2");
  CHECK(profile[1].n_neurons == 16);
  CHECK_FALSE(profile[2].score);
  CHECK(profile[1].score->mean_best_network.chance_corrected > profile[0].score->mean_best_network.chance_corrected + 0.2);
  const auto alone =
      score::model_score(synchrony::couple(MatrixX<double>(neurons.middleCols(8, 16)), networks, one_film, options));
  CHECK(profile[1].score->mean_best_network.value == alone.mean_best_network.value);
  CHECK(profile[1].score->mean_best_network.p == alone.mean_best_network.p);
  CHECK(profile[1].p_fwe == 0.01);
  CHECK(profile[0].p_fwe >= profile[0].score->mean_best_network.p);
  CHECK(std::isnan(profile[2].p_fwe));
  layers.pop_back();
  CHECK_THROWS_AS(score::layer_profile(neurons, layers, networks, one_film, options), ShapeError);
}

TEST_CASE("p over a family of models: one is itself, none is smaller than its own, and unrelated families are found in .05",
          "[score][statistical]") {
  // 200 studies of eight models of different width: any p_fwe <= .05 in 10 expected; more than 20 happen in .001 of sound
  // tests.
  Index n_found = 0, n_uncorrected = 0;
  for (std::uint64_t study = 0; study < 200; ++study) {
    const MatrixX<double> networks = hrf_noise(400, 3, 0, 1000 + study);
    std::vector<synchrony::Synchrony<double>> couplings;
    for (std::uint64_t m = 0; m < 8; ++m) {
      const MatrixX<double> neurons = hrf_noise(400, 1 + 2 * static_cast<Index>(m), 0, 5000 + 10 * study + m);
      couplings.push_back(synchrony::couple(neurons, networks, one_film,
                                            synchrony::CouplingOptions<>{.n_permutations = 99, .seed = study, .keep_top = 1}));
    }
    const std::vector<double> p = score::family_p<double>(couplings);
    bool uncorrected = false;
    for (std::size_t m = 0; m < 8; ++m) {
      const double own = score::model_score(couplings[m]).mean_best_network.p;
      CHECK(p[m] >= own - 1e-12);
      uncorrected = uncorrected || own <= 0.05;
    }
    n_found += *std::min_element(p.begin(), p.end()) <= 0.05 ? 1 : 0;
    n_uncorrected += uncorrected ? 1 : 0;
    if (study == 0) {
      CHECK(score::family_p<double>(std::span(couplings).first(1))[0] == score::model_score(couplings[0]).mean_best_network.p);
      couplings[1].settings.seed = 77;
      CHECK_THROWS_AS(score::family_p<double>(couplings), ValueError);
    }
  }
  std::printf("families of eight unrelated models: any found in %td of 200 studies, %td without correction\n", n_found,
              n_uncorrected);
  CHECK(n_found <= 20);
  CHECK(n_found >= 2);
  CHECK(n_uncorrected > 2 * n_found);
}

TEST_CASE("Two models on one brain: what they share cancels, and unrelated models do not differ", "[score]") {
  const MatrixX<double> networks = hrf_noise(400, 4, 0, 1);
  const auto coupled = [&](const MatrixX<double>& neurons, std::uint64_t seed = 0) {
    return synchrony::couple(neurons, networks, one_film, synchrony::CouplingOptions<>{.n_permutations = 199, .seed = seed});
  };
  const auto good = coupled(followers(networks, 12, 0.6, 3)), bad = coupled(followers(networks, 12, 0.1, 4));
  const auto difference = score::paired_score(good, bad);
  CHECK(difference.p == 1 / 200.0);
  CHECK(difference.effect_difference > 0.3);
  const auto turned = score::paired_score(bad, good);
  CHECK(turned.difference == -difference.difference);
  CHECK(turned.p == difference.p);
  const auto same = score::paired_score(good, good);
  CHECK(same.difference == 0);
  CHECK(same.p == 1);
  // 200 pairs of models that follow nothing: bound .05 + 3.1 standard errors (.0154) is 19
  Index n_false = 0;
  for (std::uint64_t study = 0; study < 200; ++study) {
    n_false += score::paired_score(coupled(hrf_noise(400, 6, 0, 100 + study), study),
                                   coupled(hrf_noise(400, 6, 0, 900 + study), study))
                   .p <= 0.05;
  }
  CHECK(n_false <= 19);
  CHECK_THROWS_WITH(score::paired_score(good, coupled(followers(networks, 12, 0.6, 3), 1)), says("the same null, seed"));
}
