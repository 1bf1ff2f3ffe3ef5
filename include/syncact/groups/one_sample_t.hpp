#pragma once
/// A map of a group from the maps of its people.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>
#include <span>

#include "syncact/core/errors.hpp"
#include "syncact/numeric/z_from_t.hpp"

namespace syncact::inline v0_1::groups {

/// Mean over subjects, and the test that it is zero, of each entry.
struct GroupMap {
  MatrixX<double> mean;
  MatrixX<double> t;  ///< mean / (sd / sqrt(S)), S - 1 degrees of freedom; NaN where a subject is NaN or all agree exactly
  MatrixX<double> z;  ///< of the same probability
};

/// Tests maps [network x voxel] of S >= 2 subjects entry by entry. Not corrected for the number of voxels. Subjects are
/// taken as independent and normal. Throws ValueError for fewer than two subjects, ShapeError if maps differ in size.
template <std::floating_point T>
[[nodiscard]] GroupMap one_sample_t(std::span<const MatrixX<T>> maps) {
  require(maps.size() >= 2, "one_sample_t", "the number of subjects must be >= 2", maps.size());
  const Index rows = maps[0].rows(), cols = maps[0].cols();
  const auto n = static_cast<double>(maps.size());
  GroupMap result{MatrixX<double>::Zero(rows, cols), {}, {}};
  for (const auto& map : maps) {
    require_extent("one_sample_t", "number of rows of a map", rows, map.rows());
    require_extent("one_sample_t", "number of columns of a map", cols, map.cols());
    result.mean += map.template cast<double>() / n;
  }
  MatrixX<double> variance = MatrixX<double>::Zero(rows, cols);
  for (const auto& map : maps) variance += (map.template cast<double>() - result.mean).cwiseAbs2() / (n - 1);
  result.t = result.mean.binaryExpr(variance, [n](double mean, double v) {
    return v > 0 ? mean / std::sqrt(v / n) : std::numeric_limits<double>::quiet_NaN();
  });
  result.z = result.t.unaryExpr([n](double t) { return numeric::z_from_t(t, n - 1); });
  return result;
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
