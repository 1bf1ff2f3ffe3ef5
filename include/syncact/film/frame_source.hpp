#pragma once
/// Where the pictures of a film come from.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <vector>

#include "syncact/film/frame.hpp"

namespace syncact::inline v0_1::film {

/// The pictures of one film, in the order in which they are shown: a file, a folder of pictures, a camera, a simulation.
///   next(frame)   puts the next picture into `frame` and returns true, or returns false at the end
/// Axioms: times are finite and increase; two sources that are opened alike give the same pictures and the same times; what
/// `frame` held before does not matter. A source that can pass over a picture without unpacking it also has
///   skip(time)    as next(), with nothing but the time
template <class S>
concept FrameSource = requires(S& source, Frame& frame) {
  { source.next(frame) } -> std::same_as<bool>;
};

/// Passes over one picture, which was shown at `time` [s]. False at the end.
template <FrameSource S>
[[nodiscard]] bool skip(S& source, double& time) {
  if constexpr (requires {
                  { source.skip(time) } -> std::same_as<bool>;
                }) {
    return source.skip(time);
  } else {
    Frame frame;
    if (!source.next(frame)) return false;
    time = frame.time;
    return true;
  }
}

/// When each picture of a film is shown [s]. Reads the source to its end.
template <FrameSource S>
[[nodiscard]] std::vector<double> times_of(S&& source) {
  std::vector<double> times;
  for (double time = 0; skip(source, time);) times.push_back(time);
  return times;
}

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
