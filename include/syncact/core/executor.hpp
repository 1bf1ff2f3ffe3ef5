#pragma once
/// Where loops run. The library keeps no thread pool and no global setting: a call that can use threads takes an executor.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <atomic>
#include <concepts>
#include <exception>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "syncact/core/errors.hpp"

namespace syncact {

/// Runs f(0) .. f(n-1).
/// Axioms: each index runs exactly once; all have run when bulk returns; if some throw, the exception of the lowest
/// index that threw leaves bulk and no thread is left running. Nothing is said about order or thread: results of this
/// library must not depend on either.
template <class E>
concept Executor = std::copyable<E> && requires(const E executor, Index n, void (&f)(Index)) {
  { executor.bulk(n, f) } -> std::same_as<void>;
};

/// One index after another in the calling thread.
struct Serial {
  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    for (Index i = 0; i < n; ++i) f(i);
  }
};

namespace detail {

/// Throws Error that says how many threads could be started, and the system's reason.
[[noreturn]] inline void fail_to_start(std::string_view function, Index wanted, Index started, const std::system_error& error) {
  throw Error(text(function, ": ", wanted, " threads are needed beside the calling one, but after ", started,
                   " the system starts no more: ", error.code().message()));
}

/// A loop over 0 .. n-1 that several threads run together: each calls run(f), one of them rethrow() when all are done.
class SharedLoop {
 public:
  explicit SharedLoop(Index n) : n_(n), failed_at_(n) {}

  template <class F>
  void run(F& f) {
    for (Index i = next_++; i < n_; i = next_++) {
      try {
        f(i);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (i < failed_at_) {
          failed_at_ = i;
          failure_ = std::current_exception();
        }
        next_ = n_;  // indices below i are already handed out, so the lowest failure is still found
      }
    }
  }

  /// No further index is handed out.
  void stop() { next_ = n_; }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  Index n_;
  std::atomic<Index> next_{0};
  std::mutex mutex_;
  Index failed_at_;
  std::exception_ptr failure_;
};

}  // namespace detail

/// `n_threads` threads, started for the call and joined before it returns. Indices are handed out one at a time.
struct Threads {
  Index n_threads = static_cast<Index>(std::max(1u, std::thread::hardware_concurrency()));

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

static_assert(Executor<Serial> && Executor<Threads>);

}  // namespace syncact

#include "syncact/core/macros_on.hpp"
