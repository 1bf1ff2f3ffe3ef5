#pragma once
/// Durations in seconds.
#include "syncact/core/macros_off.hpp"

#include <chrono>

namespace syncact::inline v0_1 {

/// Seconds with a fraction. `0.72s` and `1s` convert, a bare `0.72` does not.
using Seconds = std::chrono::duration<double>;

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
