#pragma once
/// Durations in seconds.
#include "syncact/core/macros_off.hpp"

#include <chrono>

namespace syncact {

/// Seconds with a fraction. `0.72s` and `1s` convert, a bare `0.72` does not.
using Seconds = std::chrono::duration<double>;

}  // namespace syncact

#include "syncact/core/macros_on.hpp"
