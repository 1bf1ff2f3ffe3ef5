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

constexpr Index most_networks = 12, n_slices = 8, most_volumes = 200;

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

/// A map seen through the brain along one axis: of each ray the value of largest size, NaN beside the mask.
struct Projection {
  Index width, height;
  std::vector<double> value;  ///< [row from the top x column]

  /// The axes that the picture's columns and rows go along; the high end of the rows' axis is on top.
  Projection(const syncact::io::Mask& mask, const syncact::MatrixX<double>& maps, Index network, std::size_t across,
             std::size_t up)
      : width(mask.geometry.dims[across]), height(mask.geometry.dims[up]), value(as_size(width * height), std::nan("")) {
    const auto& dims = mask.geometry.dims;
    for (Index c = 0; c < mask.size(); ++c) {
      const Index voxel = syncact::nth(mask.voxels, c);
      const std::array<Index, 3> at{voxel % dims[0], voxel / dims[0] % dims[1], voxel / (dims[0] * dims[1])};
      double& there = syncact::nth(value, (height - 1 - at[up]) * width + at[across]);
      if (!(std::abs(there) >= std::abs(maps(network, c)))) there = maps(network, c);  // NaN gives way
    }
  }
};

/// A picture in the making.
class Canvas {
 public:
  Canvas(Index width, Index height)
      : width_(width), pixels_{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}} {
    pixels_.rgb.assign(as_size(width * height * 3), 255);
  }
  void put(Index x, Index y, const std::array<std::uint8_t, 3>& shade) {
    std::copy(shade.begin(), shade.end(), pixels_.rgb.begin() + (y * width_ + x) * 3);
  }
  [[nodiscard]] const Pixels& pixels() const { return pixels_; }

 private:
  Index width_;
  Pixels pixels_;
};

}  // namespace

ReportSection map_section(const std::string& heading, const std::string& text, const syncact::MatrixX<double>& maps,
                          const syncact::io::Mask& mask, const std::vector<std::string>& names, const std::string& file) {
  ReportSection section{heading, {Paragraph{text}}};
  Volume volume{"Choose a map; click into a plane, or move the sliders, to look elsewhere. Red is positive, blue negative.",
                mask,
                {},
                {},
                file};
  if (maps.cols() == mask.size()) {
    for (Index k = 0; k < std::min<Index>(maps.rows(), most_volumes); ++k) {
      volume.names.push_back(syncact::nth(names, k));
      volume.maps.emplace_back();
      for (const double value : maps.row(k)) volume.maps.back().push_back(static_cast<float>(value));
    }
  }
  if (!volume.maps.empty() && mask.size() > 0) section.blocks.emplace_back(std::move(volume));
  for (Picture& picture : map_pictures(maps, mask, names, file)) section.blocks.emplace_back(std::move(picture));
  return section;
}

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
    const auto shade_of = [&](double value) { return colour(largest > 0 ? value / largest : 0.0); };
    const std::array through{Projection(mask, maps, k, 1, 2), Projection(mask, maps, k, 0, 2), Projection(mask, maps, k, 0, 1)};
    const Index gap = std::max<Index>(2, dims[0] / 12);
    const Index width = std::max(n * dims[0], dims[1] + 2 * dims[0] + 2 * gap);
    Canvas canvas(width, dims[1] + gap + std::max(dims[1], dims[2]));
    for (Index c = 0; c < mask.size(); ++c) {
      const Index voxel = syncact::nth(mask.voxels, c), slice = syncact::nth(column, z_of(voxel));
      if (slice < 0) continue;
      const Index y = dims[1] - 1 - voxel / dims[0] % dims[1];  // the axis' high end on top
      canvas.put(slice * dims[0] + voxel % dims[0], y, shade_of(maps(k, c)));
    }
    Index left = 0;
    for (const Projection& view : through) {
      for (Index i = 0; i < std::ssize(view.value); ++i) {
        const double value = syncact::nth(view.value, i);
        if (!std::isnan(value)) canvas.put(left + i % view.width, dims[1] + gap + i / view.width, shade_of(value));
      }
      left += view.width + gap;
    }
    std::string where;
    if (mask.geometry.sform_code > 0 || mask.geometry.qform_code > 0) {
      where = message(" Right in slices is ", end_of(mask.geometry, 0, true), ", top is ", end_of(mask.geometry, 1, true),
                      ", slices go to ", end_of(mask.geometry, 2, true), "; right in the first view is ",
                      end_of(mask.geometry, 1, true), ".");
    }
    pictures.push_back(
        {message("map_", k + 1),
         message(shortened(syncact::nth(names, k), 60), ": ", n, n == 1 ? " slice" : " slices",
                 ", and below the whole brain seen through from the side, the front and above (of each ray the value of "
                 "largest size); full red is ",
                 short_number(largest), ".", where),
         message("Slices of a brain, and three views through it, with the voxels of ", shortened(syncact::nth(names, k), 60),
                 " in red and blue"),
         png(canvas.pixels()), file});
  }
  return pictures;
}

}  // namespace cli
