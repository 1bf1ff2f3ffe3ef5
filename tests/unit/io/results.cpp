#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/results/annotation.hpp"
#include "syncact/io/results/score.hpp"
#include "syncact/synchrony/couple.hpp"

namespace test_results {

using namespace syncact;
using namespace std::chrono_literals;
using syncact::test::says;

TEST_CASE("Results as tables name neurons, networks and labels, and refuse names that are missing", "[io][results]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {120});
  const MatrixX<double> networks = test::hrf_noise(120, 2, 0, 1);
  MatrixX<double> neurons = test::hrf_noise(120, 3, 0, 2);
  neurons.col(1) = networks.col(0);
  const auto found = synchrony::couple(neurons, networks, scans, {.n_permutations = 50});
  const io::CouplingNames names{.neurons = {"conv1/0", "conv1/1", "a\tb"}, .networks = {"visual", "auditory"}};
  const std::string table = io::synchrony_table(found, names).text();
  CHECK_THAT(table,
             Catch::Matchers::StartsWith("neuron\tnetwork\tnetwork_name\tr\tp_uncorrected\tp_fwe\tq_fdr\tneuron_name\n"));
  CHECK_THAT(table, says("q_fdr\tneuron_name\n1\t0\tvisual\t"));  // the strongest pair is the planted one
  CHECK_THAT(table, says("\"a\tb\""));
  CHECK(std::count(table.begin(), table.end(), '\n') == 7);
  CHECK_THROWS_AS(io::synchrony_table(found, {.neurons = {"one"}, .networks = names.networks}), ShapeError);

  annotation::LabelScores scores{{"face"},
                                 VectorX<double>::Constant(1, 30),
                                 MatrixX<double>::Constant(2, 1, 0.5),
                                 MatrixX<double>::Constant(2, 1, 0.1),
                                 MatrixX<double>::Constant(2, 1, 0.2),
                                 MatrixX<double>::Constant(2, 1, 0.3)};
  CHECK_THAT(io::label_table(scores, names.networks).text(), says("1\tauditory\tface\t0.5\t0.1\t0.2\t0.3\t30\n"));
  CHECK_THAT(io::annotation_table(scores, {{.neuron = 1, .label = 0, .score = 0.5, .via_network = 0}}, names).text(),
             says("1\tface\t0.5\t1\t0\tvisual\t0\t0\t0\tconv1/1\n"));
  CHECK_THROWS_AS(io::annotation_table(scores, {{.neuron = 3}}, names), ValueError);
}

TEST_CASE("A score is JSON with null for what is undefined", "[io][results]") {
  score::ModelScore score{};
  score.mean_best_neuron.value = 1;
  score.mean_best_neuron.p = 1e-7;
  score.mean_best_network.z_null = std::nan("");
  score.n_neurons = 12;
  const std::string json = io::score_json(score);
  CHECK_THAT(json, says("{\"mean_best_neuron\": {\"value\": 1.0, "));
  CHECK_THAT(json, says("\"p\": 1e-07}"));
  CHECK_THAT(json, says("\"z_null\": null"));
  CHECK_THAT(json, says("\"n_neurons\": 12, "));
}

}  // namespace test_results
