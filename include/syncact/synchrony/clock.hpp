#pragma once
/// The clock of a coupling.
#include "syncact/core/macros_off.hpp"

#include <concepts>

#include "syncact/core/timeline.hpp"
#include "syncact/signal/projection.hpp"

namespace syncact::inline v0_1::synchrony {

/// What both sides of couple() are on: one clock, or a projection from the neurons' to the networks'.
template <class C>
concept ClockOrProjection = std::same_as<C, Timeline> || std::same_as<C, signal::Projection>;

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
