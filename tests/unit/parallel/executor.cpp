#include "syncact/core/executor.hpp"
#include "syncact/parallel/threads.hpp"

#include <numeric>
#include <string>

#include "support/catch.hpp"
#include "syncact/core/progress.hpp"
#include "syncact/parallel/thread_pool.hpp"

namespace {
using syncact::Cancelled;
using syncact::Index;
using syncact::Progress;
using syncact::Serial;
using syncact::Steps;
using syncact::ThreadPool;
using syncact::Threads;
using syncact::ValueError;

template <class F>
void on_every_executor(F&& f) {
  f(Serial{}, "serial");
  for (const Index n : {1, 2, 3, 8}) f(Threads{.n_threads = n}, std::to_string(n) + " threads");
  for (const Index n : {1, 2, 5}) f(ThreadPool(n), "a pool of " + std::to_string(n));
}
}  // namespace

TEST_CASE("every executor runs each index exactly once and has run them all when it returns") {
  on_every_executor([](const auto& executor, const std::string& name) {
    INFO(name);
    for (const Index n : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(n));
      executor.bulk(n, [&](Index i) { ++runs[static_cast<std::size_t>(i)]; });
      CHECK(std::all_of(runs.begin(), runs.end(), [](const auto& r) { return r == 1; }));
    }
  });
}

TEST_CASE("the exception of the lowest index that threw leaves bulk") {
  on_every_executor([](const auto& executor, const std::string& name) {
    INFO(name);
    for (int repetition = 0; repetition < 50; ++repetition) {
      try {
        executor.bulk(100, [](Index i) {
          if (i >= 10) throw i;
        });
        FAIL("nothing was thrown");
      } catch (Index lowest) {
        REQUIRE(lowest == 10);
      }
    }
  });
}

TEST_CASE("Threads runs indices on more than one thread, and no more than asked") {
  std::mutex mutex;
  std::vector<std::thread::id> seen;
  std::atomic<int> waiting{0};
  Threads{.n_threads = 3}.bulk(3, [&](Index) {
    ++waiting;
    while (waiting < 3) std::this_thread::yield();  // ends only if three run at once
    const std::lock_guard lock(mutex);
    seen.push_back(std::this_thread::get_id());
  });
  std::sort(seen.begin(), seen.end());
  CHECK(std::unique(seen.begin(), seen.end()) == seen.end());
}

TEST_CASE("a pool runs many short loops, loops within loops, and loops of its copies") {
  const ThreadPool pool(3);
  const ThreadPool copy = pool;  // NOLINT(performance-unnecessary-copy-initialization): that is the point
  std::atomic<Index> sum{0};
  for (int repetition = 0; repetition < 2000; ++repetition) {
    (repetition % 2 == 0 ? pool : copy).bulk(4, [&](Index i) { sum += i; });
  }
  CHECK(sum == 2000 * 6);
  std::atomic<int> inner{0};
  pool.bulk(5, [&](Index) { copy.bulk(7, [&](Index) { ++inner; }); });
  CHECK(inner == 35);
}

TEST_CASE("only Threads are replaced by threads that stay") {
  CHECK(std::same_as<decltype(syncact::persistent(Threads{2})), ThreadPool>);
  CHECK(std::same_as<decltype(syncact::persistent(Serial{})), Serial>);
  CHECK_THROWS_WITH(ThreadPool(0), "ThreadPool: n_threads must be >= 1, is 0");
}

TEST_CASE("Threads needs at least one thread") {
  CHECK_THROWS_WITH((Threads{.n_threads = 0}.bulk(3, [](Index) {})), "Threads: n_threads must be >= 1, is 0");
}

TEST_CASE("Steps counts to the total, one call at a time") {
  std::vector<Index> counts;
  const Progress progress = [&](Index done, Index total) {
    counts.push_back(done);  // a race if two threads called at once: the sanitizers would say so
    CHECK(total == 100);
    return true;
  };
  Steps steps(progress, 100);
  Threads{.n_threads = 4}.bulk(100, [&](Index) { steps.advance(); });
  std::vector<Index> expected(100);
  std::iota(expected.begin(), expected.end(), Index{1});
  CHECK(counts == expected);
}

TEST_CASE("Steps throws Cancelled when the callback says no") {
  const Progress stop_at_three = [](Index done, Index) { return done < 3; };
  on_every_executor([&](const auto& executor, const std::string& name) {
    INFO(name);
    Steps steps(stop_at_three, 10);
    CHECK_THROWS_AS(executor.bulk(10, [&](Index) { steps.advance(); }), Cancelled);
  });
  Steps steps(stop_at_three, 10);
  steps.advance();
  steps.advance();
  CHECK_THROWS_WITH(steps.advance(), "stopped by the caller after 3 of 10 steps");
}

TEST_CASE("Steps without a callback does nothing") {
  const Progress none;
  Steps steps(none, 1);
  CHECK_NOTHROW(steps.advance());
}
