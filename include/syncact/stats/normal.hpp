#pragma once
/// The normal distribution's tail.
#include <cmath>
#include <numbers>

namespace syncact::stats {

/// P(|Z| > |z|) of a standard normal Z; NaN for NaN.
[[nodiscard]] inline double two_sided_normal_p(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

}  // namespace syncact::stats
