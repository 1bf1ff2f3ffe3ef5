#include "report/map_pictures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "report/markup.hpp"
#include "report/png.hpp"

namespace cli {

using syncact::as_size;
using syncact::Index;
using syncact::message;

namespace {

constexpr Index most_networks = 12, n_slices = 8;

/// The end of the body to which voxels go along an axis, by the affine: R or L, A or P, S or I.
char end_of(const syncact::io::Geometry& geometry, std::size_t axis, bool high) {
  std::size_t world = 0;
  for (std::size_t row = 1; row < 3; ++row) {
    if (std::abs(geometry.affine[row][axis]) > std::abs(geometry.affine[world][axis])) world = row;
  }
  const bool up = (geometry.affine[world][axis] > 0) == high;
  return (up ? "RAS" : "LPI")[world];
}

std::array<std::uint8_t, 3> colour(double share) {
  if (!(std::abs(share) >= 0.2)) return {214, 214, 214};
  const std::array<int, 3> full = share > 0 ? std::array{190, 30, 10} : std::array{10, 80, 180};
  std::array<std::uint8_t, 3> mixed{};
  for (std::size_t c = 0; c < 3; ++c)
    mixed[c] = static_cast<std::uint8_t>(std::lround(250 + (full[c] - 250) * std::min(1.0, std::abs(share))));
  return mixed;
}

}  // namespace

std::vector<Picture> map_pictures(const syncact::MatrixX<double>& maps, const syncact::io::Mask& mask,
                                  const std::vector<std::string>& names, const std::string& file) {
  const auto& dims = mask.geometry.dims;
  const auto z_of = [&](Index voxel) { return voxel / (dims[0] * dims[1]); };
  std::vector<Picture> pictures;
  if (mask.voxels.empty() || maps.cols() != mask.size()) return pictures;
  const Index low = z_of(mask.voxels.front()), high = z_of(mask.voxels.back()), n = std::min(n_slices, high - low + 1);
  std::vector<Index> column(as_size(dims[2]), -1);  // [slice] where it is shown
  for (Index s = 0; s < n; ++s) syncact::nth(column, low + (2 * s + 1) * (high - low + 1) / (2 * n)) = s;
  for (Index k = 0; k < std::min(most_networks, maps.rows()); ++k) {
    const double largest = maps.row(k).cwiseAbs().maxCoeff();
    Pixels pixels{static_cast<std::uint32_t>(n * dims[0]), static_cast<std::uint32_t>(dims[1]), {}};
    pixels.rgb.assign(as_size(n * dims[0] * dims[1] * 3), 255);
    for (Index c = 0; c < mask.size(); ++c) {
      const Index voxel = syncact::nth(mask.voxels, c), slice = syncact::nth(column, z_of(voxel));
      if (slice < 0) continue;
      const Index x = slice * dims[0] + voxel % dims[0],
                  y = dims[1] - 1 - voxel / dims[0] % dims[1];  // the axis' high end on top
      const auto shade = colour(largest > 0 ? maps(k, c) / largest : 0.0);
      std::copy(shade.begin(), shade.end(), pixels.rgb.begin() + (y * n * dims[0] + x) * 3);
    }
    std::string where;
    if (mask.geometry.sform_code > 0 || mask.geometry.qform_code > 0) {
      where = message(" Right in the picture is ", end_of(mask.geometry, 0, true), ", top is ", end_of(mask.geometry, 1, true),
                      ", slices go to ", end_of(mask.geometry, 2, true), ".");
    }
    pictures.push_back(
        {message("map_", k + 1),
         message(shortened(syncact::nth(names, k), 60), ": ", n, " slices; full red is ", short_number(largest), ".", where),
         message("Slices of a brain with the voxels of ", shortened(syncact::nth(names, k), 60), " in red and blue"),
         png(pixels), file});
  }
  return pictures;
}

}  // namespace cli
