#pragma once
/// Threads that stay between loops.
#include "syncact/core/macros_off.hpp"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "syncact/parallel/threads.hpp"

namespace syncact::inline v0_1 {

namespace detail {

/// Returns once `value` is no longer `old`. Waking a sleeping thread takes longer than a short loop, so for some hundred
/// microseconds it only steps aside for others that want to run, then it sleeps.
template <class V>
void await_change(const std::atomic<V>& value, V old) {
  constexpr int patience = 1000;
  for (int i = 0; i < patience; ++i) {
    if (value != old) return;
    std::this_thread::yield();
  }
  value.wait(old);
}

}  // namespace detail

/// An executor whose threads stay between calls of bulk, for many short loops, where starting threads (`Threads`) would
/// take longer than the loops. Copies share the threads, which end with the last copy. A loop started while another one
/// runs, also one started from inside a loop, runs in its calling thread alone.
class ThreadPool {
 public:
  /// A loop is shared among the calling thread and n_threads - 1 others. Throws ValueError unless n_threads >= 1, Error if
  /// the system does not start so many.
  explicit ThreadPool(Index n_threads = Threads{}.n_threads) {
    require(n_threads >= 1, "ThreadPool", "n_threads must be >= 1", n_threads);
    shared_ = std::make_shared<Shared>(n_threads - 1);
  }

  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    Shared& shared = *shared_;
    if (n <= 1 || shared.threads.empty() || shared.busy.test_and_set()) return Serial{}.bulk(n, f);
    detail::SharedLoop loop(n);
    auto work = [&] { loop.run(f); };
    shared.call = [](void* job) { (*static_cast<decltype(work)*>(job))(); };
    shared.job = &work;
    shared.working = static_cast<int>(shared.threads.size());
    ++shared.round;
    shared.round.notify_all();
    work();
    for (int left = shared.working; left != 0; left = shared.working) detail::await_change(shared.working, left);
    shared.busy.clear();
    loop.rethrow();
  }

 private:
  struct Shared {
    std::atomic<unsigned> round{0};
    std::atomic<int> working{0};
    std::atomic<bool> ending{false};
    std::atomic_flag busy{};
    void (*call)(void*) = nullptr;
    void* job = nullptr;
    std::vector<std::jthread> threads;

    explicit Shared(Index n) {
      try {
        for (Index i = 0; i < n; ++i) threads.emplace_back([this] { serve(); });
      } catch (const std::system_error& error) {
        end();  // those that started, which are joined as `threads` dies
        detail::fail_to_start("ThreadPool", n, static_cast<Index>(threads.size()), error);
      }
    }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    ~Shared() { end(); }

    void end() {
      ending = true;
      ++round;
      round.notify_all();
    }

    void serve() {
      for (unsigned seen = 0;;) {
        detail::await_change(round, seen);
        seen = round;
        if (ending) return;
        call(job);
        if (--working == 0) working.notify_all();
      }
    }
  };

  std::shared_ptr<Shared> shared_;
};

static_assert(Executor<ThreadPool>);

/// The executor for a call that runs very many loops: Threads become a pool, all others stay as they are.
template <Executor E>
[[nodiscard]] auto persistent(const E& executor) {
  if constexpr (std::same_as<E, Threads>) {
    return ThreadPool(executor.n_threads);
  } else {
    return executor;
  }
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
