/// How fast are measures on realistic sizes? benchmarks/similarity_speed.py runs this beside numpy on the same arrays:
///   benchmark_similarity_speed TASK FOLDER TIMES    reads FOLDER/*.npy, writes FOLDER/result.npy, prints {"seconds": best of
///   TIMES}
/// and alone
///   benchmark_similarity_speed grid             24 x 24 layers, 1000 samples, 4096 units: seconds of the grid, and pair by
///   pair benchmark_similarity_speed connectivity     30 000 signals x 300 times, float: time, cap, and what the process held
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "sizes.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/linalg/xtensor_blas.hpp"
#include "syncact/similarity/connectivity/connectivity_sinks.hpp"
#include "syncact/similarity/connectivity/dense_connectivity.hpp"
#include "syncact/similarity/connectivity/isc.hpp"
#include "syncact/similarity/encoding/ridge_cv.hpp"
#include "syncact/similarity/rdm/correlation_distance.hpp"
#include "syncact/similarity/rdm/crossnobis.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/similarity/representation/gram_builder.hpp"
#include "syncact/similarity/representation/grid.hpp"
#include "syncact/similarity/representation/procrustes.hpp"

namespace {

using namespace syncact;
using Products = linalg::DefaultBackend;  // where only products are needed; LAPACK's decompositions come with Blas
using Blas = linalg::BlasBackend;
using Prepared = similarity::representation::PreparedTable<Context<Blas>>;
using Rows = RowMatrixX<double>;

double seconds_of(const std::function<void()>& f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// A file as a table in numpy's own order.
Rows table(const std::string& path) { return Rows(io::NpyArray(path).to_matrix<double>()); }

/// A file of three axes as tables.
std::vector<Rows> tables(const std::string& path) {
  const io::NpyArray array(path);
  std::vector<Rows> all;
  for (Index i = 0; i < array.shape()[0]; ++i) {
    const std::vector<double> values = array.frames<double>(i, 1);
    all.emplace_back(Eigen::Map<const Rows>(values.data(), array.shape()[1], array.shape()[2]));
  }
  return all;
}

/// Each task loads its input and returns what is timed; that leaves its numbers in `result`.
using Task = std::function<std::function<void()>(const std::string& folder, MatrixX<double>& result)>;

const std::map<std::string, Task>& tasks() {
  static const std::map<std::string, Task> all{
      {"cka_debiased",
       [](const std::string& folder, MatrixX<double>& result) -> std::function<void()> {
         return [x = table(folder + "/x.npy"), y = table(folder + "/y.npy"), &result] {
           const auto a = similarity::representation::gram_table(x, Context<Products>{.executor = Threads{}}),
                      b = similarity::representation::gram_table(y, Context<Products>{.executor = Threads{}});
           result.setConstant(1, 1, similarity::representation::Cka{}.compare(a, b).value);
         };
       }},
      {"correlation_rdm",
       [](const std::string& folder, MatrixX<double>& result) -> std::function<void()> {
         return [x = table(folder + "/x.npy"), &result] {
           result = similarity::rdm::CorrelationDistance{}
                        .dissimilarities(series_traits<Rows>::view(x), Context<Products>{.executor = Threads{}})
                        .values;
         };
       }},
      {"isc_loo",
       [](const std::string& folder, MatrixX<double>& result) -> std::function<void()> {
         return [subjects = tables(folder + "/data.npy"), &result] {
           std::vector<SeriesView<double>> views;
           for (const Rows& subject : subjects) views.push_back(series_traits<Rows>::view(subject));
           result = similarity::connectivity::isc_leave_one_out(std::span<const SeriesView<double>>(views), {},
                                                                {.executor = Threads{}});
         };
       }},
      {"procrustes",
       [](const std::string& folder, MatrixX<double>& result) -> std::function<void()> {
         return [x = table(folder + "/x.npy"), y = table(folder + "/y.npy"), &result] {
           const Context<Blas> context{.executor = Threads{}};
           const Prepared a(x, context), b(y, context);
           result.setConstant(1, 1, similarity::representation::Procrustes{}.compare(a, b).value);
         };
       }},
      {"crossnobis",
       [](const std::string& folder, MatrixX<double>& result) -> std::function<void()> {
         std::vector<MatrixX<double>> runs;
         for (const Rows& run : tables(folder + "/runs.npy")) runs.emplace_back(run);
         const similarity::rdm::Crossnobis crossnobis{.precision = {MatrixX<double>(table(folder + "/precision.npy"))}};
         return [runs, crossnobis, &result] {
           result = crossnobis.cross_validated(runs, Context<Blas>{.executor = Threads{}}).rdm.values;
         };
       }},
      {"ridge_cv",
       [](const std::string& folder, MatrixX<double>& result) -> std::function<void()> {
         return [x = MatrixX<double>(table(folder + "/x.npy")), y = MatrixX<double>(table(folder + "/y.npy")), &result] {
           std::vector<double> alphas;
           for (int i = -1; i <= 8; ++i) alphas.push_back(std::pow(10.0, i));
           const auto model = similarity::encoding::RidgeCv{.alphas = alphas}.fit(x, y, Context<Blas>{.executor = Threads{}});
           const MatrixX<double> weights = model.weights();  // scikit-learn computes them too
           result = model.alpha();
         };
       }},
  };
  return all;
}

template <std::floating_point T>
MatrixX<T> normal(Index rows, Index columns, std::uint64_t seed) {
  MatrixX<T> values(rows, columns);
  for (Index j = 0; j < columns; ++j) {
    const Random random(seed, static_cast<std::uint64_t>(j));
    for (Index i = 0; i < rows; ++i) values(i, j) = static_cast<T>(random.normal(static_cast<std::uint64_t>(i)));
  }
  return values;
}

void time_grid() {
  const Index n_layers = sized(24, 3), n = sized(1000, 40), p = sized(4096, 60);
  std::vector<MatrixX<float>> layers;
  for (Index i = 0; i < 2 * n_layers; ++i) layers.push_back(normal<float>(n, p, static_cast<std::uint64_t>(i)));
  const similarity::representation::Cka cka;
  const double grid = seconds_of([&] {
    std::vector<std::optional<similarity::representation::GramTable>> tables(layers.size());
    Threads{}.bulk(2 * n_layers, [&](Index i) {
      const auto at = static_cast<std::size_t>(i);
      tables[at] = similarity::representation::gram_table(layers[at]);  // a layer is read once and not copied
    });
    std::vector<similarity::representation::GramTable> xs, ys;
    for (std::size_t i = 0; i < tables.size(); ++i) (i < tables.size() / 2 ? xs : ys).push_back(*tables[i]);
    static_cast<void>(similarity::representation::grid(cka, xs, ys, {.executor = Threads{}}));
  });
  const Index n_pairs = sized(8, 2);  // of 576: all would take minutes
  const double pairs = seconds_of([&] {
    for (std::size_t i = 0; i < static_cast<std::size_t>(n_pairs); ++i) {
      using Table = similarity::representation::PreparedTable<Context<Products>>;
      const Context<Products> context{.executor = Threads{}};
      const Table x(layers[i], context), y(layers[static_cast<std::size_t>(n_layers) + i], context);
      static_cast<void>(cka.compare(x, y));
    }
  });
  const double all_pairs = pairs / static_cast<double>(n_pairs) * static_cast<double>(n_layers * n_layers);
  std::printf("{\"grid\": %.4f, \"pairs\": %.3f}\n", grid, all_pairs);
}

void time_connectivity() {
  const MatrixX<float> series = normal<float>(300, sized(30000, 300), 1);
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  similarity::connectivity::TopK top(series.cols(), 10);
  similarity::connectivity::CorrelationHistogram histogram(200);
  similarity::connectivity::DenseConnectivityReport report;
  const double seconds = seconds_of([&] {
    report = similarity::connectivity::dense_connectivity(
        SeriesView<float>(series), {}, Context<Blas>{.executor = Threads{}, .memory_cap_bytes = std::size_t{64} << 20}, top,
        histogram);
  });
  getrusage(RUSAGE_SELF, &after);
  std::printf("%td x 300 float: %.2f s; %.1f MB of the cap of 64 MB; the process grew by %.1f MB; the table would be 3600 MB\n",
              series.cols(), seconds, static_cast<double>(report.bytes) / 1048576,
              static_cast<double>(after.ru_maxrss - before.ru_maxrss) / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string task = argc > 1 ? argv[1] : "";
  if (task == "grid") return time_grid(), 0;
  if (task == "connectivity") return time_connectivity(), 0;
  const auto found = tasks().find(task);
  if (argc != 4 || found == tasks().end()) {
    std::fprintf(stderr, "usage: %s TASK FOLDER TIMES | grid | connectivity\n", argv[0]);
    return 2;
  }
  MatrixX<double> result;
  const auto call = found->second(argv[2], result);
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < std::atoi(argv[3]); ++i) best = std::min(best, seconds_of(call));
  io::write_npy(std::string(argv[2]) + "/result.npy", result);
  std::printf("{\"seconds\": %.6f}\n", best);
}
