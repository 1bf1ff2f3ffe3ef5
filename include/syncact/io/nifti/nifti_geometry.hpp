#pragma once
/// Where the voxels of an image are.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "syncact/core/affine.hpp"
#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1::io {

using syncact::Affine;  ///< to the space the codes name

/// Where the voxels are: all that an image derived from this one has to repeat.
struct Geometry {
  std::array<Index, 3> dims{1, 1, 1};                                       ///< voxels along x, y, z
  std::array<double, 3> voxel_size{1, 1, 1};                                ///< in spatial_unit, > 0
  Affine affine{{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}};  ///< the one in force
  Affine sform{{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}};   ///< as stored, whatever its code
  int sform_code = 0;                                                       ///< > 0: sform is in force
  int qform_code = 0;                                                       ///< > 0: else qform is
  std::array<double, 6> quaternion{0, 0, 0, 0, 0, 0};                       ///< b, c, d, x, y, z as stored
  double qfac = 1;                                                          ///< -1: the third axis is mirrored
  int spatial_unit = 0;                                                     ///< 0 unknown, 1 m, 2 mm, 3 um

  [[nodiscard]] Index n_voxels() const { return dims[0] * dims[1] * dims[2]; }
  friend bool operator==(const Geometry&, const Geometry&) = default;
};

/// "40 x 20 x 1".
[[nodiscard]] inline std::string dims_text(const std::array<Index, 3>& dims) {
  return std::to_string(dims[0]) + " x " + std::to_string(dims[1]) + " x " + std::to_string(dims[2]);
}

/// "[-3 0 0 78; 0 3 0 -112; 0 0 3 -70]".
[[nodiscard]] inline std::string affine_text(const Affine& a) {
  std::string result;
  for (std::size_t row = 0; row < 3; ++row) {
    result += message(row > 0 ? "; " : "[", a[row][0], " ", a[row][1], " ", a[row][2], " ", a[row][3]);
  }
  return result + "]";
}

/// How far apart the two affines place a corner of the volume, at most, in the units of the affine.
[[nodiscard]] inline double affine_distance(const Geometry& a, const Geometry& b) {
  double worst = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    double squares = 0;
    for (std::size_t row = 0; row < 3; ++row) {
      double difference = a.affine[row][3] - b.affine[row][3];
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double at = ((corner >> axis) & 1u) != 0 ? static_cast<double>(a.dims[axis] - 1) : 0.0;
        difference += (a.affine[row][axis] - b.affine[row][axis]) * at;
      }
      squares += difference * difference;
    }
    worst = std::max(worst, std::sqrt(squares));
  }
  return worst;
}

namespace detail {

/// Method 2 of the standard: a unit quaternion (a, b, c, d), voxel sizes, and a mirrored third axis if qfac is -1.
inline Affine qform_affine(const Geometry& g) {
  auto [b, c, d, x, y, z] = g.quaternion;
  const double rest = 1 - (b * b + c * c + d * d);
  const double a = rest > 1e-7 ? std::sqrt(rest) : 0;
  if (a == 0) {
    const double norm = std::sqrt(b * b + c * c + d * d);
    b /= norm, c /= norm, d /= norm;
  }
  const double i = g.voxel_size[0], j = g.voxel_size[1], k = g.voxel_size[2] * g.qfac;
  return {{{(a * a + b * b - c * c - d * d) * i, 2 * (b * c - a * d) * j, 2 * (b * d + a * c) * k, x},
           {2 * (b * c + a * d) * i, (a * a + c * c - b * b - d * d) * j, 2 * (c * d - a * b) * k, y},
           {2 * (b * d - a * c) * i, 2 * (c * d + a * b) * j, (a * a + d * d - b * b - c * c) * k, z},
           {0, 0, 0, 1}}};
}

}  // namespace detail

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
