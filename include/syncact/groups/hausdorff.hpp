#pragma once
/// How far apart two sets of voxels are, in millimetres.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "syncact/core/affine.hpp"
#include "syncact/core/errors.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::groups {

using syncact::Affine;  ///< rows 0 .. 2 give millimetres

/// Centers of voxels in millimetres, [voxel x 3], from their indices [voxel x 3] on the grid and the affine of the image.
/// Throws ShapeError unless there are three indices each.
[[nodiscard]] inline MatrixX<double> voxel_centers(const MatrixX<double>& indices, const Affine& affine) {
  require_extent("voxel_centers", "number of columns of indices", 3, indices.cols());
  MatrixX<double> centers(indices.rows(), 3);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto& row = affine[axis];
    centers.col(static_cast<Index>(axis)) =
        (row[0] * indices.col(0) + row[1] * indices.col(1) + row[2] * indices.col(2)).array() + row[3];
  }
  return centers;
}

namespace detail {

/// The distance from each voxel of `from` to the nearest of `to`.
inline void add_nearest(const MatrixX<double>& centers, std::span<const Index> from, std::span<const Index> to,
                        std::vector<double>& distances) {
  const MatrixX<double> target = rows_of(centers, to);
  for (const Index v : from) {
    distances.push_back(std::sqrt((target.rowwise() - centers.row(v)).rowwise().squaredNorm().minCoeff()));
  }
}

}  // namespace detail

/// The Hausdorff distance of two sets of voxels: of all distances from a voxel of one set to the nearest of the other, both
/// ways, the largest, or a lower percentile that a single stray voxel does not move (HD95: percentile 95, by linear
/// interpolation of the pooled distances). In the unit of centers [voxel x 3]. |A| |B| steps.
/// NaN if one set is empty, 0 if both are. Throws ValueError unless 0 <= percentile <= 100, ShapeError for centers of another
/// width than 3.
[[nodiscard]] inline double hausdorff(const MatrixX<double>& centers, std::span<const Index> a, std::span<const Index> b,
                                      double percentile = 100) {
  require_extent("hausdorff", "number of columns of centers", 3, centers.cols());
  require(percentile >= 0 && percentile <= 100, "hausdorff", "percentile must lie in [0, 100]", percentile);
  if (a.empty() && b.empty()) return 0;
  if (a.empty() || b.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> distances;
  detail::add_nearest(centers, a, b, distances);
  detail::add_nearest(centers, b, a, distances);
  std::sort(distances.begin(), distances.end());
  const double at = percentile / 100 * static_cast<double>(distances.size() - 1);
  const auto below = static_cast<std::size_t>(at), above = std::min(below + 1, distances.size() - 1);
  return distances[below] + (at - static_cast<double>(below)) * (distances[above] - distances[below]);
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
