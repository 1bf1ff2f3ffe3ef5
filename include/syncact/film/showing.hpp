#pragma once
/// Which pictures of a film a network is shown, and when.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "syncact/core/timeline.hpp"

namespace syncact::inline v0_1::film {

/// Sample i of the activations is the network's answer to picture frames[i] of the film.
struct Showing {
  Run run;                    ///< the clock of the activations
  std::vector<Index> frames;  ///< [sample] never decreasing
};

namespace detail {

/// The clock of time stamps. Files store them in milliseconds, or in ticks of their own: what is off an even pace by less than
/// a millisecond is even.
[[nodiscard]] inline Sampling clock_of(const std::vector<double>& times) {
  const auto n = static_cast<double>(times.size());
  const double period = (times.back() - times.front()) / (n - 1);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!(std::abs(times[i] - times.front() - static_cast<double>(i) * period) < 1e-3)) return Sampling::at(times);
  }
  return Sampling::every(Seconds{period}, Seconds{times.front()});
}

}  // namespace detail

/// Every picture, at its time. Throws ValueError unless there are at least two, whose times increase.
[[nodiscard]] inline Showing every_frame(const std::vector<double>& times) {
  const Sampling exact = Sampling::at(times);  // checks them
  const auto n = static_cast<Index>(times.size());
  Showing showing{{times.back() > times.front() ? detail::clock_of(times) : exact, n}, std::vector<Index>(times.size())};
  std::iota(showing.frames.begin(), showing.frames.end(), Index{0});
  return showing;
}

/// `fps` samples a second from the first picture to the end of the last: each is the picture that is on the screen then, so
/// that pictures may be left out, shown twice, or dropped in the file. Throws ValueError unless times increase and fps > 0.
[[nodiscard]] inline Showing at_rate(const std::vector<double>& times, double fps) {
  const Sampling shown = every_frame(times).run.sampling;
  const auto n_frames = static_cast<Index>(times.size());
  const Sampling clock = Sampling::fps(fps, shown.onset());
  Showing showing{{clock, 0}, {}};
  constexpr double same = 1e-3;  // [s] time stamps are rounded to that
  for (Index i = 0, frame = 0; clock.time(i) + same < shown.time(n_frames); ++i) {
    while (frame + 1 < n_frames && shown.time(frame + 1) <= clock.time(i) + same) ++frame;
    showing.frames.push_back(frame);
  }
  showing.run.n = static_cast<Index>(showing.frames.size());
  return showing;
}

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
