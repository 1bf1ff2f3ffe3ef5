#pragma once
/// The most active moments of every unit, from frames that come block by block.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::annotation::describe {

/// A frame, and how active a unit is on it.
struct Moment {
  Index frame = 0;
  double activation = 0;
  [[nodiscard]] bool operator==(const Moment&) const = default;
};

/// What top_frames finds, for all units of a film that is never in memory as a whole. Frames are taken together in windows of
/// `window` frames, counted from frame 0, since neighbours in a film show the same scene; a window counts by its most active
/// frame, the first of them if several are, and no two moments are closer than a window. Frames on which a unit is no more
/// active than on any other are no moments of it: a constant unit has none. NaN counts as not seen. How frames are cut into
/// blocks changes nothing. Memory: six numbers for each unit and moment.
class TopMoments {
 public:
  /// Throws ValueError unless n_units >= 0, n_top >= 1 and window >= 1.
  TopMoments(Index n_units, Index n_top, Index window = 1) : n_top_(n_top), n_kept_(3 * n_top), window_(window) {
    require(n_units >= 0, "TopMoments", "the number of units must be >= 0", n_units);
    require(n_top >= 1, "TopMoments", "n_top must be >= 1", n_top);
    require(window >= 1, "TopMoments", "window must be >= 1", window);
    top_.resize(as_size(n_units));
    lowest_.assign(as_size(n_units), std::numeric_limits<double>::infinity());
  }

  [[nodiscard]] Index n_units() const { return std::ssize(top_); }

  /// Takes frames first, first + 1, ... as [frame x unit]; those of later calls come later. Throws ShapeError, and ValueError
  /// for frames that were passed.
  void push(Index first, const Eigen::Ref<const RowMatrixX<double>>& block) {
    require_extent("TopMoments::push", "number of units", n_units(), block.cols());
    require(first >= next_, "TopMoments::push", "the first frame of a block must be the one after the last block", first);
    for (Index i = 0; i < block.rows(); ++i) {
      for (Index u = 0; u < block.cols(); ++u) offer(u, {first + i, block(i, u)});
    }
    next_ = first + block.rows();
  }

  /// At most n_top moments of a unit, most active first, equally active ones in the order of time.
  [[nodiscard]] std::vector<Moment> of(Index unit) const {
    require(unit >= 0 && unit < n_units(), "TopMoments::of", "the unit must be one of the table", unit);
    std::vector<Moment> moments;
    for (const Moment& m : nth(top_, unit)) {
      if (std::ssize(moments) == n_top_ || !(m.activation > nth(lowest_, unit))) break;
      const auto near = [&](const Moment& other) { return std::abs(m.frame - other.frame) < window_; };
      if (std::none_of(moments.begin(), moments.end(), near)) moments.push_back(m);
    }
    return moments;
  }

 private:
  [[nodiscard]] static bool before(const Moment& a, const Moment& b) {
    return a.activation != b.activation ? a.activation > b.activation : a.frame < b.frame;
  }

  void offer(Index unit, const Moment& moment) {
    if (std::isnan(moment.activation)) return;
    double& lowest = nth(lowest_, unit);
    lowest = std::min(lowest, moment.activation);
    std::vector<Moment>& top = nth(top_, unit);
    if (std::ssize(top) == n_kept_ && !before(moment, top.back())) return;
    const auto same = std::find_if(top.begin(), top.end(),
                                   [&](const Moment& other) { return other.frame / window_ == moment.frame / window_; });
    if (same != top.end()) {
      if (!before(moment, *same)) return;
      top.erase(same);
    } else if (std::ssize(top) == n_kept_) {
      top.pop_back();
    }
    top.insert(std::find_if(top.begin(), top.end(), [&](const Moment& other) { return before(moment, other); }), moment);
  }

  Index n_top_, n_kept_;  // a moment keeps at most two others out, those of the windows beside its own
  Index window_, next_ = 0;
  std::vector<std::vector<Moment>> top_;  ///< [unit] most active first
  std::vector<double> lowest_;            ///< [unit]
};

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
