/// How long do functional brain networks take to learn, and the final maps alone? 284 time points, 20 000 voxels, float.
/// Items are voxels; "objective" is the mean lasso objective of the result, so that speed cannot be bought with quality.
/// Baselines: the bare matrix product D'X, which no coder can go below, and lasso voxel by voxel as one would first write it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "median.hpp"
#include "sizes.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/coding/omp.hpp"
#include "syncact/linalg/xtensor_blas.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

namespace {

using namespace syncact;

/// The planted problem, in a smaller brain where sizes are tiny.
synthetic::PlantedDictionary problem(Index n_times, Index n_networks) {
  synthetic::PlantedDictionary world{.n_times = sized(n_times, 60), .n_networks = n_networks};
  if (sized(0, 1) == 1) world.grid = {10, 10, 8}, world.squared_radius = 4;
  return world;
}
/// Learned networks: few where sizes are tiny.
Index networks_of(Index n_networks) { return sized(n_networks, 5); }

const synthetic::PlantedNetworks<float>& planted(Index n_networks) {
  static std::map<Index, synthetic::PlantedNetworks<float>> made;
  auto at = made.find(n_networks);
  if (at == made.end()) {
    at = made.emplace(n_networks, problem(284, networks_of(n_networks)).make<float>()).first;
  }
  return at->second;
}

/// Floating-point operations a second of large products, by whoever is faster: OpenBLAS, as it finds this processor, or we.
double product_rate(Index n_threads) {
  const MatrixX<float> a = MatrixX<float>::Random(1024, 1024);
  double best = 1e300;
  const auto time = [&](const auto& backend) {
    for (int i = 0; i < 3; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      benchmark::DoNotOptimize(linalg::cross(a, a, backend, Threads{n_threads}));
      best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
  };
  time(linalg::BlasBackend{});
  time(linalg::DefaultBackend{});
  return 2 * 1024.0 * 1024.0 * 1024.0 / best;
}

/// Operations that one pass takes at least if codes are multiplied as dense ones, each voxel is coded by homotopy, and atoms
/// are updated as often as after the first voxels. T time points, K networks, V voxels of which each uses s:
///   D'X and X A'  4 T K V,   D'D and the update  5 T K^2 each time,   coding  (K s^2 + 4/3 s^3 + 6 K s) V.
struct PassBound {
  double products, coding;
};
PassBound bound_of(const networks::learners::OnlineDictionaryLearning<>& learner, const SeriesView<float>& bold, double used) {
  const auto t = static_cast<double>(bold.n_times()), v = static_cast<double>(bold.n_signals()),
             k = static_cast<double>(learner.n_networks);
  const double n_updates =
      std::ceil(v / static_cast<double>(learner.batch_size)) / static_cast<double>(learner.batches_per_update);
  return {4 * t * k * v + 5 * t * k * k * n_updates, (k * used * used + 4.0 / 3 * used * used * used + 6 * k * used) * v};
}

/// Five passes in the units of the planted data, without maps, on one thread and on two in turn; time is that of two. Counters
/// are medians: `one` and `two`, the share of the time in which the bound of five passes would be done at the rate of large
/// products, measured right before; `one_late` and `two_late`, that of the last pass, when no code starts from nothing and
/// nothing is read; `products`, `two_late` if products alone counted. Of the best runs: `gain`, how many times as fast two
/// threads are as one; `gain_of_products`, what two cores give large products; `best_ms`, the time of two threads.
void train(benchmark::State& state) {
  const Index n_networks = networks_of(state.range(0));
  synthetic::PlantedDictionary world = problem(state.range(1), n_networks);
  if (sized(state.range(2), 0) == 50000) world.grid = {50, 40, 25}, world.squared_radius = 25;
  if (sized(state.range(2), 0) == 60000) world.grid = {50, 40, 30}, world.squared_radius = 27;
  const MatrixX<float> series = world.make<float>().series;
  const SeriesView<float> bold(series);
  networks::learners::OnlineDictionaryLearning<> learner{.n_networks = n_networks,
                                                         .coder = {.alpha = 6},
                                                         .scaling = networks::Scaling::none,
                                                         .n_passes = 5,
                                                         .batch_size = state.range(3),
                                                         .tolerance = 0};
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  double operations = 0;
  PassBound last{};
  Clock::time_point pass_begin;
  double last_pass = 0;
  learner.after_pass = [&](const networks::learners::PassReport& report) {
    last = bound_of(learner, bold, report.nonzero_per_voxel);
    operations += last.products + last.coding;
    last_pass = since(pass_begin);
    pass_begin = Clock::now();
    return true;
  };
  const networks::VoxelsInMemory<float> source{bold};
  std::map<std::string, std::vector<double>> seen;
  std::array<double, 2> best{1e300, 1e300}, best_rate{};
  for (auto _ : state) {
    std::array<double, 2> seconds{}, rates{};
    for (const Index n_threads : {1, 2}) {
      const double rate = rates[static_cast<std::size_t>(n_threads - 1)] = product_rate(n_threads);
      networks::learners::TrainingState<float> training;
      operations = 0;
      const auto begin = pass_begin = Clock::now();
      benchmark::DoNotOptimize(learner.train_from(source, training, {.executor = Threads{n_threads}}));
      const double taken = seconds[static_cast<std::size_t>(n_threads - 1)] = since(begin);
      const std::string name = n_threads == 1 ? "one" : "two";
      seen[name].push_back(operations / rate / taken);
      seen[name + "_late"].push_back((last.products + last.coding) / rate / last_pass);
      if (n_threads == 2) seen["products"].push_back(last.products / rate / last_pass);
      seen["objective"].push_back(training.objective.back());
    }
    for (std::size_t i = 0; i < 2; ++i)
      best[i] = std::min(best[i], seconds[i]), best_rate[i] = std::max(best_rate[i], rates[i]);
    state.SetIterationTime(seconds[1]);
  }
  for (auto& [name, values] : seen) state.counters[name] = median(values);
  state.counters["gain"] = best[0] / best[1];
  state.counters["gain_of_products"] = best_rate[1] / best_rate[0];
  state.counters["best_ms"] = 1e3 * best[1];
  state.SetItemsProcessed(state.iterations() * bold.n_signals());
}
BENCHMARK(train)
    ->ArgNames({"networks", "times", "voxels", "batch"})
    ->Args({50, 284, 20000, 512})
    ->Args({100, 284, 20000, 256})
    ->Args({100, 284, 20000, 512})
    ->Args({200, 284, 20000, 512})
    ->Args({100, 284, 60000, 512})
    ->Args({200, 284, 60000, 512})
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(sized(25, 1));
BENCHMARK(train)
    ->ArgNames({"networks", "times", "voxels", "batch"})
    ->Args({400, 900, 50000, 512})
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(1);

/// What the default call costs.
void learn_default(benchmark::State& state) {
  const auto& bold = planted(state.range(0)).series;
  const networks::learners::OnlineDictionaryLearning<> learner{.n_networks = networks_of(state.range(0))};
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
  const Index n_used = sized(1000, 20);
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
  static const auto world = [] {
    synthetic::PlantedDictionary planted = problem(900, networks_of(100));
    if (sized(1, 0) == 1) planted.grid = {50, 40, 30}, planted.squared_radius = 27;
    return planted.make<float>();
  }();
  const networks::learners::OnlineDictionaryLearning<> learner{
      .n_networks = networks_of(100), .coder = {.alpha = 6}, .scaling = networks::Scaling::none, .n_passes = 2, .tolerance = 0};
  double objective = 0;
  for (auto _ : state) {
    const auto learned = learner.learn(world.series, Context<Backend>{.executor = Threads{state.range(0)}});
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
