#pragma once
/// No response: the features are already convolved, or the signal follows the stimulus at once.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/seconds.hpp"
#include "syncact/hrf/concept.hpp"

namespace syncact::inline v0_1::hrf {

/// The identity of convolution. It models HemodynamicResponse as an impulse of duration 0 (sampled: the kernel {1}), so that
/// it can stand wherever a response does; convolutions ask is_identity<H> and pass the signal through.
struct None {
  [[nodiscard]] double operator()(Seconds t) const { return t.count() == 0 ? 1.0 : 0.0; }
  [[nodiscard]] Seconds duration() const { return Seconds{0}; }
};

template <class H>
inline constexpr bool is_identity = std::same_as<H, None>;

static_assert(HemodynamicResponse<None>);

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
