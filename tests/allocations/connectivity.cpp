#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/connectivity/connectivity_sinks.hpp"

TEST_CASE("dense connectivity allocates the standardized signals and as many tiles as the memory cap has room for") {
  using namespace syncact;
  constexpr Index n_times = 40, n_signals = 3000, side = 256;
  const MatrixX<float> series = test::noise<float>(n_times, n_signals);  // the table would take 36 MB
  const SeriesView<float> view(series);
  const std::size_t signals = n_times * n_signals * sizeof(float), tile = side * side * sizeof(float);
  similarity::connectivity::CorrelationHistogram histogram(10);
  similarity::connectivity::TopK top(n_signals, 3);
  similarity::connectivity::DenseConnectivityReport report;
  const auto run = [&](std::size_t cap) {
    report =
        similarity::connectivity::dense_connectivity(view, {.tile = side}, Context<>{.memory_cap_bytes = cap}, histogram, top);
  };
  CHECK(test::allocations(tile, [&] { run(signals + tile); }) == 1 + 1);
  CHECK(report.n_lanes == 1);
  CHECK(test::allocations(tile, [&] { run(signals + 3 * tile); }) == 1 + 3);
  CHECK(test::allocations(signals + 1, [&] { run(signals + 3 * tile); }) == 0);
  CHECK(report.bytes == signals + 3 * tile);
}
