/// What does it cost to bring 25 000 units from 24 frames a second to 900 scans?
///
/// 15 minutes of film, 21 600 frames x 25 000 units float: 2.2 GB that are never resident; a block of 512 frames is pushed
/// again and again. items/s are frames x units. Baselines: the loop one would write first (convolve at the frame rate, then
/// interpolate; on a part of the units), and the operator through the BLAS.
#include <benchmark/benchmark.h>

#include "sizes.hpp"
#include "syncact/activations/reduce.hpp"
#include "syncact/core/random.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/linalg/xtensor_blas.hpp"
#include "syncact/signal/to_scans.hpp"

using namespace syncact;

namespace {

const Index n_frames = sized(21600, 1440), n_scans = sized(900, 60), block = 512;

const Timeline frames(Sampling::fps(24), n_frames);
const Timeline scans = Timeline::scans(Seconds{1}, 0.5, {n_scans});

/// [frame x unit] of one block, row-major as it comes from disk.
RowMatrixX<float> block_of(Index n_units) {
  RowMatrixX<float> table(block, n_units);
  const Random random(1);
  for (Index i = 0; i < table.size(); ++i) table.data()[i] = static_cast<float>(random.uniform(static_cast<std::uint64_t>(i)));
  return table;
}

void count(benchmark::State& state, Index n_units) { state.SetItemsProcessed(state.iterations() * n_frames * n_units); }

void build_operator(benchmark::State& state, signal::FrameRecipe recipe) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(signal::frame_operator(hrf::DoubleGamma::spm(), frames, scans, {.recipe = recipe}));
  }
}

template <class Backend>
void stream(benchmark::State& state, signal::FrameRecipe recipe) {
  const Index n_units = state.range(0);
  const RowMatrixX<float> part = block_of(n_units);
  const auto op = signal::frame_operator(hrf::DoubleGamma::spm(), frames, scans, {.recipe = recipe});
  for (auto _ : state) {
    signal::FrameStream<float, Context<Backend>> stream(op, n_units, NanPolicy::raise, {.executor = Threads{state.range(1)}});
    for (Index f = 0; f < n_frames; f += block) {
      const Index n = std::min(block, n_frames - f);
      stream.push(SeriesView<float>(part.data(), n, n_units, n_units, 1));
    }
    benchmark::DoNotOptimize(std::move(stream).finish().data());
  }
  count(state, n_units);
}

constexpr auto stream_default = stream<linalg::DefaultBackend>;
constexpr auto stream_blas = stream<linalg::BlasBackend>;

/// Convolution at the frame rate, unit by unit, then interpolation at the scan times.
void naive_loop(benchmark::State& state) {
  const Index n_units = state.range(0);
  const auto kernel = hrf::sample(hrf::DoubleGamma::spm(), hrf::Convention::spm12, {.tr = frames.run(0).sampling.period()});
  const RowMatrixX<float> part = block_of(n_units);
  MatrixX<float> result(n_scans, n_units);
  std::vector<double> convolved(static_cast<std::size_t>(n_frames));
  for (auto _ : state) {
    for (Index u = 0; u < n_units; ++u) {
      for (Index f = 0; f < n_frames; ++f) {
        double sum = 0;
        const Index oldest = std::max(Index{0}, f - static_cast<Index>(kernel.size()) + 1);
        for (Index g = oldest; g <= f; ++g)
          sum += kernel[static_cast<std::size_t>(f - g)] * static_cast<double>(part(g % block, u));
        convolved[static_cast<std::size_t>(f)] = sum;
      }
      for (Index s = 0; s < n_scans; ++s) {
        const double at = scans.run(0).sampling.time(s) * 24 - 0.5;
        const auto k = static_cast<std::size_t>(at);
        result(s, u) = static_cast<float>(convolved[k] + (at - static_cast<double>(k)) * (convolved[k + 1] - convolved[k]));
      }
    }
    benchmark::DoNotOptimize(result.data());
  }
  count(state, n_units);
}

/// 64 frames of a layer of 512 maps of 28 x 28; items/s are values.
template <class Reduction>
void reduce(benchmark::State& state) {
  const Index frames_used = sized(64, 2), channels = sized(512, 4);
  std::vector<float> tensor(static_cast<std::size_t>(frames_used * channels * 28 * 28));
  const Random random(2);
  for (std::size_t i = 0; i < tensor.size(); ++i) tensor[i] = static_cast<float>(random.uniform(i)) - 0.5F;
  const TensorView<float> view(tensor.data(), {frames_used, channels, 28, 28});
  for (auto _ : state) benchmark::DoNotOptimize(activations::reduce(view, Reduction{}, {.executor = Threads{1}}).data());
  state.SetItemsProcessed(state.iterations() * static_cast<Index>(tensor.size()));
}

}  // namespace

BENCHMARK_CAPTURE(build_operator, hold, signal::FrameRecipe::hold)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build_operator, pool, signal::FrameRecipe::pool)->Unit(benchmark::kMillisecond);
BENCHMARK(naive_loop)->ArgName("units")->Arg(20)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stream_default, hold, signal::FrameRecipe::hold)
    ->ArgNames({"units", "threads"})
    ->Args({sized(25000, 100), 1})
    ->Args({sized(25000, 100), 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK_CAPTURE(stream_blas, hold, signal::FrameRecipe::hold)
    ->ArgNames({"units", "threads"})
    ->Args({sized(25000, 100), 1})
    ->Args({sized(25000, 100), 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK_CAPTURE(stream_default, pool, signal::FrameRecipe::pool)
    ->ArgNames({"units", "threads"})
    ->Args({sized(25000, 100), 1})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK(reduce<activations::Mean>)->Unit(benchmark::kMillisecond);
BENCHMARK(reduce<activations::L2>)->Unit(benchmark::kMillisecond);
