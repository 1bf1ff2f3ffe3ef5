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

/// The name of the header is that of the benchmark. Registered one by one: as macro arguments paths would be expressions.
const bool registered = [] {
  for (const char* header : {"Eigen/Core", "syncact/core/series.hpp", "syncact/signal/to_scans.hpp",
                             "syncact/networks/learners/dictionary_learning.hpp", "syncact/similarity/representation/cka.hpp",
                             "syncact/synchrony/couple.hpp", "syncact/syncact.hpp"}) {
    const bool tiny = std::getenv("SYNCACT_TINY") != nullptr;
    if (tiny && std::string(header) != "syncact/core/series.hpp") continue;
    benchmark::RegisterBenchmark(header, include, header)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(tiny ? 1 : 3);
  }
  return true;
}();

}  // namespace
