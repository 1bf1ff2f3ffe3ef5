#pragma once
/// One loop that several threads run together.
#include "syncact/core/macros_off.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <string_view>
#include <system_error>

#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1::detail {

/// Throws Error that says how many threads could be started, and the system's reason.
[[noreturn]] inline void fail_to_start(std::string_view function, Index wanted, Index started, const std::system_error& error) {
  throw Error(message(function, ": ", wanted, " threads are needed beside the calling one, but after ", started,
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

}  // namespace syncact::inline v0_1::detail

#include "syncact/core/macros_on.hpp"
