#pragma once
/// Which voxels of a volume are the columns of a table.
#include "syncact/core/macros_off.hpp"

#include <filesystem>
#include <numeric>
#include <string_view>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/io/nifti/nifti_geometry.hpp"

namespace syncact::inline v0_1::io {

/// The voxels that are columns of a table. Column c is voxel voxels[c] = i + dims[0] * (j + dims[1] * k): x is the fastest,
/// as in the file.
struct Mask {
  Geometry geometry;
  std::vector<Index> voxels = {};     ///< increasing
  std::filesystem::path source = {};  ///< for messages; may be empty
  bool two_valued = true;             ///< the image it was read from holds 0 and one other value, and nothing else

  [[nodiscard]] Index size() const { return static_cast<Index>(voxels.size()); }
};

/// All voxels of the volume.
[[nodiscard]] inline Mask whole_mask(const Geometry& geometry, const std::filesystem::path& source = {}) {
  Mask mask{geometry, std::vector<Index>(static_cast<std::size_t>(geometry.n_voxels())), source};
  std::iota(mask.voxels.begin(), mask.voxels.end(), Index{0});
  return mask;
}

/// Throws ValueError if a voxel lies outside the mask's own volume.
inline void require_inside(std::string_view function, const Mask& mask) {
  for (const Index voxel : mask.voxels) {
    if (voxel >= 0 && voxel < mask.geometry.n_voxels()) continue;
    throw ValueError(message(function, ": voxels of a mask must lie in [0, ", mask.geometry.n_voxels(), "), one is ", voxel));
  }
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
