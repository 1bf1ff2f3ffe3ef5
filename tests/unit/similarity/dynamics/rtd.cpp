#include "syncact/similarity/dynamics/rtd.hpp"

#include <map>
#include <numbers>
#include <set>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"

using namespace syncact;
using namespace syncact::similarity::dynamics;
using namespace syncact::test;
using similarity::MeasureStatus;
using similarity::representation::PreparedTable;

namespace {

/// Lengths of loops, rising, by reducing the columns of the whole boundary matrix of triangles, as textbooks have it.
VectorX<double> slow_lengths(const MatrixX<double>& d) {
  struct Simplex {
    double size;
    std::vector<Index> faces;  // positions of edges
  };
  std::vector<std::tuple<double, Index, Index>> edges;
  for (Index b = 0; b < d.rows(); ++b) {
    for (Index a = 0; a < b; ++a) edges.emplace_back(d(a, b), a, b);
  }
  std::sort(edges.begin(), edges.end());
  Eigen::Matrix<Index, -1, -1> at(d.rows(), d.rows());
  std::vector<Index> leader(static_cast<std::size_t>(d.rows()));
  for (Index v = 0; v < d.rows(); ++v) leader[static_cast<std::size_t>(v)] = v;
  std::vector<bool> closes;  // whether an edge closes a loop
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto [size, a, b] = edges[e];
    at(a, b) = at(b, a) = static_cast<Index>(e);
    const Index of_a = leader[static_cast<std::size_t>(a)], of_b = leader[static_cast<std::size_t>(b)];
    closes.push_back(of_a == of_b);
    for (Index& l : leader) l = l == of_a ? of_b : l;
  }
  std::vector<Simplex> triangles;
  for (Index a = 0; a < d.rows(); ++a) {
    for (Index b = a + 1; b < d.rows(); ++b) {
      for (Index c = b + 1; c < d.rows(); ++c)
        triangles.push_back({std::max({d(a, b), d(a, c), d(b, c)}, std::less<>()), {at(a, b), at(a, c), at(b, c)}});
    }
  }
  std::stable_sort(triangles.begin(), triangles.end(), [](const auto& s, const auto& t) { return s.size < t.size; });
  std::vector<double> lengths;
  std::map<Index, std::set<Index>> reduced;
  for (const Simplex& triangle : triangles) {
    std::set<Index> column(triangle.faces.begin(), triangle.faces.end());
    while (!column.empty() && reduced.count(*column.rbegin()) > 0) {
      for (const Index e : std::set<Index>(reduced[*column.rbegin()])) {
        if (!column.erase(e)) column.insert(e);
      }
    }
    if (column.empty()) continue;
    const Index birth = *column.rbegin();
    reduced[birth] = column;
    CHECK(closes[static_cast<std::size_t>(birth)]);
    const double length = triangle.size - std::get<0>(edges[static_cast<std::size_t>(birth)]);
    if (length > 0) lengths.push_back(length);
  }
  std::sort(lengths.begin(), lengths.end());
  return Eigen::Map<VectorX<double>>(lengths.data(), static_cast<Index>(lengths.size()));
}

VectorX<double> lengths(const MatrixX<double>& d) {
  std::vector<double> all;
  for (const Bar& bar : rips_h1(d)) all.push_back(bar.death - bar.birth);
  std::sort(all.begin(), all.end());
  return Eigen::Map<VectorX<double>>(all.data(), static_cast<Index>(all.size()));
}

MatrixX<double> polygon(Index n) {
  MatrixX<double> points(n, 2);
  for (Index i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
    points.row(i) << std::cos(angle), std::sin(angle);
  }
  return points;
}

MatrixX<double> distances_of(const MatrixX<double>& points) { return PreparedTable<>(points).squared_distances().cwiseSqrt(); }

}  // namespace

TEST_CASE("A polygon is a loop from its side to the first triangle around its center") {
  const auto square = rips_h1(distances_of(polygon(4)));
  REQUIRE(square.size() == 1);
  CHECK_THAT(square[0].birth, WithinAbs(std::sqrt(2), 1e-14));
  CHECK_THAT(square[0].death, WithinAbs(2, 1e-14));
  const auto hexagon = rips_h1(distances_of(polygon(6)));
  REQUIRE(hexagon.size() == 1);
  CHECK_THAT(hexagon[0].birth, WithinAbs(1, 1e-14));
  CHECK_THAT(hexagon[0].death, WithinAbs(std::sqrt(3), 1e-14));
  CHECK(rips_h1(distances_of(polygon(3))).empty());
  CHECK(rips_h1(MatrixX<double>(0, 0)).empty());
  CHECK(rips_h1(MatrixX<double>::Zero(5, 5)).empty());

  MatrixX<double> two(10, 2);  // a hexagon and a square, apart
  two << polygon(6), polygon(4).rowwise() + Eigen::RowVector2d(9, 0);
  CHECK(rips_h1(distances_of(two)).size() == 2);
}

TEST_CASE("Loops are those of the textbook's reduction, with equal distances and without the triangle inequality") {
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    const Index n = 4 + static_cast<Index>(seed % 11);
    MatrixX<double> d = noise<double>(n, n, seed).cwiseAbs();
    if (seed % 3 == 1) d = (3 * d).array().floor();  // whole numbers, zeros among them
    if (seed % 3 == 2) d = distances_of(noise<double>(n, 2, seed));
    d = (d + d.transpose()).eval();
    d.diagonal().setZero();
    CAPTURE(seed);
    CHECK(table_close(lengths(d), slow_lengths(d), 1e-14) == "");
  }
}

TEST_CASE("Topology divergence is the mean length of loops of the two block tables") {
  const PreparedTable<> x(similarity_input("X")), y(similarity_input("Y"));
  const auto slow = [](MatrixX<double> a, MatrixX<double> b) {
    double sum = 0;
    for (int order = 0; order < 2; ++order, a.swap(b)) {
      MatrixX<double> both = MatrixX<double>::Zero(40, 40);
      both.topRightCorner(20, 20) = both.bottomLeftCorner(20, 20) = a;
      both.bottomRightCorner(20, 20) = a.cwiseMin(b);
      sum += slow_lengths(both).sum() / 2;
    }
    return sum;
  };
  const auto scaled = [](const PreparedTable<>& p) {
    MatrixX<double> d = p.squared_distances().cwiseSqrt();
    VectorX<double> sorted = d.reshaped();
    std::sort(sorted.begin(), sorted.end());
    return MatrixX<double>(d / (0.9 * sorted[359] + 0.1 * sorted[360]));  // 0.9 * 399 = 359.1
  };
  const auto divergence = Rtd{}.compare(x, y);
  CHECK(divergence.status == MeasureStatus::ok);
  CHECK_THAT(divergence.value, WithinRel(slow(scaled(x), scaled(y)), 1e-10));
  CHECK_THAT(Rtd{}.compare(y, x).value, WithinRel(divergence.value, 1e-14));
  CHECK(Rtd{}.compare(x, x).value == 0);
}

TEST_CASE("Topology divergence without a value says why") {
  const PreparedTable<> x(noise<double>(12, 3)), flat(MatrixX<double>::Ones(12, 2)), one(MatrixX<double>::Ones(1, 2));
  CHECK(Rtd{}.compare(x, flat).status == MeasureStatus::undefined);
  CHECK(Rtd{}.compare(one, one).status == MeasureStatus::too_few_samples);
  CHECK(Rtd{}.compare(PreparedTable<>(noise<double>(2, 3)), PreparedTable<>(noise<double>(2, 3, 4))).value == 0);
  CHECK_THROWS_AS(Rtd{}.compare(x, one), ShapeError);
  CHECK_THROWS_WITH(Rtd{.quantile = 0}.compare(x, x), says("quantile must be in (0, 1], is 0"));
  CHECK_THROWS_AS(rips_h1(MatrixX<double>::Zero(2, 3)), ShapeError);
  CHECK_THROWS_AS(rips_h1(MatrixX<double>::Constant(2, 2, std::nan(""))), ValueError);
}
