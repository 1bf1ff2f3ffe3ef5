#pragma once
/// Fisher's z of correlations that may be 1.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

namespace syncact::inline v0_1::stats {

/// arctanh r, of an r no nearer to 1 or -1 than 1e-12, so that means over subjects stay finite. NaN for NaN.
[[nodiscard]] inline double finite_fisher_z(double r) { return std::atanh(std::clamp(r, -1 + 1e-12, 1 - 1e-12)); }

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
