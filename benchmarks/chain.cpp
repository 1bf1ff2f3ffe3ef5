/// Do threads reach every stage? The whole chain, and the networks of a group, on one thread and on one per core in turn, in
/// one run. Counter `gain`: the median of the ratios of both times. 1 is no gain.
#include <benchmark/benchmark.h>

#include <chrono>

#include "median.hpp"
#include "sizes.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/study/sync_act.hpp"
#include "syncact/synthetic/planted_coupling.hpp"

using namespace syncact;

namespace {

double seconds_of(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Runs work(context) by turns on one thread and on all.
void compare(benchmark::State& state, const auto& work) {
  std::vector<double> gains;
  for (auto _ : state) {
    const double one = seconds_of([&] { work(Context<>{.executor = Threads{1}}); });
    gains.push_back(one / seconds_of([&] { work(Context<>{.executor = Threads{}}); }));
  }
  state.counters["gain"] = median(gains);
  state.counters["threads"] = static_cast<double>(Threads{}.n_threads);
}

void fit(benchmark::State& state) {
  const auto study = synthetic::plant_coupling(
      {.n_times = sized(600, 150), .n_planted = sized(200, 8), .n_noise = sized(1800, 12), .seed = 2}, hrf::DoubleGamma::spm());
  const MatrixX<double> bold = study.mean_bold();
  const SyncAct<> chain{.learner = {.n_networks = sized(40, 4), .n_passes = 5}, .coupling = {.n_permutations = sized(500, 20)}};
  compare(state, [&](const Context<>& context) {
    benchmark::DoNotOptimize(chain.fit(study.neurons, study.clock, bold, study.clock, context).synchrony.r.data());
  });
}
BENCHMARK(fit)->Unit(benchmark::kMillisecond)->UseRealTime();

void group(benchmark::State& state) {
  const auto study =
      synthetic::plant_coupling({.n_times = sized(600, 150), .n_planted = 8, .n_noise = 2, .seed = 3}, hrf::DoubleGamma::spm());
  const std::vector<MatrixX<double>> subjects(4, study.mean_bold());
  const auto views = groups::views(subjects);
  const networks::learners::OnlineDictionaryLearning<> learner{.n_networks = sized(20, 3), .n_passes = 4};
  compare(state, [&](const Context<>& context) {
    const auto found = groups::Each{}.learn(learner, std::span<const SeriesView<double>>(views), context);
    benchmark::DoNotOptimize(found.maps.front().data());
  });
}
BENCHMARK(group)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
