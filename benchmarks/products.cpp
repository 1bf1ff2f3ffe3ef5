/// How fast are matrix products, one thread? The shapes of this library: D'X of a chunk of voxels, the update of atoms, a tile
/// of a correlation. Baselines: Eigen, as fast as the -march it is compiled for, and OpenBLAS, as it finds this processor.
#include <benchmark/benchmark.h>

#include "syncact/linalg/backend.hpp"
#include "syncact/linalg/xtensor_blas.hpp"

namespace {

using namespace syncact;
using linalg::Op;

/// op(a) [row x inner] times b [inner x column].
template <class T, class Backend>
void product(benchmark::State& state) {
  const Index rows = state.range(0), inner = state.range(1), columns = state.range(2);
  const Op op = state.range(3) != 0 ? Op::transpose : Op::none;
  const MatrixX<T> a = op == Op::none ? MatrixX<T>::Random(rows, inner) : MatrixX<T>::Random(inner, rows);
  const MatrixX<T> b = MatrixX<T>::Random(inner, columns);
  MatrixX<T> out = MatrixX<T>::Zero(rows, columns);
  for (auto _ : state) {
    Backend{}.add_product(a, op, b, Op::none, out);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  state.counters["flop/s"] = benchmark::Counter(
      static_cast<double>(2 * rows * inner * columns) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void shapes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"rows", "inner", "columns", "transposed"});
  b->Args({100, 284, 128, 0})
      ->Args({100, 284, 128, 1})
      ->Args({48, 200, 200, 0})
      ->Args({512, 900, 512, 1})
      ->Args({284, 200, 1, 0});
}
using linalg::BlasBackend;
using linalg::EigenBackend;
using linalg::VectorBackend;
BENCHMARK(product<float, EigenBackend>)->Apply(shapes);
BENCHMARK(product<float, BlasBackend>)->Apply(shapes);
BENCHMARK(product<float, VectorBackend>)->Apply(shapes);
BENCHMARK(product<double, EigenBackend>)->Apply(shapes);
BENCHMARK(product<double, BlasBackend>)->Apply(shapes);
BENCHMARK(product<double, VectorBackend>)->Apply(shapes);

}  // namespace
