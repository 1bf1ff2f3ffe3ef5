#pragma once
/// One line of progress on stderr, only when somebody is watching.
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "syncact/core/progress.hpp"
#include "ui/closing_table.hpp"

namespace cli {

/// Draws "name  42 %  512 MB  3 min left" over itself while a stage runs; silent when stderr is not a terminal. It ends the
/// line when it dies.
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
        std::fprintf(stderr, "\r  %-42s %3d %%  %.0f MB%s\033[K", name_.c_str(), percent, peak_megabytes(),
                     left(done, total).c_str());
        std::fflush(stderr);
      }
      return true;
    };
  }

 private:
  /// What is left of the stage at its pace so far, once that has been seen for a few seconds.
  [[nodiscard]] std::string left(syncact::Index done, syncact::Index total) const {
    const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    if (passed < 3 || done < 1 || done >= total) return "";
    const double seconds = passed * static_cast<double>(total - done) / static_cast<double>(done);
    return seconds < 90     ? "  " + std::to_string(std::lround(seconds)) + " s left"
           : seconds < 5400 ? "  " + std::to_string(std::lround(seconds / 60)) + " min left"
                            : "  " + std::to_string(std::lround(seconds / 3600)) + " h left";
  }

  std::string name_;
  bool shown_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  int percent_ = -1;
};

}  // namespace cli
