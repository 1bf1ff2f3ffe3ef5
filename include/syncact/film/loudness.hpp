#pragma once
/// Loudness of a sound track, a number for each picture of the film: the competitor of a network that only sees.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/core/errors.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::film {

/// The root mean square of the sound while each sample of a run is shown, from its time until that of the next:
///   L_i = sqrt( 1/(t_{i+1} - t_i) integral of mean_c x_c(t)^2 dt ),  x_c(t) the channel's last value
/// for sound that comes in pieces, of any size; memory is that of a number per sample of the run. Sound begins at 0 s of the
/// film. Where it has ended, and before it began, there is silence, 0.
class Loudness {
 public:
  /// `rate` [1/s] of the sound. Throws ValueError unless it is finite and > 0.
  Loudness(const Run& run, double rate) : run_(run), rate_(rate), energy_(VectorX<double>::Zero(run.n)) {
    require(std::isfinite(rate) && rate > 0, "Loudness", "rate must be finite and > 0", rate);
  }

  /// The next piece of sound [time x channel]. Throws ValueError unless it is finite and has a channel.
  template <class Derived>
  void push(const Eigen::MatrixBase<Derived>& sound) {
    require(sound.cols() >= 1, "Loudness::push", "the number of channels must be >= 1", sound.cols());
    require(sound.allFinite(), "Loudness::push", "sound must be finite");
    for (Index i = 0; i < sound.rows(); ++i) {
      double power = 0;
      for (Index c = 0; c < sound.cols(); ++c) {
        const auto x = static_cast<double>(sound(i, c));
        power += x * x;
      }
      add(power / static_cast<double>(sound.cols()));
    }
  }

  /// [sample of the run]
  [[nodiscard]] VectorX<double> values() const {
    VectorX<double> loudness(run_.n);
    for (Index i = 0; i < run_.n; ++i) loudness[i] = std::sqrt(energy_[i] / (begin(i + 1) - begin(i)));
    return loudness;
  }

 private:
  /// When a sample of the run begins, in samples of the sound.
  [[nodiscard]] double begin(Index i) const { return run_.sampling.time(i) * rate_; }

  /// Shares one sample of the sound out to those of the run that are shown meanwhile.
  void add(double power) {
    const auto end = static_cast<double>(++n_heard_);
    double from = std::max(end - 1, begin(0));
    for (; now_ < run_.n && begin(now_ + 1) <= end; ++now_) {
      energy_[now_] += power * std::max(0.0, begin(now_ + 1) - from);
      from = std::max(from, begin(now_ + 1));
    }
    if (now_ < run_.n) energy_[now_] += power * std::max(0.0, end - from);
  }

  Run run_;
  double rate_;
  VectorX<double> energy_;  ///< of each sample of the run
  Index now_ = 0;           ///< the sample of the run that the sound has come to
  Index n_heard_ = 0;       ///< samples of the sound
};

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
