#pragma once
/// Random volumes that are as smooth as a map of the brain.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::stats {

/// Voxels of a volume, x fastest.
struct VoxelGrid {
  std::array<Index, 3> dims{1, 1, 1};
  std::vector<Index> voxels{};                ///< of the map, increasing
  std::array<double, 3> voxel_size{1, 1, 1};  ///< > 0, in one unit

  [[nodiscard]] Index n_voxels() const { return dims[0] * dims[1] * dims[2]; }
};

/// A stationary field as a sum of Gaussian ones: white noise smoothed by a Gaussian of width `sigma` (of no width: white) that
/// carries a share of the variance.
struct SmoothComponent {
  double sigma = 0;  ///< in the unit of the voxel size
  double share = 1;
};

namespace detail {

inline void require_grid(const char* function, const VoxelGrid& grid, Index n_values) {
  require_extent(function, "number of values of the map", std::ssize(grid.voxels), n_values);
  for (std::size_t a = 0; a < 3; ++a) {
    require(grid.dims[a] >= 1, function, "extents of the grid must be >= 1", grid.dims[a]);
    require(grid.voxel_size[a] > 0, function, "each voxel size must be > 0", grid.voxel_size[a]);
  }
  require(std::is_sorted(grid.voxels.begin(), grid.voxels.end(), std::less_equal<>{}) &&
              (grid.voxels.empty() || (grid.voxels.front() >= 0 && grid.voxels.back() < grid.n_voxels())),
          function, "voxels must increase and lie within the grid, whose number of voxels", grid.n_voxels());
}

/// The lag [voxel] along an axis, its distance, and the correlation of voxels that far apart.
struct LaggedCorrelation {
  double distance, r;
};

/// Correlations of pairs of voxels within the map along the axes, up to half of its extent, where there are pairs enough.
[[nodiscard]] inline std::vector<LaggedCorrelation> lagged_correlations(const VectorX<double>& map, const VoxelGrid& grid) {
  std::vector<Index> at(as_size(grid.n_voxels()), -1);
  for (std::size_t i = 0; i < grid.voxels.size(); ++i) nth(at, grid.voxels[i]) = static_cast<Index>(i);
  const double mean = map.mean(), variance = (map.array() - mean).square().mean();
  std::vector<LaggedCorrelation> result;
  Index stride = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (Index lag = 1; lag <= grid.dims[axis] / 2; ++lag) {
      double sum = 0;
      Index n = 0;
      for (std::size_t i = 0; i < grid.voxels.size(); ++i) {
        const Index voxel = grid.voxels[i], place = voxel / stride % grid.dims[axis];
        if (place + lag >= grid.dims[axis]) continue;
        const Index other = nth(at, voxel + lag * stride);
        if (other < 0) continue;
        sum += (map[static_cast<Index>(i)] - mean) * (map[other] - mean);
        ++n;
      }
      if (4 * n < map.size()) break;
      result.push_back({static_cast<double>(lag) * grid.voxel_size[axis], sum / (static_cast<double>(n) * variance)});
    }
    stride *= grid.dims[axis];
  }
  return result;
}

/// Shares that are not negative of columns whose sum comes nearest to y, by coordinate descent.
[[nodiscard]] inline VectorX<double> nearest_shares(const MatrixX<double>& columns, const VectorX<double>& y) {
  MatrixX<double> gram(columns.cols(), columns.cols());
  VectorX<double> target(columns.cols());
  for (Index k = 0; k < columns.cols(); ++k) {
    for (Index l = 0; l < columns.cols(); ++l) gram(l, k) = columns.col(l).dot(columns.col(k));
    target[k] = columns.col(k).dot(y);
  }
  VectorX<double> shares = VectorX<double>::Zero(columns.cols());
  for (int pass = 0; pass < 2000; ++pass) {
    for (Index k = 0; k < shares.size(); ++k) {
      if (!(gram(k, k) > 0)) continue;
      shares[k] = std::max(0.0, shares[k] + (target[k] - gram.row(k).dot(shares)) / gram(k, k));
    }
  }
  return shares;
}

}  // namespace detail

/// The smoothness of a map, from the correlations of voxels at growing distances along the axes: a sum of Gaussian fields of a
/// few widths whose autocorrelations exp(-d^2 / 4 sigma^2) come nearest to them; what is left is white. A map that is constant,
/// or of which no voxels are neighbours, is white. Throws ShapeError, ValueError for a grid that is none and for NaN.
[[nodiscard]] inline std::vector<SmoothComponent> smoothness_of(const VectorX<double>& map, const VoxelGrid& grid) {
  detail::require_grid("smoothness_of", grid, map.size());
  require(map.allFinite(), "smoothness_of", "the values of a map must be finite");
  if (map.size() == 0 || map.minCoeff() == map.maxCoeff()) return {{0, 1}};
  const auto lagged = detail::lagged_correlations(map, grid);
  if (lagged.empty()) return {{0, 1}};
  const double size = *std::min_element(grid.voxel_size.begin(), grid.voxel_size.end());
  std::vector<double> widths;
  for (double sigma = 0.6 * size; sigma < 12 * size; sigma *= 1.5) widths.push_back(sigma);
  MatrixX<double> columns(std::ssize(lagged), std::ssize(widths));
  VectorX<double> r(std::ssize(lagged));
  for (Index i = 0; i < r.size(); ++i) {
    r[i] = nth(lagged, i).r;
    for (Index k = 0; k < columns.cols(); ++k)
      columns(i, k) = std::exp(-std::pow(nth(lagged, i).distance / (2 * nth(widths, k)), 2));
  }
  VectorX<double> shares = detail::nearest_shares(columns, r);
  if (shares.sum() > 1) shares /= shares.sum();
  std::vector<SmoothComponent> components{{0, 1 - shares.sum()}};
  for (Index k = 0; k < shares.size(); ++k) {
    if (shares[k] > 1e-3) components.push_back({nth(widths, k), shares[k]});
  }
  return components;
}

/// Draws maps with the values of a map at other places, as smooth as it is: fields of smoothness_of() whose values are
/// replaced, rank for rank, by those of the map. What they keep: the distribution exactly, the correlation of neighbours about.
/// Nothing else: a map that is stationary over the mask is a fair draw, one whose smoothness differs from place to place is
/// only nearly so. (Surrogates of the same purpose: Burt et al., NeuroImage 220 (2020) 117038, which permute and smooth until
/// the variogram fits.)
class MapNull {
 public:
  /// Throws what smoothness_of() throws.
  MapNull(const VectorX<double>& map, VoxelGrid grid)
      : grid_(std::move(grid)), components_(smoothness_of(map, grid_)), sorted_(map) {
    std::sort(sorted_.begin(), sorted_.end());
  }

  [[nodiscard]] const std::vector<SmoothComponent>& smoothness() const { return components_; }

  /// A random map. Draws of different Random are independent.
  [[nodiscard]] VectorX<double> operator()(const Random& random) const {
    VectorX<double> field = VectorX<double>::Zero(sorted_.size());
    for (std::size_t c = 0; c < components_.size(); ++c) {
      field += std::sqrt(components_[c].share) *
               smooth_noise(random, static_cast<Index>(c) * grid_.n_voxels(), components_[c].sigma);
    }
    std::vector<Index> order(as_size(field.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return field[a] != field[b] ? field[a] < field[b] : a < b; });
    VectorX<double> map(field.size());
    for (std::size_t i = 0; i < order.size(); ++i) map[order[i]] = sorted_[static_cast<Index>(i)];
    return map;
  }

 private:
  /// Noise of variance 1 at the voxels, smoothed over the whole volume, which goes round at its ends.
  [[nodiscard]] VectorX<double> smooth_noise(const Random& random, Index first, double sigma) const {
    VectorX<double> volume(grid_.n_voxels());
    for (Index i = 0; i < volume.size(); ++i) volume[i] = random.normal(static_cast<std::uint64_t>(first + i));
    Index stride = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (sigma > 0 && grid_.dims[axis] > 1) smooth(volume, stride, grid_.dims[axis], sigma / grid_.voxel_size[axis]);
      stride *= grid_.dims[axis];
    }
    VectorX<double> values(std::ssize(grid_.voxels));
    for (Index i = 0; i < values.size(); ++i) values[i] = volume[nth(grid_.voxels, i)];
    return values;
  }

  /// By a Gaussian of norm 1, so that white noise keeps its variance.
  static void smooth(VectorX<double>& volume, Index stride, Index n, double sigma) {
    const Index reach = std::min<Index>(static_cast<Index>(std::ceil(3.5 * sigma)), (n - 1) / 2);
    VectorX<double> kernel(2 * reach + 1);
    for (Index k = -reach; k <= reach; ++k) kernel[k + reach] = std::exp(-0.5 * std::pow(static_cast<double>(k) / sigma, 2));
    kernel.normalize();
    VectorX<double> line(n + 2 * reach);
    for (Index start = 0; start < volume.size(); start += stride * n) {
      for (Index offset = 0; offset < stride; ++offset) {
        double* const first = volume.data() + start + offset;
        for (Index i = 0; i < line.size(); ++i) line[i] = first[(i - reach + n) % n * stride];
        for (Index i = 0; i < n; ++i) first[i * stride] = kernel.dot(line.segment(i, kernel.size()));
      }
    }
  }

  VoxelGrid grid_;
  std::vector<SmoothComponent> components_;
  VectorX<double> sorted_;
};

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
