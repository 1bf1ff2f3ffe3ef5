/// How long do functional brain networks take to learn, and the final maps alone? 284 time points, 20 000 voxels, float.
/// Items are voxels; "objective" is the mean lasso objective of the result, so that speed cannot be bought with quality.
/// Baselines: the bare matrix product D'X, which no coder can go below, and lasso voxel by voxel as one would first write it.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <map>

#include "syncact/adapt/eigen.hpp"
#include "syncact/coding/omp.hpp"
#include "syncact/linalg/xtensor_blas.hpp"
#include "syncact/networks/dictionary_learning.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

namespace {

using namespace syncact;

const synthetic::PlantedNetworks<float>& planted(Index n_networks) {
  static std::map<Index, synthetic::PlantedNetworks<float>> made;
  auto at = made.find(n_networks);
  if (at == made.end()) {
    at = made.emplace(n_networks, synthetic::PlantedDictionary{.n_networks = n_networks}.make<float>()).first;
  }
  return at->second;
}

/// Floating-point operations a second of large products.
double product_rate(Index n_threads) {
  const MatrixX<float> a = MatrixX<float>::Random(1024, 1024);
  double best = 1e300;
  for (int i = 0; i < 5; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(linalg::cross(a, a, linalg::BlasBackend{}, Threads{n_threads}));
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return 2 * 1024.0 * 1024.0 * 1024.0 / best;
}

/// Five passes in the units of the planted data, without maps. share_of_bound: the time that the products would take at the
/// rate of large ones if codes were dense (D'X and X a' of all voxels; D'D and the update of the atoms, 5 T K^2 each time, as
/// often as the last pass does it), of the time taken. share_of_products: the same with the non-zeros of the codes alone, and
/// 3 T K^2, which is what is multiplied. share_of_bound_late: share_of_bound of the last pass alone, when no code starts from
/// nothing.
void train(benchmark::State& state) {
  const auto& bold = planted(state.range(0)).series;
  const Index n_threads = state.range(2);
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  double nonzero = 0, seconds = 0, late = 0, last_pass = 0;
  Clock::time_point pass_begin;
  networks::OnlineDictionaryLearning<> learner{.n_networks = state.range(0),
                                               .coder = {.alpha = 6},
                                               .scaling = networks::Scaling::none,
                                               .n_passes = 5,
                                               .batch_size = state.range(1),
                                               .batches_per_update = state.range(3),
                                               .tolerance = 0};
  learner.after_pass = [&](const networks::PassReport& report) {
    nonzero += report.nonzero_per_voxel;
    last_pass = since(pass_begin);
    pass_begin = Clock::now();
    return true;
  };
  const networks::TableSource<float> source{SeriesView<float>(bold)};
  for (auto _ : state) {
    networks::TrainingState<float> training;
    nonzero = 0;
    const auto begin = pass_begin = Clock::now();
    benchmark::DoNotOptimize(learner.train_from(source, training, linalg::BlasBackend{}, Threads{n_threads}));
    seconds += since(begin);
    late += last_pass;
    state.counters["objective"] = training.objective.back();
  }
  const auto t = static_cast<double>(bold.rows()), v = static_cast<double>(bold.cols()),
             k = static_cast<double>(state.range(0));
  const double n_updates = std::ceil(v / static_cast<double>(state.range(1))) / static_cast<double>(state.range(3));
  const double rate = product_rate(n_threads), n_runs = static_cast<double>(state.iterations()), taken = seconds / n_runs;
  const double bound = (4 * t * k * v + 5 * t * k * k * n_updates) / rate;
  state.counters["share_of_bound"] = 5 * bound / taken;
  state.counters["share_of_bound_late"] = bound * n_runs / late;
  state.counters["share_of_products"] = (5 * (2 * t * k * v + 3 * t * k * k * n_updates) + 2 * t * nonzero * v) / rate / taken;
  state.SetItemsProcessed(state.iterations() * bold.cols());
}
BENCHMARK(train)
    ->ArgNames({"networks", "batch", "threads", "per_update"})
    ->ArgsProduct({{50, 100, 200}, {256, 512}, {1, 2}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// What the default call costs.
void learn_default(benchmark::State& state) {
  const auto& bold = planted(state.range(0)).series;
  const networks::OnlineDictionaryLearning<> learner{.n_networks = state.range(0)};
  for (auto _ : state) benchmark::DoNotOptimize(learner.learn(bold));
  state.SetItemsProcessed(state.iterations() * bold.cols());
}
BENCHMARK(learn_default)->ArgName("networks")->Arg(50)->Arg(100)->Unit(benchmark::kMillisecond);

/// Codes of all voxels in the planted time courses, in blocks of 64 voxels, each block with its own D'X.
template <class Coder>
void encode(benchmark::State& state, const Coder& coder) {
  const auto& world = planted(state.range(0));
  const MatrixX<float> atoms = world.time_courses.colwise().normalized();
  const MatrixX<float> gram = linalg::cross(atoms, atoms);
  const VectorX<double> norms = world.series.cast<double>().colwise().squaredNorm().transpose();
  coding::CodingSummary summary;
  for (auto _ : state) {
    summary = {};
    for (Index first = 0; first < world.series.cols(); first += 64) {
      const Index n = std::min<Index>(64, world.series.cols() - first);
      MatrixX<float> correlation = MatrixX<float>::Zero(atoms.cols(), n), codes = correlation;
      linalg::DefaultBackend{}.add_product(atoms, linalg::Op::transpose, world.series.middleCols(first, n), linalg::Op::none,
                                           correlation);
      summary.merge(coder.encode(linalg::ConstPanel<float>(gram), linalg::ConstPanel<float>(correlation),
                                 std::span<const double>(norms.data() + first, static_cast<std::size_t>(n)),
                                 linalg::Panel<float>(codes)));
    }
  }
  state.counters["objective"] = summary.objective / static_cast<double>(summary.n_signals);
  state.SetItemsProcessed(state.iterations() * world.series.cols());
}
BENCHMARK_CAPTURE(encode, lasso_exact, coding::LassoCd{.alpha = 6})
    ->ArgName("networks")
    ->Arg(50)
    ->Arg(100)
    ->Arg(200)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, lasso_relaxed, coding::LassoCd{.alpha = 6}.relaxed(1e-2))
    ->ArgName("networks")
    ->Arg(100)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, omp_10_atoms, coding::Omp{.n_nonzero = 10})
    ->ArgName("networks")
    ->Arg(100)
    ->Unit(benchmark::kMillisecond);

/// The loop one would write first: one voxel after another, its own product, plain cyclic coordinate descent from zero.
void naive_lasso(benchmark::State& state) {
  const auto& world = planted(state.range(0));
  const MatrixX<float> atoms = world.time_courses.colwise().normalized();
  const MatrixX<float> gram = linalg::cross(atoms, atoms);
  constexpr float alpha = 6;
  constexpr Index n_used = 1000;
  for (auto _ : state) {
    for (Index v = 0; v < n_used; ++v) {
      VectorX<float> q = atoms.transpose() * world.series.col(v), code = VectorX<float>::Zero(atoms.cols());
      float largest = alpha;
      for (int sweep = 0; sweep < 1000 && largest > 1e-5F * alpha; ++sweep) {
        largest = 0;
        for (Index k = 0; k < atoms.cols(); ++k) {
          const float full = q[k] + gram(k, k) * code[k];
          const float next = (full > alpha ? full - alpha : full < -alpha ? full + alpha : 0.0F) / gram(k, k);
          const float change = next - code[k];
          if (change == 0) continue;
          q -= change * gram.col(k);
          code[k] = next;
          largest = std::max(largest, std::abs(change) * gram(k, k));
        }
      }
      benchmark::DoNotOptimize(code.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * n_used);
}
BENCHMARK(naive_lasso)->ArgName("networks")->Arg(50)->Arg(100)->Unit(benchmark::kMillisecond);

/// A study's size: 900 scans, 60 000 voxels, 100 networks, two passes and the exact maps.
template <class Backend>
void whole_brain(benchmark::State& state) {
  static const auto world =
      synthetic::PlantedDictionary{.n_times = 900, .n_networks = 100, .grid = {50, 40, 30}, .squared_radius = 27}.make<float>();
  const networks::OnlineDictionaryLearning<> learner{
      .n_networks = 100, .coder = {.alpha = 6}, .scaling = networks::Scaling::none, .n_passes = 2, .tolerance = 0};
  double objective = 0;
  for (auto _ : state) {
    const auto learned = learner.learn(world.series, Backend{}, Threads{state.range(0)});
    objective = learned.coding.objective / static_cast<double>(learned.coding.n_signals);
  }
  state.counters["objective"] = objective;
  state.SetItemsProcessed(state.iterations() * world.series.cols());
}
BENCHMARK(whole_brain<linalg::DefaultBackend>)
    ->ArgName("threads")
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK(whole_brain<linalg::BlasBackend>)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);

void product_alone(benchmark::State& state) {
  const auto& world = planted(state.range(0));
  const MatrixX<float> atoms = world.time_courses.colwise().normalized();
  for (auto _ : state) benchmark::DoNotOptimize(linalg::cross(atoms, world.series));
  state.SetItemsProcessed(state.iterations() * world.series.cols());
}
BENCHMARK(product_alone)->ArgName("networks")->Arg(100)->Unit(benchmark::kMillisecond);

}  // namespace
