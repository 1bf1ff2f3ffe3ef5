#pragma once
/// The normal distribution's tail.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <numbers>

#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1::numeric {

/// P(|Z| > |z|) of a standard normal Z; NaN for NaN.
[[nodiscard]] inline double two_sided_normal_p(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

/// The value below which a standard normal variable falls with probability p, to 1e-14. Throws ValueError unless 0 < p < 1.
[[nodiscard]] inline double normal_quantile(double p) {
  require(p > 0 && p < 1, "normal_quantile", "p must lie in (0, 1)", p);
  double low = -40, high = 40;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (std::erfc(-middle / std::numbers::sqrt2) / 2 < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
