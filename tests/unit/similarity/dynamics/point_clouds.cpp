#include <numbers>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/dynamics/geometry_score.hpp"
#include "syncact/similarity/dynamics/intrinsic_distance.hpp"

using namespace syncact;
using namespace syncact::similarity::dynamics;
using namespace syncact::test;
using similarity::MeasureStatus;
using similarity::representation::PreparedTable;

namespace {

/// [n x 2] Points on a circle, `spread` away from it.
MatrixX<double> circle(Index n, double spread, std::uint64_t seed) {
  MatrixX<double> points = spread * noise<double>(n, 2, seed);
  for (Index i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
    points.row(i) += Eigen::RowVector2d(std::cos(angle), std::sin(angle));
  }
  return points;
}

}  // namespace

TEST_CASE("Heat on a ring spreads by the ring's spectrum, 1 - cos(2 pi j / n)") {
  const auto heat = [](Index n, double t) {
    double sum = 0;
    for (Index j = 0; j < n; ++j) {
      sum += std::exp(-t * (1 - std::cos(2 * std::numbers::pi * static_cast<double>(j) / static_cast<double>(n))));
    }
    return sum / static_cast<double>(n);
  };
  double expected = 0;
  for (Index i = 0; i < 256; ++i) {
    const double t = std::pow(10.0, static_cast<double>(i) / 127.5 - 1);
    expected = std::max(expected, std::exp(-2 * (t + 1 / t)) * std::abs(heat(7, t) - heat(4, t)));
  }
  const IntrinsicDistance imd{.k = 2};
  const auto measured = imd.compare(PreparedTable<>(circle(7, 0, 1)), PreparedTable<>(circle(4, 0, 1)));
  CHECK_THAT(measured.value, WithinRel(expected, 1e-11));
  CHECK(measured.n_used == 4);
  // Two far copies of a cloud spread heat as one does.
  MatrixX<double> two(14, 2);
  two << circle(7, 0, 1), circle(7, 0, 1).array() + 100.0;
  CHECK(imd.compare(PreparedTable<>(two), PreparedTable<>(circle(7, 0, 1))).value < 1e-15);
  CHECK(imd.compare(PreparedTable<>(two), PreparedTable<>(circle(2, 0, 1))).status == MeasureStatus::too_few_samples);
  CHECK_THROWS_WITH((IntrinsicDistance{.n_scales = 1}.compare(PreparedTable<>(two), PreparedTable<>(two))), says("n_scales"));
}

TEST_CASE("A circle is nearer to another circle than to a cloud without a hole") {
  const GeometryScore score{.n_landmarks = 32, .n_repeats = 30, .reach = 0.3};
  const PreparedTable<> one(circle(150, 0.03, 1)), other(circle(200, 0.03, 2)), cloud(noise<double>(150, 2, 3));
  const auto alike = score.compare(one, other), unlike = score.compare(one, cloud);
  CHECK(alike.status == MeasureStatus::ok);
  CHECK(unlike.value > 10 * alike.value);
  CHECK(unlike.value > 0.1);
  CHECK(score.compare(one, one).value == 0);
  CHECK(score.compare(one, PreparedTable<>(circle(31, 0, 1))).status == MeasureStatus::too_few_samples);
  CHECK(score.compare(one, PreparedTable<>(MatrixX<double>::Ones(40, 2))).status == MeasureStatus::undefined);
  CHECK_THROWS_WITH((GeometryScore{.n_landmarks = 3}.compare(one, one)), says("n_landmarks"));
  CHECK_THROWS_WITH((GeometryScore{.reach = 0}.compare(one, one)), says("reach"));
}
