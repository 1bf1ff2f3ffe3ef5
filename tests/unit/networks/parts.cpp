#include <cmath>
#include <numeric>

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/networks/match.hpp"
#include "syncact/networks/order.hpp"
#include "syncact/networks/scaling.hpp"
#include "syncact/networks/sign_rule.hpp"

using namespace syncact;
using namespace syncact::test;
using networks::Networks;
using networks::Scaling;
using numeric::SignalStatus;

namespace networks_parts_test {

template <class T>
MatrixX<T> gaussian(Index rows, Index cols, std::uint64_t seed) {
  MatrixX<T> m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<T>(Random(seed).normal(static_cast<std::uint64_t>(i)));
  return m;
}

}  // namespace networks_parts_test

using networks_parts_test::gaussian;

TEMPLATE_TEST_CASE("Scaling gives voxels the norm its name says", "", float, double) {
  const MatrixX<TestType> bold = (gaussian<TestType>(50, 6, 1).array() * TestType(7) + TestType(100)).matrix();
  const double rounding = std::is_same_v<TestType, float> ? 1e-5 : 1e-13;
  const auto unit = networks::scale_voxels<TestType>(bold, Scaling::unit_norm);
  const auto sd = networks::scale_voxels<TestType>(bold, Scaling::unit_sd);
  const auto raw = networks::scale_voxels<TestType>(bold, Scaling::none);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK_THAT(unit.squared_norms[i], WithinAbs(1, rounding));
    CHECK_THAT(sd.squared_norms[i], WithinAbs(50, 50 * rounding));
  }
  CHECK(table_close(unit.values.colwise().sum(), MatrixX<TestType>::Zero(1, 6), 10 * rounding) == "");
  CHECK(raw.values == bold);
  CHECK(unit.usable == std::vector<Index>{0, 1, 2, 3, 4, 5});
}

TEMPLATE_TEST_CASE("Scaling sets voxels without signal aside", "", float, double) {
  MatrixX<TestType> bold = gaussian<TestType>(20, 5, 1);
  bold.col(1).setConstant(3);
  bold(7, 2) = std::numeric_limits<TestType>::infinity();
  bold.col(4).setZero();
  CHECK_THROWS_WITH(networks::scale_voxels<TestType>(bold, Scaling::unit_norm), says("is inf at time 7 of signal 2"));
  const auto scaled = networks::scale_voxels<TestType>(bold, Scaling::unit_norm, NanPolicy::exclude);
  CHECK(scaled.usable == std::vector<Index>{0, 3});
  CHECK(scaled.status[1] == SignalStatus::constant);
  CHECK(scaled.status[2] == SignalStatus::non_finite);
  for (const Index i : {1, 2, 4}) CHECK(scaled.values.col(i).isZero(0));
  CHECK(networks::scale_voxels<TestType>(bold, Scaling::none, NanPolicy::exclude).usable == std::vector<Index>{0, 1, 3});
  const MatrixX<TestType> one_time = MatrixX<TestType>::Ones(1, 5);
  CHECK(networks::scale_voxels<TestType>(one_time, Scaling::unit_norm).usable.empty());
}

TEMPLATE_TEST_CASE("The sign rule undoes any flip of a network and is idempotent", "", float, double) {
  Networks<TestType> networks{.time_courses = gaussian<TestType>(9, 4, 1), .maps = gaussian<TestType>(4, 30, 2)};
  networks.maps.row(2).setZero();
  networks.maps.row(3).setZero();
  networks.maps(3, 5) = 2;
  networks.maps(3, 6) = -2;  // a draw: the first of the largest decides
  const MatrixX<TestType> product = networks.time_courses * networks.maps;
  apply_sign_rule(networks);
  CHECK((networks.maps.rowwise().sum().array() >= 0).all());
  CHECK(networks.maps(3, 5) == 2);
  CHECK(table_close(MatrixX<TestType>(networks.time_courses * networks.maps), product, 1e-5) == "");
  Networks<TestType> flipped = networks;
  flipped.maps = -networks.maps;
  flipped.time_courses = -networks.time_courses;
  apply_sign_rule(flipped);
  CHECK(flipped.maps == networks.maps);
  CHECK(flipped.time_courses == networks.time_courses);
}

TEST_CASE("Networks are sorted by what they explain, and equal ones stay in order") {
  Networks<double> networks{
      .time_courses = MatrixX<double>(1, 4), .maps = MatrixX<double>(4, 2), .explained = VectorX<double>(4)};
  networks.time_courses << 0, 1, 2, 3;
  networks.maps << 0, 0, 1, 1, 2, 2, 3, 3;
  networks.explained << 0.1, 0.4, 0.1, 0.7;
  sort_by_explained(networks);
  CHECK(networks.time_courses == Eigen::RowVector4d(3, 1, 0, 2));
  CHECK(networks.maps.col(1) == Eigen::Vector4d(3, 1, 0, 2));
  CHECK(networks.explained == Eigen::Vector4d(0.7, 0.4, 0.1, 0.1));
  networks.explained.resize(3);
  CHECK_THROWS_WITH(sort_by_explained(networks), says("number of entries of explained must be 4, is 3"));
}

TEST_CASE("Matching finds the best of all assignments") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Index rows = 1 + static_cast<Index>(seed % 6), cols = 1 + static_cast<Index>(seed / 3 % 6);
    const MatrixX<double> score = gaussian<double>(rows, cols, seed);
    const auto pairs = networks::match_scores(score);
    REQUIRE(static_cast<Index>(pairs.size()) == std::min(rows, cols));
    double ours = 0;
    std::vector<bool> row_used(6, false), col_used(6, false);
    for (const auto& pair : pairs) {
      ours += pair.score;
      CHECK(pair.score == score(pair.a, pair.b));
      CHECK((!row_used[static_cast<std::size_t>(pair.a)] && !col_used[static_cast<std::size_t>(pair.b)]));
      row_used[static_cast<std::size_t>(pair.a)] = col_used[static_cast<std::size_t>(pair.b)] = true;
    }
    std::vector<Index> order(static_cast<std::size_t>(std::max(rows, cols)));
    std::iota(order.begin(), order.end(), Index{0});
    double best = -1e9;
    do {
      double sum = 0;
      for (Index i = 0; i < std::min(rows, cols); ++i) {
        const Index j = order[static_cast<std::size_t>(i)];
        sum += rows <= cols ? score(i, j) : score(j, i);
      }
      best = std::max(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK_THAT(ours, WithinAbs(best, 1e-12));
  }
  CHECK(networks::match_scores(MatrixX<double>(0, 3)).empty());
  CHECK_THROWS_AS(networks::match_scores(MatrixX<double>::Constant(2, 2, std::nan(""))), ValueError);
}

TEST_CASE("Matching agrees with scipy's assignment on blobs") {
  const auto reference = oracle("stats")["fbn_matching"];
  MatrixX<double> pearson(3, 3);
  for (Index i = 0; i < 3; ++i) pearson.row(i) = column(reference["pearson"][static_cast<std::size_t>(i)]).transpose();
  const auto blob = [](double x, double y, double z, double s) {
    VectorX<double> map(8 * 7 * 6);
    for (Index i = 0; i < map.size(); ++i) {
      const double dx = static_cast<double>(i / 42) - x, dy = static_cast<double>(i / 6 % 7) - y,
                   dz = static_cast<double>(i % 6) - z;
      map[i] = std::exp(-(dx * dx + dy * dy + dz * dz) / (2 * s * s));
    }
    return map;
  };
  MatrixX<double> a(336, 3), b(336, 3);
  a << blob(2, 2, 2, 1.2), blob(5, 4, 3, 1.5), blob(6, 1, 4, 1.0) - 0.3 * blob(1, 5, 1, 1.0);
  b << blob(5, 4, 2, 1.4), blob(6, 1, 4, 1.3), blob(2, 3, 2, 1.2);
  double mean = 0;
  for (const auto& pair : networks::match(a, b, networks::MatchSign::kept)) {
    CHECK(pair.b == reference["hungarian_on_pearson"][static_cast<std::size_t>(pair.a)].get<Index>());
    CHECK_THAT(pair.score, WithinAbs(pearson(pair.a, pair.b), 1e-11));
    mean += pair.score / 3;
  }
  CHECK_THAT(mean, WithinAbs(reference["mean_matched_pearson"].get<double>(), 1e-11));
}

TEMPLATE_TEST_CASE("Matching undoes a permutation, and flips if told to ignore signs", "", float, double) {
  const MatrixX<TestType> a = gaussian<TestType>(40, 4, 3);
  MatrixX<TestType> b(40, 5);
  b << a.col(2), -a.col(0), VectorX<TestType>::Ones(40), a.col(3), a.col(1);
  const auto pairs = networks::match(a, b, networks::MatchSign::ignored);
  const std::array<Index, 4> expected = {1, 4, 0, 3};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(pairs[i].b == expected[i]);
    CHECK_THAT(pairs[i].score, WithinAbs(1, 1e-5));
  }
  CHECK(networks::match(a, b, networks::MatchSign::kept)[0].score < 0.9);
  const RowMatrixX<TestType> rows = a.transpose();  // maps [network x voxel] enter transposed
  CHECK(networks::match(rows.transpose(), b, networks::MatchSign::ignored)[0].b == 1);
  CHECK_THROWS_AS(networks::match(a, MatrixX<TestType>(b.topRows(9)), networks::MatchSign::kept), ShapeError);
}
