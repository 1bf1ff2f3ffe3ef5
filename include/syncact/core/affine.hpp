#pragma once
/// From voxel indices to positions.
#include "syncact/core/macros_off.hpp"

#include <array>

namespace syncact::inline v0_1 {

/// Row-major 4 x 4: (i, j, k, 1) of a voxel, counted from 0, to (x, y, z, 1) in the space of the image, usually [mm].
using Affine = std::array<std::array<double, 4>, 4>;

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
