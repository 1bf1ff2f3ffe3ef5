#pragma once
/// One line of progress on stderr, only when somebody is watching.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

#include "syncact/core/progress.hpp"

namespace cli {

/// Draws "name  42 %" over itself while a stage runs; silent when stderr is not a terminal. It ends the line when it dies.
class ProgressBar {
 public:
  explicit ProgressBar(std::string name) : name_(std::move(name)), shown_(isatty(STDERR_FILENO) != 0) {}
  ~ProgressBar() {
    if (shown_ && percent_ >= 0) std::fprintf(stderr, "\r\033[K");
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// A callback for the library; valid while the bar lives.
  [[nodiscard]] syncact::Progress callback() {
    if (!shown_) return {};
    return [this](syncact::Index done, syncact::Index total) {
      const int percent = total > 0 ? static_cast<int>(100 * done / total) : 100;
      if (percent != percent_) {
        percent_ = percent;
        std::fprintf(stderr, "\r  %-42s %3d %%", name_.c_str(), percent);
        std::fflush(stderr);
      }
      return true;
    };
  }

 private:
  std::string name_;
  bool shown_;
  int percent_ = -1;
};

}  // namespace cli
