#pragma once
/// Several films that were shown one after the other, as one.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

#include "syncact/core/errors.hpp"
#include "syncact/film/frame_source.hpp"

namespace syncact::inline v0_1::film {

/// A FrameSource of films without a pause between them. A film ends when its last picture has been shown as long as its
/// pictures are on average, and the next one's time 0 is then. Each film is opened when the one before is over. Throws
/// ValueError unless there is a film, and each that another follows has two pictures at least.
template <std::invocable<Index> Open>
  requires FrameSource<std::invoke_result_t<const Open&, Index>>
class Joined {
 public:
  /// open(i) opens film i of n_films, at its first picture.
  Joined(Open open, Index n_films) : open_(std::move(open)), n_films_(n_films) {
    require(n_films >= 1, "Joined", "the number of films must be >= 1", n_films);
  }

  [[nodiscard]] bool next(Frame& frame) {
    const auto step = [&](double& own) {
      if (!source_->next(frame)) return false;
      own = frame.time;
      return true;
    };
    double time = 0;
    if (!show(step, time)) return false;
    frame.time = time;
    return true;
  }

  [[nodiscard]] bool skip(double& time) {
    return show([&](double& own) { return film::skip(*source_, own); }, time);
  }

 private:
  /// step(time) asks the film that is on for its next picture.
  template <class Step>
  [[nodiscard]] bool show(const Step& step, double& time) {
    for (; film_ < n_films_; ++film_) {
      if (!source_) {
        source_.emplace(open_(film_));
        n_ = 0;
      }
      double own = 0;
      if (step(own)) {
        if (n_++ == 0) first_ = own;
        last_ = own;
        time = begin_ + own;
        return true;
      }
      source_.reset();
      if (film_ + 1 == n_films_) continue;
      require(n_ >= 2, "Joined", "the number of pictures of a film that another follows must be >= 2", n_);
      begin_ += last_ + (last_ - first_) / static_cast<double>(n_ - 1);
    }
    return false;
  }

  Open open_;
  Index n_films_;
  Index film_ = 0;  ///< that is on
  std::optional<std::invoke_result_t<const Open&, Index>> source_;
  Index n_ = 0;                              ///< pictures of it that were shown
  double begin_ = 0, first_ = 0, last_ = 0;  ///< [s] of it; the times of its first and latest picture are its own
};

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
