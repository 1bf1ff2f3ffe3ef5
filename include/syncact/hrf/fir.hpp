#pragma once
/// One bin of a finite impulse response basis.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/core/seconds.hpp"
#include "syncact/hrf/concept.hpp"

namespace syncact::inline v0_1::hrf {

/// A box of area 1: h(t) = 1/width for delay*width <= t < (delay+1)*width. With width = TR, the regressor of bin `delay` at
/// time t is the mean of the stimulus over the TR that ended `delay` TRs before t.
struct Fir {
  Seconds width{1};  ///< > 0
  Index delay = 0;   ///< >= 0

  [[nodiscard]] double operator()(Seconds t) const {
    const Seconds begin = static_cast<double>(delay) * width;
    return t >= begin && t < duration() ? 1 / width.count() : 0.0;
  }
  [[nodiscard]] Seconds duration() const { return static_cast<double>(delay + 1) * width; }
  [[nodiscard]] double integral(Seconds t) const { return std::clamp(t / width - static_cast<double>(delay), 0.0, 1.0); }
};

static_assert(IntegrableResponse<Fir>);

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
