#include "syncact/annotation/own_evidence.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/annotate.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/annotation/label_agreement.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/stats/rank_correlation.hpp"

namespace syncact::own_evidence_test {

using test::says, test::WithinAbs;

/// 600 scans. Network 0 is label 0 plus something else; neuron 0 follows the label, neuron 1 the something else alone; networks
/// 1 to 3 and neurons 2 to 4 are labels 1 to 3.
struct World {
  MatrixX<double> labels, networks, neurons;
  signal::Projection projection = signal::nuisance_projection(Timeline::scans(Seconds{1}, 0.5, {600}), {.detrend = 1});

  explicit World(std::uint64_t seed) {
    const MatrixX<double> noise = test::noise<double>(600, 20, seed);
    labels = noise.leftCols(4);
    const VectorX<double> other = noise.col(4);
    MatrixX<double> raw(600, 4);
    raw << labels.col(0) + other, labels.rightCols(3);
    networks = projection.apply(MatrixX<double>(raw + .2 * noise.middleCols(5, 4)));
    neurons = MatrixX<double>(600, 5);
    neurons << labels.col(0), other, labels.rightCols(3);
    neurons += .3 * noise.middleCols(10, 5);
  }
};

TEST_CASE("A neuron that has its label through a network alone is told") {
  const World world(3);
  synchrony::CouplingOptions<> coupling{.n_permutations = 200};
  const auto synchrony = synchrony::couple(world.neurons, world.networks, world.projection, coupling);
  const annotation::LabelOptions<> options{.coupling = coupling};
  const VectorX<double> often = VectorX<double>::Constant(4, 100);
  const auto scores =
      annotation::score_labels(world.networks, world.labels, world.projection, {"a", "b", "c", "d"}, often, options);
  const auto annotations = annotation::annotate(annotation::BestNetwork{.n_labels = 1}, synchrony, scores);
  REQUIRE(annotations.size() == 5);  // both neurons of network 0 inherit its label
  const auto own = annotation::own_evidence<double>(annotations, SeriesView<double>(world.neurons),
                                                    SeriesView<double>(world.labels), often, world.projection, options);
  REQUIRE(own.size() == 5);
  CHECK(own[0].follows());
  CHECK(own[0].r > .9);
  CHECK(own[0].prefers());
  CHECK(!own[1].follows());  // neuron 1 goes with the network for another reason
  CHECK(std::abs(own[1].r) < .15);
  for (std::size_t i = 2; i < 5; ++i) CHECK(own[i].follows());
  // Its r is that of the whole table of neurons and labels.
  const auto cleaned = world.projection.apply(world.neurons), shown = world.projection.apply(world.labels);
  CHECK_THAT(own[0].r, WithinAbs(stats::pearson(VectorX<double>(cleaned.col(0)), VectorX<double>(shown.col(0))), 1e-12));
}

TEST_CASE("Own evidence of a label that is too rare is none") {
  const World world(4);
  const annotation::LabelOptions<> options{.coupling = {.n_permutations = 50}};
  VectorX<double> often = VectorX<double>::Constant(4, 100);
  often[0] = 3;
  const std::vector<annotation::Annotation> annotations{{.neuron = 0, .label = 0}, {.neuron = 2, .label = 1}};
  const SeriesView<double> neurons(world.neurons), labels(world.labels);
  const auto own = annotation::own_evidence<double>(annotations, neurons, labels, often, world.projection, options);
  CHECK(std::isnan(own[0].r));
  CHECK(own[0].rank == 0);
  CHECK(!own[0].follows());
  CHECK(own[1].follows());
  const std::vector<annotation::Annotation> wrong{{.neuron = 9, .label = 1}};
  CHECK_THROWS_WITH(annotation::own_evidence<double>(wrong, neurons, labels, often, world.projection, options),
                    says("neuron of an annotation"));
}

TEST_CASE("Neurons agree with their networks about labels that both follow") {
  const World world(5);
  const auto synchrony =
      synchrony::couple(world.neurons, world.networks, world.projection, synchrony::CouplingOptions<>{.n_permutations = 200});
  const auto found = annotation::label_agreement(synchrony, world.neurons, world.networks, world.labels, world.projection);
  CHECK(found.neuron.size() == 5);
  CHECK(found.n_labels == 4);
  CHECK(found.agreement[0] > .95);
  CHECK(found.agreement[2] > .95);
  CHECK(found.p < .02);
  CHECK(found.mean_shared > 5 * found.null_mean_shared);
  MatrixX<double> constant = world.labels;
  constant.rightCols(2).setConstant(1);
  CHECK_THROWS_WITH(annotation::label_agreement(synchrony, world.neurons, world.networks, constant, world.projection),
                    says("labels that vary must be >= 3, is 2"));
}

TEST_CASE("Agreement about labels that nobody follows is no more than coupling brings about") {
  // False alarms at .05 over 60 worlds: 3 on average, at most 9 with probability .998.
  Index n = 0;
  double observed = 0, null = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const World world(100 + seed);
    const MatrixX<double> foreign = test::noise<double>(600, 6, 1000 + seed);
    const auto synchrony =
        synchrony::couple(world.neurons, world.networks, world.projection, synchrony::CouplingOptions<>{.n_permutations = 40});
    const auto found = annotation::label_agreement(synchrony, world.neurons, world.networks, foreign, world.projection,
                                                   stats::CircularShift{}, {.n_permutations = 99, .seed = seed});
    n += found.p <= .05 ? 1 : 0;
    observed += found.mean / 60;
    null += found.null_mean / 60;
  }
  CHECK(n <= 9);
  CHECK_THAT(observed, WithinAbs(null, .1));
  CHECK(null > .5);  // what coupling alone brings about is much: agreement without its null says nothing
}

}  // namespace syncact::own_evidence_test
