/// What does including a header cost? The compiler that built this program, syntax only, one file with one include.
///
/// Baseline: Eigen/Core, which every header needs. The time is that of the child process.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

void include(benchmark::State& state, const char* header) {
  const std::string command = std::string("echo '#include <") + header +
                              ">' | " SYNCACT_COMPILER " -std=c++20 -fsyntax-only " SYNCACT_INCLUDES " -x c++ -";
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    if (std::system(command.c_str()) != 0) state.SkipWithError("does not compile");
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    state.SetIterationTime(passed.count());
  }
}

}  // namespace

#define SYNCACT_INCLUDE_COST(header) \
  BENCHMARK_CAPTURE(include, header, #header)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3)
SYNCACT_INCLUDE_COST(Eigen / Core);
SYNCACT_INCLUDE_COST(syncact / core / series.hpp);
SYNCACT_INCLUDE_COST(syncact / signal / to_scans.hpp);
SYNCACT_INCLUDE_COST(syncact / networks / dictionary_learning.hpp);
SYNCACT_INCLUDE_COST(syncact / synchrony / couple.hpp);
SYNCACT_INCLUDE_COST(syncact / syncact.hpp);
