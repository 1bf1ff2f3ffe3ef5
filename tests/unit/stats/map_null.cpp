#include "syncact/stats/map_null.hpp"

#include <iostream>

#include "support/catch.hpp"
#include "support/unrelated_maps.hpp"
#include "syncact/stats/map_correlations.hpp"

namespace syncact::map_null_test {

using namespace stats;
using test::says, test::WithinAbs;

/// An ellipsoid in a volume of 3 mm voxels.
VoxelGrid brain() {
  VoxelGrid grid{{22, 26, 20}, {}, {3, 3, 3}};
  for (Index z = 0; z < 20; ++z) {
    for (Index y = 0; y < 26; ++y) {
      for (Index x = 0; x < 22; ++x) {
        const auto far = [](Index at, double middle, double radius) {
          return std::pow((static_cast<double>(at) - middle) / radius, 2);
        };
        if (far(x, 10.5, 10) + far(y, 12.5, 12) + far(z, 9.5, 9) < 1) grid.voxels.push_back(x + 22 * (y + 26 * z));
      }
    }
  }
  return grid;
}

/// A field that is made in another way than the null's: spheres of random sizes and signs, and noise.
VectorX<double> blobs(const VoxelGrid& grid, Index n, std::uint64_t seed) {
  const Random random(seed, 9);
  VectorX<double> map(std::ssize(grid.voxels));
  for (Index i = 0; i < map.size(); ++i) map[i] = 0.3 * random.normal(static_cast<std::uint64_t>(100 * n + i));
  for (Index b = 0; b < n; ++b) {
    const auto at = static_cast<std::uint64_t>(8 * b);
    const double cx = 22 * random.uniform(at), cy = 26 * random.uniform(at + 1), cz = 20 * random.uniform(at + 2),
                 radius = 1.5 + 3 * random.uniform(at + 3), height = random.normal(at + 4);
    for (Index i = 0; i < map.size(); ++i) {
      const Index v = nth(grid.voxels, i);
      const double d = std::pow(static_cast<double>(v % 22) - cx, 2) + std::pow(static_cast<double>(v / 22 % 26) - cy, 2) +
                       std::pow(static_cast<double>(v / 572) - cz, 2);
      if (d < radius * radius) map[i] += height;
    }
  }
  return map;
}

TEST_CASE("Random maps have the values of the map, as smooth, and other places", "[stats][law]") {
  const VoxelGrid grid = brain();
  const VectorX<double> map = blobs(grid, 60, 1);
  const MapNull null(map, grid);
  const auto known = stats::detail::lagged_correlations(map, grid);
  VectorX<double> sorted = map, mean = VectorX<double>::Zero(3);
  std::sort(sorted.begin(), sorted.end());
  for (std::uint64_t d = 0; d < 20; ++d) {
    VectorX<double> drawn = null(Random(4, d));
    const auto lagged = stats::detail::lagged_correlations(drawn, grid);
    for (std::size_t lag = 0; lag < 3; ++lag) mean[static_cast<Index>(lag)] += lagged[lag].r / 20;
    std::sort(drawn.begin(), drawn.end());
    CHECK(drawn == sorted);
  }
  for (std::size_t lag = 0; lag < 3; ++lag) CHECK_THAT(mean[static_cast<Index>(lag)], WithinAbs(known[lag].r, 0.08));
  CHECK(null(Random(4, 0)) == null(Random(4, 0)));
  CHECK(null(Random(4, 0)) != null(Random(4, 1)));
}

TEST_CASE("Smoothness is that of the field that was smoothed", "[stats]") {
  const VoxelGrid grid = brain();
  const VectorX<double> noise = [&] {
    VectorX<double> white(std::ssize(grid.voxels));
    for (Index i = 0; i < white.size(); ++i) white[i] = Random(3, 3).normal(static_cast<std::uint64_t>(i));
    return white;
  }();
  CHECK(smoothness_of(noise, grid)[0].share > 0.9);
  double total = 0;
  for (const SmoothComponent& c : smoothness_of(blobs(grid, 60, 2), grid)) total += c.share;
  CHECK_THAT(total, WithinAbs(1, 0.01));
}

TEST_CASE("Unrelated smooth maps correlate significantly in .05 of pairs, where voxels counted as independent say far more",
          "[stats][statistical]") {
  // 200 pairs at .05: 10 expected; more than 20 happen in .001 of sound tests.
  const VoxelGrid grid = brain();
  const auto [n_false, n_naive] = test::unrelated_maps([&](std::uint64_t seed) { return blobs(grid, 60, seed); },
                                                       [&](const VectorX<double>& map) { return MapNull(map, grid); });
  std::cout << "maps: " << n_false << " of 200 pairs, counting voxels " << n_naive << "\n";
  CHECK(n_false <= 20);
  CHECK(n_false >= 2);
  CHECK(n_naive >= 40);
}

TEST_CASE("A map that is there is found, and what cannot be tested is said", "[stats][edge]") {
  const VoxelGrid grid = brain();
  const VectorX<double> map = blobs(grid, 40, 5);
  MatrixX<double> others(3, map.size());
  others.row(0) = (map + blobs(grid, 40, 6)).transpose();
  others.row(1) = blobs(grid, 40, 7).transpose();
  others.row(2).setConstant(2);
  const auto found = map_correlations(map, others, MapNull(map, grid), 99);
  CHECK(found[0].p == 0.01);
  CHECK(found[0].r > 0.5);
  CHECK(found[1].p > 0.05);
  CHECK((std::isnan(found[2].r) && std::isnan(found[2].p)));
  CHECK(smoothness_of(VectorX<double>::Constant(map.size(), 1.0), grid)[0].share == 1);
  CHECK_THROWS_WITH(MapNull(map.head(9), grid), says("number of values of the map"));
  VoxelGrid wrong = grid;
  std::swap(wrong.voxels[0], wrong.voxels[1]);
  CHECK_THROWS_WITH(MapNull(map, wrong), says("voxels must increase"));
  wrong = grid;
  wrong.voxel_size[1] = 0;
  CHECK_THROWS_WITH(MapNull(map, wrong), says("each voxel size must be > 0"));
  CHECK_THROWS_WITH(map_correlations(map, others.leftCols(9), MapNull(map, grid), 99), says("voxels of the other maps"));
}

}  // namespace syncact::map_null_test
