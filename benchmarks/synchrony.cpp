/// What does coupling with its null cost, and how far is it from the machine's matrix product?
///
/// 4096 neurons x 400 networks x 900 scans, float, circular shifts. The unit is one similarity of one null draw: items/s is
/// neurons * networks * draws / s; times 2 * 900 it is flop/s. Baselines on the same data: the loop one would write first (on
/// a part of the neurons), bare gemm of the BLAS, which is what the rest may cost nothing beside, and the draws as products,
/// where they would come from transforms.
/// --benchmark_filter=couple/.*/1000 is the whole test of 1000 draws.
#include <benchmark/benchmark.h>

#include "sizes.hpp"
#include "syncact/linalg/xtensor_blas.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/couple.hpp"

using namespace syncact;
using namespace std::chrono_literals;

namespace {

const Index n_times = sized(900, 180), n_neurons = sized(4096, 300), n_networks = sized(400, 5);

MatrixX<float> noise(Index n_signals, std::uint64_t seed) {
  MatrixX<float> table(n_times, n_signals);
  for (Index i = 0; i < n_signals; ++i) {
    const Random random(seed, static_cast<std::uint64_t>(i));
    for (Index t = 0; t < n_times; ++t) table(t, i) = static_cast<float>(random.normal(static_cast<std::uint64_t>(t)));
  }
  return table;
}

const MatrixX<float>& neurons() {
  static const MatrixX<float> table = noise(n_neurons, 1);
  return table;
}

const MatrixX<float>& networks() {
  static const MatrixX<float> table = noise(n_networks, 2);
  return table;
}

void count(benchmark::State& state, Index n_used, Index n_draws) {
  state.SetItemsProcessed(state.iterations() * n_used * n_networks * n_draws);
}

template <class Backend, class Null, synchrony::NullEngine engine = synchrony::NullEngine::cheaper>
void couple(benchmark::State& state) {
  const Timeline scans = Timeline::scans(1s, 0.5, {n_times / 2, n_times / 2});
  const synchrony::CouplingOptions<synchrony::measure::Pearson, Null> options{.n_permutations = sized(state.range(1), 20),
                                                                              .engine = engine};
  const Threads threads{state.range(0)};
  for (auto _ : state) {
    const auto result = synchrony::couple<float>(neurons(), networks(), scans, options, Context<Backend>{.executor = threads});
    benchmark::DoNotOptimize(result.threshold_fwe);
  }
  count(state, n_neurons, state.range(1));
}

/// Shift, dot product, compare: no products of matrices, no blocks.
void naive_loop(benchmark::State& state) {
  constexpr Index n_used = 64;
  const auto a = numeric::to_unit_norm(SeriesView<float>(neurons()).signals(0, n_used));
  const auto b = numeric::to_unit_norm(SeriesView<float>(networks()));
  const Index lag = 137;
  for (auto _ : state) {
    float largest = -1;
    for (Index n = 0; n < n_used; ++n) {
      for (Index k = 0; k < n_networks; ++k) {
        float r = 0;
        for (Index t = 0; t < n_times; ++t) r += a.values(t, n) * b.values((t + lag) % n_times, k);
        largest = std::max(largest, r);
      }
    }
    benchmark::DoNotOptimize(largest);
  }
  count(state, n_used, 1);
}

/// The product alone, one thread, in the tiles of the library; nothing is shifted, counted or compared.
template <class Backend>
void bare_product(benchmark::State& state) {
  const MatrixX<float> a = neurons().leftCols(256), b = noise(2 * n_networks, 3);
  MatrixX<float> out = MatrixX<float>::Zero(256, 2 * n_networks);
  for (auto _ : state) {
    Backend{}.add_product(a, linalg::Op::transpose, b, linalg::Op::none, out);
    benchmark::DoNotOptimize(out.data());
  }
  count(state, 256, 2);
}

using linalg::BlasBackend;
using linalg::DefaultBackend;
using stats::CircularShift;
using stats::PhaseRandomization;

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"threads", "draws"})->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
  for (const std::int64_t draws : {20, 1000}) {
    for (const std::int64_t threads : {1, 2}) b->Args({threads, draws});
  }
}

BENCHMARK(naive_loop)->Unit(benchmark::kMillisecond);
BENCHMARK(bare_product<DefaultBackend>)->Unit(benchmark::kMillisecond);
BENCHMARK(bare_product<BlasBackend>)->Unit(benchmark::kMillisecond);
BENCHMARK(couple<DefaultBackend, CircularShift>)->Apply(sizes);
BENCHMARK(couple<DefaultBackend, CircularShift, synchrony::NullEngine::products>)->Apply(sizes);
BENCHMARK(couple<BlasBackend, CircularShift>)->Apply(sizes);
BENCHMARK(couple<BlasBackend, PhaseRandomization>)->Apply(sizes);

}  // namespace
