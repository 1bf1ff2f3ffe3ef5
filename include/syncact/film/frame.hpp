#pragma once
/// One picture of a film.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::film {

/// A picture of 8 bits per colour and when it is shown.
struct Frame {
  double time = 0;                ///< [s] from the start of its film
  Index height = 0, width = 0;    ///< [pixel]
  std::vector<std::uint8_t> rgb;  ///< [height x width x 3], red first

  /// Red, green or blue (0, 1, 2) at row y and column x.
  [[nodiscard]] std::uint8_t operator()(Index y, Index x, Index colour) const { return nth(rgb, (y * width + x) * 3 + colour); }
};

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
