/// What does cleaning 60 000 voxels cost?
///
/// 900 scans x 60 000 voxels float, linear detrend and 128 s high-pass in one projection, z-scored. items/s are values.
/// Baselines: least squares voxel by voxel (on a part of the voxels), and a plain copy, which nothing can beat.
#include <benchmark/benchmark.h>

#include <Eigen/Dense>

#include "sizes.hpp"
#include "syncact/core/random.hpp"
#include "syncact/signal/clean.hpp"

using namespace syncact;

namespace {

const Index n_scans = sized(900, 120), n_voxels = sized(60000, 600);

const Timeline scans = Timeline::scans(Seconds{1}, 0.5, {n_scans});

/// [scan x voxel], row-major as NIfTI has it.
const RowMatrixX<float>& bold() {
  static const RowMatrixX<float> table = [] {
    RowMatrixX<float> values(n_scans, n_voxels);
    const Random random(1);
    for (Index i = 0; i < values.size(); ++i) {
      values.data()[i] = 1000 + static_cast<float>(random.uniform(static_cast<std::uint64_t>(i)));
    }
    return values;
  }();
  return table;
}

SeriesView<float> voxels(Index n) { return SeriesView<float>(bold().data(), n_scans, n, n_voxels, 1); }

signal::CleanOptions options() {
  signal::CleanOptions result;
  result.nuisance.high_pass = 1.0 / 128;
  return result;
}

void clean(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        signal::clean(voxels(n_voxels), scans, options(), {.executor = Threads{state.range(0)}}).values.data());
  }
  state.SetItemsProcessed(state.iterations() * n_scans * n_voxels);
}

void naive_loop(benchmark::State& state) {
  const Index n_used = sized(500, 10);
  const MatrixX<double> basis = signal::nuisance_projection(scans, options().nuisance).runs().front().basis;
  for (auto _ : state) {
    for (Index v = 0; v < n_used; ++v) {
      VectorX<double> x = voxels(n_used).signals(v, 1).map().cast<double>();
      x -= basis * basis.householderQr().solve(x);
      x.array() -= x.mean();
      x /= std::sqrt(x.squaredNorm() / static_cast<double>(n_scans - 1));
      benchmark::DoNotOptimize(x.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * n_scans * n_used);
}

void copy(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(voxels(n_voxels).to_matrix().data());
  state.SetItemsProcessed(state.iterations() * n_scans * n_voxels);
}

}  // namespace

BENCHMARK(naive_loop)->Unit(benchmark::kMillisecond);
BENCHMARK(copy)->Unit(benchmark::kMillisecond);
BENCHMARK(clean)->ArgName("threads")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
