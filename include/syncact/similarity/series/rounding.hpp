#pragma once
/// What rounding makes of correlations.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::similarity::series {

/// The rounding of a correlation over so many time points: of a sum of products of centered series, relative to their norms.
[[nodiscard]] inline double rounding(Index n_times) {
  return 4 * std::numeric_limits<double>::epsilon() * std::sqrt(static_cast<double>(n_times));
}

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
