#pragma once
/// Maps of brain networks to look around in, as slices, and as a glass brain.
#include <string>
#include <vector>

#include "report/document.hpp"
#include "syncact/core/types.hpp"
#include "syncact/io/nifti/nifti_mask.hpp"

namespace cli {

/// All that a report shows of maps [network x voxel]. `file` has the numbers, if there is one.
[[nodiscard]] ReportSection map_section(const std::string& heading, const std::string& text,
                                        const syncact::MatrixX<double>& maps, const syncact::io::Mask& mask,
                                        const std::vector<std::string>& names, const std::string& file);

/// A picture for each of the first networks [network x voxel]: eight slices of the volume, from its first end to its last, and
/// below them the values of largest size along each axis. Red is positive, blue negative, full colour the map's largest value;
/// voxels below a fifth of it are left grey, as is the mask. `file` has the numbers.
[[nodiscard]] std::vector<Picture> map_pictures(const syncact::MatrixX<double>& maps, const syncact::io::Mask& mask,
                                                const std::vector<std::string>& names, const std::string& file);

}  // namespace cli
