// Random maps of a surface: turns of the sphere.
#include "syncact/stats/spin_null.hpp"

#include <Eigen/Cholesky>
#include <iostream>
#include <set>

#include "support/catch.hpp"
#include "support/unrelated_maps.hpp"
#include "syncact/stats/map_correlations.hpp"

namespace syncact::spin_null_test {

using namespace stats;
using test::says, test::WithinAbs;

/// Points spread evenly over each hemisphere's sphere, those of the right one mirror images of the left ones, of radius 100.
SpherePoints sphere(Index n_each) {
  SpherePoints points{MatrixX<double>(2 * n_each, 3), {}};
  for (Index i = 0; i < n_each; ++i) {
    const double z = 1 - (2 * static_cast<double>(i) + 1) / static_cast<double>(n_each);
    const double angle = 2.399963229728653 * static_cast<double>(i), radius = std::sqrt(1 - z * z);
    points.xyz.row(i) << 100 * radius * std::cos(angle), 100 * radius * std::sin(angle), 100 * z;
    points.xyz.row(n_each + i) = points.xyz.row(i);
    points.xyz(n_each + i, 0) *= -1;
  }
  points.right.assign(as_size(n_each), 0);
  points.right.insert(points.right.end(), as_size(n_each), 1);
  return points;
}

/// A sum of bumps at random places.
VectorX<double> bumps(const SpherePoints& points, Index n_bumps, std::uint64_t seed) {
  VectorX<double> map = VectorX<double>::Zero(points.xyz.rows());
  for (Index b = 0; b < n_bumps; ++b) {
    const Random random(seed, static_cast<std::uint64_t>(b));
    const Eigen::Vector3d at = Eigen::Vector3d(random.normal(0), random.normal(1), random.normal(2)).normalized();
    const bool right = random.uniform(8) < 0.5;
    for (Index i = 0; i < map.size(); ++i) {
      if ((nth(points.right, i) == 1) != right) continue;
      map[i] += random.normal(6) * std::exp(6 * (points.xyz.row(i).normalized().dot(at) - 1));
    }
  }
  return map;
}

TEST_CASE("A turned map is the map at the nearest turned vertices, each hemisphere the mirror image of the other", "[stats]") {
  const SpherePoints points = sphere(2000);
  const VectorX<double> map = points.xyz.col(1) / 100 + 0.3 * points.xyz.col(2) / 100;  // the same in both
  const SpinNull null(map, points);
  for (std::uint64_t draw = 0; draw < 5; ++draw) {
    const VectorX<double> turned = null(Random(7, draw));
    // A linear function turns into a linear function of the same length, in each hemisphere.
    const MatrixX<double> left = points.xyz.topRows(2000) / 100;
    const VectorX<double> weights = (left.transpose() * left).ldlt().solve(left.transpose() * turned.head(2000));
    CHECK_THAT(weights.norm(), WithinAbs(std::sqrt(1.09), 0.01));
    CHECK((left * weights - turned.head(2000)).cwiseAbs().maxCoeff() < 0.06);  // half the distance of neighbours
    CHECK((turned.head(2000) - turned.tail(2000)).cwiseAbs().maxCoeff() < 1e-12);
    CHECK(turned != null(Random(7, draw + 1)));
    CHECK(turned == null(Random(7, draw)));
    for (const double value : turned) CHECK((map.array() == value).any());
  }
}

TEST_CASE("Turns are uniform: a vertex comes from everywhere alike", "[stats][statistical]") {
  // The place that a vertex's value came from, over 3000 draws: its mean is 0 within 4 standard errors, 1 / sqrt(3 * 3000)
  // each.
  SpherePoints points = sphere(400);
  points.xyz.conservativeResize(400, 3);
  points.right.clear();  // one hemisphere
  const SpinNull null(VectorX<double>::LinSpaced(400, 0, 399), points);
  Eigen::RowVector3d mean = Eigen::RowVector3d::Zero(), square = mean;
  for (std::uint64_t draw = 0; draw < 3000; ++draw) {
    const Eigen::RowVector3d at = points.xyz.row(static_cast<Index>(null(Random(11, draw))[17])) / 100;
    mean += at / 3000;
    square += at.cwiseAbs2() / 3000;
  }
  for (Index axis = 0; axis < 3; ++axis) {
    CHECK_THAT(mean[axis], WithinAbs(0, 4.0 / std::sqrt(9000.0)));
    CHECK_THAT(square[axis], WithinAbs(1.0 / 3, 0.03));
  }
}

TEST_CASE("Neither the radius nor the order of vertices changes a turn", "[stats]") {
  const SpherePoints points = sphere(300);
  const VectorX<double> map = bumps(points, 20, 3);
  SpherePoints other{0.01 * points.xyz.colwise().reverse(), {points.right.rbegin(), points.right.rend()}};
  const VectorX<double> turned = SpinNull(map, points)(Random(1, 1));
  CHECK(SpinNull(map.reverse(), other)(Random(1, 1)) == turned.reverse());
}

TEST_CASE("Unrelated maps of a surface correlate significantly in .05 of pairs, vertices counted as independent in far more",
          "[stats][statistical]") {
  // 200 pairs at .05: 10 expected; more than 20 happen in .001 of sound tests.
  const SpherePoints points = sphere(500);
  const auto [n_false, n_naive] = test::unrelated_maps([&](std::uint64_t seed) { return bumps(points, 40, seed); },
                                                       [&](const VectorX<double>& map) { return SpinNull(map, points); });
  std::cout << "surfaces: " << n_false << " of 200 pairs, counting vertices " << n_naive << "\n";
  CHECK(n_false <= 20);
  CHECK(n_false >= 2);
  CHECK(n_naive >= 40);
}

TEST_CASE("A map of a surface that is there is found, and what cannot be turned is said", "[stats][edge]") {
  const SpherePoints points = sphere(200);
  const VectorX<double> map = bumps(points, 20, 5);
  MatrixX<double> others(1, map.size());
  others.row(0) = (map + bumps(points, 20, 6)).transpose();
  CHECK(map_correlations(map, others, SpinNull(map, points), 99)[0].p == 0.01);
  CHECK_THROWS_WITH(SpinNull(map.head(9), points), says("number of values of the map must be 400, is 9"));
  SpherePoints wrong = points;
  wrong.xyz.row(3).setZero();
  CHECK_THROWS_WITH(SpinNull(map, wrong), says("the distance of a vertex from the centre must be > 0, is 0"));
  wrong = points;
  wrong.right[4] = 3;
  CHECK_THROWS_WITH(SpinNull(map, wrong), says("the hemisphere of a vertex must be 0 or 1, is 3"));
  wrong = points;
  wrong.xyz(0, 0) = std::nan("");
  CHECK_THROWS_WITH(SpinNull(map, wrong), says("values and coordinates must be finite"));
}

}  // namespace syncact::spin_null_test
