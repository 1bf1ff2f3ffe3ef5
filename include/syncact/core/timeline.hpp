#pragma once
/// Clocks. Every table that enters the library says when its samples were taken; two clocks are never mixed silently.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/seconds.hpp"

namespace syncact::inline v0_1 {

/// When the samples of one run were taken, in seconds from the start of that run.
///
/// Regular: sample i spans [onset + i*period, onset + (i+1)*period). The time is computed from i each time, so a period
/// that is not a binary fraction (TR 2.00000061, 1001/30000 s) gathers no drift.
/// Timestamped: sample i spans [t_i, t_{i+1}); the last one is as long as the one before it.
class Sampling {
 public:
  /// One sample every `period` from `onset` on. Throws ValueError unless period > 0 and both are finite.
  [[nodiscard]] static Sampling every(Seconds period, Seconds onset = Seconds{0}) {
    require(std::isfinite(period.count()) && period.count() > 0, "Sampling::every", "period must be > 0 s", period.count());
    require(std::isfinite(onset.count()), "Sampling::every", "onset must be finite", onset.count());
    return Sampling(period.count(), onset.count(), {});
  }

  /// `frames_per_second` samples a second, e.g. 30000.0 / 1001.
  [[nodiscard]] static Sampling fps(double frames_per_second, Seconds onset = Seconds{0}) {
    require(std::isfinite(frames_per_second) && frames_per_second > 0, "Sampling::fps", "frame rate must be > 0",
            frames_per_second);
    return every(Seconds{1.0 / frames_per_second}, onset);
  }

  /// Samples that begin at these times [s]. Throws ValueError unless they are at least two, finite and increasing.
  [[nodiscard]] static Sampling at(std::vector<double> timestamps) {
    require(timestamps.size() >= 2, "Sampling::at", "the number of timestamps must be >= 2", timestamps.size());
    for (std::size_t i = 0; i < timestamps.size(); ++i) {
      require(std::isfinite(timestamps[i]), "Sampling::at", "each timestamp must be finite", timestamps[i]);
      if (i > 0 && !(timestamps[i] > timestamps[i - 1])) {
        throw ValueError(message("Sampling::at: timestamps must increase, but [", i - 1, "] is ", timestamps[i - 1], " s and [",
                                 i, "] is ", timestamps[i], " s"));
      }
    }
    const double onset = timestamps.front();
    const double period = (timestamps.back() - onset) / static_cast<double>(timestamps.size() - 1);
    return Sampling(period, onset, std::move(timestamps));
  }

  [[nodiscard]] bool regular() const { return timestamps_.empty(); }

  /// The period; for timestamps their mean distance.
  [[nodiscard]] Seconds period() const { return Seconds{period_}; }
  [[nodiscard]] Seconds onset() const { return Seconds{onset_}; }
  [[nodiscard]] const std::vector<double>& timestamps() const { return timestamps_; }

  /// Start of sample i [s]; i may be one past the last timestamp: the end of the recording.
  [[nodiscard]] double time(Index i) const {
    if (regular()) return onset_ + static_cast<double>(i) * period_;
    const auto n = static_cast<Index>(timestamps_.size());
    if (i < n) return nth(timestamps_, i);
    return 2 * nth(timestamps_, n - 1) - nth(timestamps_, n - 2);
  }

  /// The same clock, `by` later.
  [[nodiscard]] Sampling shifted(Seconds by) const {
    Sampling result = *this;
    result.onset_ += by.count();
    for (double& t : result.timestamps_) t += by.count();
    return result;
  }

  friend bool operator==(const Sampling&, const Sampling&) = default;

 private:
  Sampling(double period, double onset, std::vector<double> timestamps)
      : period_(period), onset_(onset), timestamps_(std::move(timestamps)) {}

  double period_;
  double onset_;
  std::vector<double> timestamps_;
};

/// One scanner run, or one uninterrupted showing: n samples on one clock that starts with the run.
struct Run {
  Sampling sampling;
  Index n;

  [[nodiscard]] double begin() const { return sampling.time(0); }
  [[nodiscard]] double end() const { return sampling.time(n); }
  [[nodiscard]] Seconds duration() const { return Seconds{end() - begin()}; }
  friend bool operator==(const Run&, const Run&) = default;
};

/// The runs of a table, concatenated along time. Run r owns rows [begin(r), begin(r) + runs[r].n).
class Timeline {
 public:
  /// Throws ValueError if there is no run, a run is empty, or a run has more samples than its clock has timestamps.
  explicit Timeline(std::vector<Run> runs) : runs_(std::move(runs)) {
    require(!runs_.empty(), "Timeline", "the number of runs must be >= 1", runs_.size());
    for (const Run& run : runs_) {
      require(run.n >= 1, "Timeline", "the number of samples of a run must be >= 1", run.n);
      require(run.sampling.regular() || run.n == static_cast<Index>(run.sampling.timestamps().size()), "Timeline",
              "the number of samples of a timestamped run must be that of its timestamps", run.n);
    }
  }

  /// Runs of these lengths that share one clock.
  Timeline(const Sampling& sampling, const std::vector<Index>& lengths) : Timeline(make_runs(sampling, lengths)) {}
  /// A single run.
  Timeline(const Sampling& sampling, Index n) : Timeline(sampling, std::vector<Index>{n}) {}

  /// Scanner runs: volume i of a run is taken as measured at (i + slice_time_ref) * tr.
  /// slice_time_ref 0 is the onset of the volume, 0.5 its middle (fMRIPrep). Throws ValueError outside [0, 1].
  [[nodiscard]] static Timeline scans(Seconds tr, double slice_time_ref, const std::vector<Index>& lengths) {
    require(slice_time_ref >= 0 && slice_time_ref <= 1, "Timeline::scans", "slice_time_ref must be in [0, 1]", slice_time_ref);
    return Timeline(Sampling::every(tr, slice_time_ref * tr), lengths);
  }

  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
  [[nodiscard]] Index n_runs() const { return static_cast<Index>(runs_.size()); }
  [[nodiscard]] const Run& run(Index r) const { return nth(runs_, r); }

  /// First row of run r.
  [[nodiscard]] Index begin(Index r) const {
    return std::accumulate(runs_.begin(), runs_.begin() + r, Index{0}, [](Index sum, const Run& run) { return sum + run.n; });
  }
  /// Number of samples over all runs.
  [[nodiscard]] Index size() const { return begin(n_runs()); }

  [[nodiscard]] std::vector<Index> lengths() const {
    std::vector<Index> result;
    for (const Run& run : runs_) result.push_back(run.n);
    return result;
  }

  friend bool operator==(const Timeline&, const Timeline&) = default;

 private:
  static std::vector<Run> make_runs(const Sampling& sampling, const std::vector<Index>& lengths) {
    std::vector<Run> runs;
    for (const Index n : lengths) runs.push_back(Run{sampling, n});
    return runs;
  }

  std::vector<Run> runs_;
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
