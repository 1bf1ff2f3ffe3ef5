#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/core/random.hpp"
#include "syncact/groups/match_templates.hpp"

using namespace syncact;
using namespace syncact::test;
using groups::MapScore;
using groups::SupportRule;

namespace overlap_test {

inline VectorX<double> blob(double x, double y, double z, double s) {
  VectorX<double> map(8 * 7 * 6);
  for (Index i = 0; i < map.size(); ++i) {
    const double dx = static_cast<double>(i / 42) - x, dy = static_cast<double>(i / 6 % 7) - y,
                 dz = static_cast<double>(i % 6) - z;
    map[i] = std::exp(-(dx * dx + dy * dy + dz * dz) / (2 * s * s));
  }
  return map;
}

inline MatrixX<double> grid_indices() {
  MatrixX<double> indices(336, 3);
  for (Index i = 0; i < 336; ++i) {
    indices.row(i) << static_cast<double>(i / 42), static_cast<double>(i / 6 % 7), static_cast<double>(i % 6);
  }
  return indices;
}

inline std::vector<Index> random_voxels(std::uint64_t seed, double share) {
  std::vector<Index> voxels;
  for (Index v = 0; v < 200; ++v) {
    if (Random(seed).uniform(static_cast<std::uint64_t>(v)) < share) voxels.push_back(v);
  }
  return voxels;
}

constexpr groups::Affine unit{{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}};

}  // namespace overlap_test

using overlap_test::blob;
using overlap_test::grid_indices;
using overlap_test::random_voxels;

TEST_CASE("Dice and Jaccard are symmetric, between 0 and 1, and one is a function of the other") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto a = random_voxels(seed, 0.4), b = random_voxels(seed + 100, 0.2);
    const double d = groups::dice(a, b), j = groups::jaccard(a, b);
    CHECK(d == groups::dice(b, a));
    CHECK(j == groups::jaccard(b, a));
    CHECK((d >= 0 && d <= 1 && j >= 0 && j <= d));
    CHECK_THAT(j, WithinAbs(d / (2 - d), 1e-15));
    CHECK_THAT(groups::coverage(a, b) * static_cast<double>(b.size()),
               WithinAbs(groups::coverage(b, a) * static_cast<double>(a.size()), 1e-12));
    CHECK(groups::dice(a, a) == 1);
    CHECK(groups::jaccard(a, a) == 1);
  }
  const std::vector<Index> none, some{1, 2};
  CHECK(std::isnan(groups::dice(none, none)));
  CHECK(std::isnan(groups::jaccard(none, none)));
  CHECK(std::isnan(groups::coverage(some, none)));
  CHECK(groups::dice(none, some) == 0);
}

TEST_CASE("Soft overlap of indicator maps is their Dice") {
  const auto a = random_voxels(1, 0.4), b = random_voxels(2, 0.3);
  VectorX<double> map_a = VectorX<double>::Zero(200), map_b = map_a;
  for (const Index v : a) map_a[v] = 1;
  for (const Index v : b) map_b[v] = -1;
  CHECK_THAT(groups::soft_overlap(map_a, map_b), WithinAbs(groups::dice(a, b), 1e-15));
  CHECK(groups::soft_overlap(map_a, map_a) == 1);
  CHECK(std::isnan(groups::soft_overlap(VectorX<double>::Zero(4), VectorX<double>::Zero(4))));
  CHECK_THROWS_AS(groups::soft_overlap(map_a, map_b.head(3)), ShapeError);
}

TEST_CASE("Supports follow their rule") {
  VectorX<double> map(6);
  map << 0, 1, -4, 3, -0.5, 2;
  using enum SupportRule::Unit;
  CHECK(groups::support(map, {}) == std::vector<Index>{1, 2, 3, 4, 5});
  CHECK(groups::support(map, {.level = 1, .sign = SupportRule::Sign::positive}) == std::vector<Index>{3, 5});
  CHECK(groups::support(map, {.unit = share_of_peak, .level = 0.5}) == std::vector<Index>{2, 3});
  CHECK(groups::support(map, {.unit = z, .level = 1.5}) == std::vector<Index>{2});
  CHECK(groups::support(VectorX<double>(7 * map.array() + 3), {.unit = z, .level = 1.5}) == std::vector<Index>{2});
  CHECK(groups::support(VectorX<double>(0), {.unit = z, .level = 2}).empty());
  CHECK(groups::support(VectorX<double>::Constant(5, 3), {.unit = z, .level = 2}).empty());
  CHECK_THROWS_WITH(groups::support(map, {.level = -1}), says("level must be >= 0, is -1"));
  map[1] = std::nan("");
  CHECK_THROWS_AS(groups::support(map, {}), ValueError);
}

TEST_CASE("The Hausdorff distance is a distance in millimetres") {
  const MatrixX<double> indices = grid_indices();
  const groups::Affine affine{{{-2, 0, 0, 90}, {0, 3, 0, -120}, {0, 0, 4, -70}, {0, 0, 0, 1}}};
  const MatrixX<double> centers = groups::voxel_centers(indices, affine);
  CHECK(centers.row(42) == Eigen::RowVector3d(88, -120, -70));
  const std::vector<Index> origin{0}, x1{42}, y1{6}, z1{1}, none;
  CHECK_THAT(groups::hausdorff(centers, origin, x1), WithinAbs(2, 1e-12));
  CHECK_THAT(groups::hausdorff(centers, origin, y1), WithinAbs(3, 1e-12));
  CHECK_THAT(groups::hausdorff(centers, origin, z1), WithinAbs(4, 1e-12));
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto a = random_voxels(seed, 0.1), b = random_voxels(seed + 30, 0.1), c = random_voxels(seed + 60, 0.1);
    const double ab = groups::hausdorff(centers, a, b);
    CHECK(ab == groups::hausdorff(centers, b, a));
    CHECK(groups::hausdorff(centers, a, a) == 0);
    CHECK(ab <= groups::hausdorff(centers, a, c) + groups::hausdorff(centers, c, b) + 1e-12);
    CHECK(groups::hausdorff(centers, a, b, 95) <= ab);
  }
  CHECK(groups::hausdorff(centers, none, none) == 0);
  CHECK(std::isnan(groups::hausdorff(centers, none, origin)));
  CHECK_THROWS_WITH(groups::hausdorff(centers, origin, x1, 101), says("percentile must lie in [0, 100], is 101"));
  CHECK_THROWS_AS(groups::hausdorff(MatrixX<double>(5, 2), origin, origin), ShapeError);
}

TEST_CASE("Overlaps and assignment of blobs are those of numpy and scipy") {
  const auto& reference = oracle("stats")["fbn_matching"];
  MatrixX<double> a(3, 336), b(3, 336);
  a << blob(2, 2, 2, 1.2).transpose(), blob(5, 4, 3, 1.5).transpose(),
      (blob(6, 1, 4, 1.0) - 0.3 * blob(1, 5, 1, 1.0)).transpose();
  b << blob(5, 4, 2, 1.4).transpose(), blob(6, 1, 4, 1.3).transpose(), blob(2, 3, 2, 1.2).transpose();
  const MatrixX<double> centers = groups::voxel_centers(grid_indices(), overlap_test::unit);
  const auto score = [&](MapScore by) { return groups::match_templates(a, b, {by, {.level = 0.3}, {.level = 0.3}}, centers); };
  const auto expected = [](const nlohmann::json& rows) { return MatrixX<double>(columns(rows).transpose()); };
  CHECK(table_close(score(MapScore::pearson).score, expected(reference["pearson"]), 1e-11) == "");
  CHECK(table_close(score(MapScore::dice).score, expected(reference["dice"]), 1e-11) == "");
  CHECK(table_close(score(MapScore::jaccard).score, expected(reference["jaccard"]), 1e-11) == "");
  CHECK(table_close(score(MapScore::coverage).score, expected(reference["overlap_of_template"]["values"]), 1e-11) == "");
  CHECK(table_close(score(MapScore::hausdorff).score, expected(reference["hausdorff95_numpy_percentile_pooled"]), 1e-11) == "");
  // The reference takes maps as they are; here their peaks are 1 already, but for a's second and third by at most rounding.
  CHECK(table_close(score(MapScore::soft_overlap).score, expected(reference["overlap_soft"]["values"]), 1e-3) == "");
  for (const auto by : {MapScore::pearson, MapScore::dice, MapScore::jaccard, MapScore::soft_overlap, MapScore::hausdorff}) {
    const auto matches = score(by);
    REQUIRE(matches.pairs.size() == 3);
    for (const auto& pair : matches.pairs) {
      CHECK(pair.b == reference["hungarian_on_pearson"][static_cast<std::size_t>(pair.a)].get<Index>());
      CHECK(pair.score == matches.score(pair.a, pair.b));
    }
  }
}

TEST_CASE("What is undefined is never paired, and shapes are checked") {
  MatrixX<double> maps = MatrixX<double>::Zero(3, 336), templates(2, 336);
  maps.row(0) = blob(2, 2, 2, 1.2).transpose();
  maps.row(2) = blob(5, 4, 3, 1.2).transpose();
  templates.row(0) = maps.row(2);
  templates.row(1).setConstant(1);  // constant: no correlation
  const auto matches = groups::match_templates(maps, templates);
  REQUIRE(matches.pairs.size() == 1);
  CHECK(matches.pairs[0].a == 2);
  CHECK_THAT(matches.pairs[0].score, WithinAbs(1, 1e-12));
  CHECK(std::isnan(matches.score(1, 0)));
  CHECK(std::isnan(matches.score(0, 1)));
  CHECK(groups::match_templates(MatrixX<double>(0, 5), MatrixX<double>(2, 5)).pairs.empty());
  CHECK_THROWS_AS(groups::match_templates(maps, MatrixX<double>::Ones(2, 7)), ShapeError);
  CHECK_THROWS_AS(groups::match_templates(maps, templates, {.score = MapScore::hausdorff}), ShapeError);
  maps(0, 3) = std::nan("");
  CHECK_THROWS_WITH(groups::match_templates(maps, templates), says("maps must be finite"));
}
