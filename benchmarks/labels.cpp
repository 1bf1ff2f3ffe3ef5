/// What do annotation and score cost after coupling? 25 000 neurons, 100 networks, 859 labels (a WordNet-sized list), 900
/// scans.
///
/// items/s are network-label-draw comparisons for score_labels, neurons for the others. Baseline of score_labels: the product
/// of matrices it cannot do without.
#include <benchmark/benchmark.h>

#include "sizes.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/annotation/weighted_networks.hpp"
#include "syncact/core/random.hpp"
#include "syncact/linalg/xtensor_blas.hpp"
#include "syncact/score/model_score.hpp"

using namespace syncact;

namespace {

const Index n_scans = sized(900, 120), n_neurons = sized(25000, 60), n_networks = sized(100, 4), n_labels = sized(859, 5),
            n_draws = sized(100, 20);

MatrixX<float> noise(Index n_signals, std::uint64_t seed) {
  MatrixX<float> table(n_scans, n_signals);
  const Random random(seed);
  for (Index i = 0; i < table.size(); ++i)
    table.data()[i] = static_cast<float>(random.uniform(static_cast<std::uint64_t>(i))) - 0.5F;
  return table;
}

const Timeline scans = Timeline::scans(Seconds{1}, 0.5, {n_scans});

const MatrixX<float>& networks() {
  static const MatrixX<float> table = noise(n_networks, 1);
  return table;
}

annotation::LabelScores scores() {
  const MatrixX<float> labels = noise(n_labels, 2) + 0.05F * networks().rowwise().sum().replicate(1, n_labels);
  annotation::LabelOptions<> options;
  options.coupling.n_permutations = n_draws;
  const VectorX<double> often = VectorX<double>::Constant(n_labels, 100);
  return annotation::score_labels<float>(SeriesView<float>(networks()), SeriesView<float>(labels), scans,
                                         std::vector<std::string>(static_cast<std::size_t>(n_labels), "label"), often, options,
                                         Context<linalg::BlasBackend>{});
}

const synchrony::Synchrony<float>& coupled() {
  static const synchrony::Synchrony<float> result = [] {
    MatrixX<float> neurons = noise(n_neurons, 3);
    for (Index n = 0; n < n_neurons; ++n) neurons.col(n) += networks().col(n % n_networks);
    synchrony::CouplingOptions<> options;
    options.n_permutations = n_draws;
    return synchrony::couple<float>(SeriesView<float>(neurons), SeriesView<float>(networks()), scans, options,
                                    Context<linalg::BlasBackend>{.executor = Threads{}});
  }();
  return result;
}

void score_labels(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(scores().r.data());
  state.SetItemsProcessed(state.iterations() * n_networks * n_labels * n_draws);
}

void product_alone(benchmark::State& state) {
  const MatrixX<float> labels = noise(n_labels, 2), shifted = networks().replicate(1, n_draws / 10);
  for (auto _ : state) benchmark::DoNotOptimize(linalg::cross(labels, shifted, linalg::BlasBackend{}).data());
  state.SetItemsProcessed(state.iterations() * n_networks * n_labels * n_draws / 10);
}

template <class Mapper>
void annotate(benchmark::State& state) {
  static const annotation::LabelScores table = scores();  // what is annotated is made once, and is not what is measured
  const synchrony::Synchrony<float>& synchrony = coupled();
  for (auto _ : state) benchmark::DoNotOptimize(Mapper{}.annotate(synchrony, table).size());
  state.SetItemsProcessed(state.iterations() * n_neurons);
}

void model_score(benchmark::State& state) {
  const synchrony::Synchrony<float>& synchrony = coupled();
  for (auto _ : state) benchmark::DoNotOptimize(score::model_score(synchrony));
  state.SetItemsProcessed(state.iterations() * n_neurons);
}

}  // namespace

BENCHMARK(product_alone)->Unit(benchmark::kMillisecond);
BENCHMARK(score_labels)->Unit(benchmark::kMillisecond);
BENCHMARK(annotate<annotation::BestNetwork>)->Unit(benchmark::kMillisecond);
BENCHMARK(annotate<annotation::WeightedNetworks>)->Unit(benchmark::kMillisecond);
BENCHMARK(model_score)->Unit(benchmark::kMillisecond);
