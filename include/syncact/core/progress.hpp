#pragma once
/// Telling the caller how far a long call has come. The library itself prints nothing.
#include "syncact/core/macros_off.hpp"

#include <functional>
#include <mutex>

#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1 {

/// Called as progress(done, total); return false to stop the call, which then throws Cancelled. May be empty.
/// It is never called from two threads at once.
using Progress = std::function<bool(Index done, Index total)>;

/// Counts finished steps of a loop that may run on threads.
class Steps {
 public:
  Steps(const Progress& progress, Index total) : progress_(progress), total_(total) {}

  /// One more step is done. Throws Cancelled if the callback asks to stop.
  void advance() {
    if (!progress_) return;
    const std::lock_guard lock(mutex_);
    ++done_;
    if (!progress_(done_, total_)) throw Cancelled(message("stopped by the caller after ", done_, " of ", total_, " steps"));
  }

 private:
  const Progress& progress_;
  Index total_;
  Index done_ = 0;
  std::mutex mutex_;
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
