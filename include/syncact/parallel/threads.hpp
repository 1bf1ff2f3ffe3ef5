#pragma once
/// Threads that are started for one loop.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/parallel/detail/shared_loop.hpp"
#include "syncact/parallel/threads.hpp"

namespace syncact::inline v0_1 {

/// `n_threads` threads, started for the call and joined before it returns. Indices are handed out one at a time.
struct Threads {
  Index n_threads = static_cast<Index>(std::max(1u, std::thread::hardware_concurrency()));

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_threads", self.n_threads, ">= 1; by default the number of cores");
  }

  /// Throws ValueError unless n_threads >= 1, Error if the system does not start so many.
  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    require(n_threads >= 1, "Threads", "n_threads must be >= 1", n_threads);
    const Index n_workers = std::min(n_threads, n);
    if (n_workers <= 1) return Serial{}.bulk(n, f);
    detail::SharedLoop loop(n);
    const auto work = [&] { loop.run(f); };
    {
      std::vector<std::jthread> threads;
      try {
        for (Index worker = 1; worker < n_workers; ++worker) threads.emplace_back(work);
      } catch (const std::system_error& error) {
        loop.stop();  // those that started end with the index they are at, and are joined
        detail::fail_to_start("Threads", n_workers - 1, static_cast<Index>(threads.size()), error);
      }
      work();
    }
    loop.rethrow();
  }
};

static_assert(Executor<Threads>);

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
