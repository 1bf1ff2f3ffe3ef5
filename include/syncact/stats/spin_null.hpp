#pragma once
/// Random maps of a surface: a map turned around the sphere that the surface was inflated to.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::stats {

/// Where the vertices of a map lie on the spherical surface (FreeSurfer's ?h.sphere, HCP's sphere.surf), whatever its radius.
struct SpherePoints {
  MatrixX<double> xyz{};              ///< [vertex x 3] about the centre of the sphere, x from left to right
  std::vector<std::uint8_t> right{};  ///< per vertex: 1 in the right hemisphere, 0 in the left; empty: one hemisphere
};

/// Draws maps by turning the sphere: each vertex gets the value of the vertex that a random rotation brings nearest to it. A
/// rotation keeps how alike neighbours are, whatever the smoothness, also where it differs from place to place. The right
/// hemisphere turns as the mirror image of the left, so that homologous places stay together. Vertices without a value (the
/// medial wall) are not part of the points: where one would land, its nearest neighbour that has a value does, so that values
/// are kept but for those that few vertices show. Alexander-Bloch et al., NeuroImage 178 (2018) 540. Cost: about n^1.5 per draw
/// for n vertices.
class SpinNull {
 public:
  /// Throws ShapeError unless extents agree, ValueError for NaN or infinity, a vertex at the centre, or one of no hemisphere.
  SpinNull(const VectorX<double>& map, const SpherePoints& points) : map_(map) {
    const char* const function = "SpinNull";
    require_extent(function, "number of coordinates of a vertex", 3, points.xyz.cols());
    require_extent(function, "number of values of the map", points.xyz.rows(), map.size());
    if (!points.right.empty()) {
      require_extent(function, "number of vertices with a hemisphere", points.xyz.rows(), std::ssize(points.right));
    }
    require(map.allFinite() && points.xyz.allFinite(), function, "values and coordinates must be finite");
    for (Index i = 0; i < map.size(); ++i) {
      const Index side = points.right.empty() ? 0 : nth(points.right, i);
      require(side <= 1, function, "the hemisphere of a vertex must be 0 or 1", side);
      const Eigen::Vector3d at = points.xyz.row(i).transpose();
      const double radius = at.norm();
      require(radius > 0, function, "the distance of a vertex from the centre must be > 0", radius);
      sides_[side].push_back({at / radius, i});
    }
    for (auto& side : sides_) {
      std::sort(side.begin(), side.end(),
                [](const Vertex& a, const Vertex& b) { return a.at[2] != b.at[2] ? a.at[2] < b.at[2] : a.index < b.index; });
    }
  }

  /// A random map. Draws of different Random are independent.
  [[nodiscard]] VectorX<double> operator()(const Random& random) const {
    Eigen::Matrix3d turn = rotation(random);
    VectorX<double> drawn(map_.size());
    for (const auto& side : sides_) {
      // Turning the vertices by R and asking which comes to x is asking which is nearest to R'x.
      for (const Vertex& vertex : side) drawn[vertex.index] = map_[nearest(side, turn * vertex.at)];
      turn.row(0) = -turn.row(0);  // the mirror image: diag(-1, 1, 1) R diag(-1, 1, 1)
      turn.col(0) = -turn.col(0);
    }
    return drawn;
  }

 private:
  struct Vertex {
    Eigen::Vector3d at;  ///< of length 1
    Index index;
  };

  /// Uniform over all rotations: four normal numbers are a random quaternion (Shoemake, Graphics Gems III, 1992).
  static Eigen::Matrix3d rotation(const Random& random) {
    double q[4], square = 0;
    for (std::uint64_t i = 0; i < 4; ++i) {
      q[i] = random.normal(i);
      square += q[i] * q[i];
    }
    const double w = q[0], x = q[1], y = q[2], z = q[3], s = 2 / square;
    Eigen::Matrix3d r;
    r << 1 - s * (y * y + z * z), s * (x * y - w * z), s * (x * z + w * y),  //
        s * (x * y + w * z), 1 - s * (x * x + z * z), s * (y * z - w * x),   //
        s * (x * z - w * y), s * (y * z + w * x), 1 - s * (x * x + y * y);
    return r;
  }

  /// The vertex of `side`, sorted by z, nearest to `at`: from the same height outwards, until no other height can be nearer.
  static Index nearest(const std::vector<Vertex>& side, const Eigen::Vector3d& at) {
    const auto first = std::lower_bound(side.begin(), side.end(), at[2], [](const Vertex& v, double z) { return v.at[2] < z; });
    double least = std::numeric_limits<double>::infinity();
    Index found = -1;
    const auto look = [&](const Vertex& v) {
      const double height = (v.at[2] - at[2]) * (v.at[2] - at[2]);
      if (height > least) return false;
      const double distance = (v.at - at).squaredNorm();
      if (distance < least || (distance == least && v.index < found)) least = distance, found = v.index;
      return true;
    };
    auto up = first, down = first;
    bool above = true, below = true;
    while (above || below) {
      above = above && up != side.end() && look(*up++);
      below = below && down != side.begin() && look(*--down);
    }
    return found;
  }

  VectorX<double> map_;
  std::vector<Vertex> sides_[2];
};

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
