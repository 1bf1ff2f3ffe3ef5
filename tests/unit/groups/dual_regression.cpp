#include "syncact/groups/dual_regression.hpp"

#include <Eigen/LU>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/groups/one_sample_t.hpp"

using namespace syncact;
using namespace syncact::test;
using groups::dual_regression;

namespace dual_regression_test {

inline MatrixX<double> centered(const MatrixX<double>& m) { return m.rowwise() - m.colwise().mean(); }

}  // namespace dual_regression_test

using dual_regression_test::centered;

TEST_CASE("Dual regression of exact data gives the exact time courses and maps") {
  const MatrixX<double> courses = centered(noise<double>(60, 4, 1)), maps = noise<double>(4, 200, 2);
  const MatrixX<double> bold = ((courses * maps).colwise() + noise<double>(60, 1, 3).col(0)).rowwise() +
                               noise<double>(1, 200, 4).row(0);  // a global signal and an offset per voxel
  const auto found = dual_regression(bold, maps);
  CHECK(table_close(found.time_courses, courses, 1e-10) == "");
  CHECK(found.df == 55);
  CHECK(found.course_df == 195);
  const auto exact = dual_regression(MatrixX<double>(courses * maps), maps);
  CHECK(table_close(exact.maps, maps, 1e-10) == "");
  CHECK(exact.t.cwiseAbs().minCoeff() > 1e6);  // but for rounding, infinite
}

TEST_CASE("The t of dual regression are those of textbook multiple regression") {
  const MatrixX<double> maps = noise<double>(3, 80, 2);
  const MatrixX<double> bold = noise<double>(40, 3, 1) * maps + 2 * noise<double>(40, 80, 5);
  const auto found = dual_regression(bold, maps);
  // Stage 2 with an explicit intercept, one voxel at a time.
  MatrixX<double> design(40, 4);
  design << found.time_courses, VectorX<double>::Ones(40);
  const MatrixX<double> inverse = (design.transpose() * design).inverse();
  for (const Index v : {0, 17, 79}) {
    const VectorX<double> b = inverse * design.transpose() * bold.col(v);
    const double s2 = (bold.col(v) - design * b).squaredNorm() / 36;
    for (Index k = 0; k < 3; ++k) {
      CHECK_THAT(found.maps(k, v), WithinRel(b[k], 1e-9));
      CHECK_THAT(found.t(k, v), WithinRel(b[k] / std::sqrt(s2 * inverse(k, k)), 1e-9));
    }
  }
  design.resize(80, 4);
  design << maps.transpose(), VectorX<double>::Ones(80);
  const MatrixX<double> inverse1 = (design.transpose() * design).inverse();
  const VectorX<double> b = inverse1 * design.transpose() * bold.row(7).transpose();
  const double s2 = (bold.row(7).transpose() - design * b).squaredNorm() / 76;
  CHECK_THAT(found.course_t(7, 1), WithinRel(b[1] / std::sqrt(s2 * inverse1(1, 1)), 1e-9));
}

TEST_CASE("t and z depend neither on the units of bold and maps nor on storage, and z has the probability of t") {
  const MatrixX<double> maps = noise<double>(3, 80, 2), bold = noise<double>(40, 3, 1) * maps + 2 * noise<double>(40, 80, 5);
  const auto found = dual_regression(bold, maps);
  MatrixX<double> other = 1e-9 * maps;
  other.row(1) = 1e6 * maps.row(1).array() + 3;
  const auto scaled = dual_regression(MatrixX<double>(1e12 * bold.array() + 5), other);
  CHECK(table_close(scaled.t, found.t, 1e-8, 1e-8) == "");
  CHECK(dual_regression(RowMatrixX<double>(bold), maps).t == found.t);
  for (Index i = 0; i < found.t.size(); ++i) {
    CHECK_THAT(0.5 * std::erfc(found.z.data()[i] / std::sqrt(2.0)),
               WithinRel(numeric::student_t_survival(found.t.data()[i], found.df), 1e-9));
  }
  const auto standardized = dual_regression(bold, maps, {.standardize_courses = true});
  CHECK(table_close(standardized.t, found.t, 1e-9, 1e-9) == "");
  CHECK_THAT(standardized.time_courses.col(0).squaredNorm(), WithinRel(40.0, 1e-12));
  const auto single = dual_regression(MatrixX<float>(bold.cast<float>()), MatrixX<float>(maps.cast<float>()));
  CHECK(table_close(single.t, found.t, 1e-4, 1e-4) == "");
}

TEST_CASE("z of t: known values, odd, rising, and finite where probabilities are not") {
  CHECK(numeric::z_from_t(0, 5) == 0);
  CHECK_THAT(numeric::z_from_t(2.570581836, 5), WithinAbs(1.959963985, 1e-8));                    // two-sided .05
  CHECK_THAT(numeric::z_from_t(1.5, 1e5), WithinAbs(1.5 - (1.5 * 1.5 * 1.5 + 1.5) / 4e5, 1e-8));  // t - (t^3 + t) / 4 df
  double before = -HUGE_VAL;
  for (double t = -200; t <= 200; t += 0.25) {
    const double z = numeric::z_from_t(t, 100);
    CHECK(z > before);
    CHECK_THAT(numeric::z_from_t(-t, 100), WithinAbs(-z, 1e-12));
    before = z;
  }
  CHECK(std::isfinite(numeric::z_from_t(1e6, 500)));
  CHECK(numeric::z_from_t(1e6, 500) > 60);
  CHECK(numeric::z_from_t(HUGE_VAL, 5) == HUGE_VAL);
  CHECK(std::isnan(numeric::z_from_t(std::nan(""), 5)));
  // The series beyond 20 goes on where erfc ends.
  CHECK_THAT(numeric::detail::log_normal_survival(20), WithinRel(numeric::detail::log_normal_survival(20 - 1e-12), 1e-10));
  CHECK_THROWS_WITH(numeric::z_from_t(1, 0), says("df must be > 0, is 0"));
}

TEST_CASE("Dual regression decides degenerate input") {
  MatrixX<double> maps = noise<double>(3, 30, 2), bold = noise<double>(12, 30, 1);
  bold.col(4).setConstant(3);
  maps.row(1).setZero();  // a network that died
  const auto found = dual_regression(bold, maps);
  CHECK(found.networks[1] == numeric::SignalStatus::constant);
  CHECK(found.maps.row(1).array().isNaN().all());
  CHECK(found.time_courses.col(1).array().isNaN().all());
  CHECK(found.t.col(4).array().isNaN().all());
  CHECK(found.df == 9);
  const auto without =
      dual_regression(MatrixX<double>(bold.rightCols(25)), MatrixX<double>(maps({0, 2}, Eigen::seqN(maps.cols() - 25, 25))));
  CHECK(without.maps.allFinite());
  MatrixX<double> same = maps;
  same.row(1) = 2 * maps.row(0).array() + 1;
  CHECK_THROWS_WITH(dual_regression(bold, same), says("the rank of the maps must be their number, 3, is 2"));
  CHECK_THROWS_WITH(dual_regression(bold, MatrixX<double>::Zero(2, 30).eval()),
                    says("the number of maps that are not constant must be >= 1, is 0"));
  CHECK_THROWS_WITH(dual_regression(MatrixX<double>(bold.topRows(3)), maps),
                    says("the number of time points must be > networks + 1, is 3"));
  CHECK_THROWS_AS(dual_regression(bold, MatrixX<double>(maps.leftCols(7))), ShapeError);
  CHECK_THROWS_AS(dual_regression(MatrixX<double>::Zero(12, 30).eval(), maps), ValueError);
  bold(2, 9) = std::nan("");
  CHECK_THROWS_WITH(dual_regression(bold, maps), says("nan at time 2 of signal 9"));
  CHECK(dual_regression(bold, maps, {.nan = NanPolicy::exclude}).maps.col(9).array().isNaN().all());
}

TEST_CASE("The group's t is the mean over its error, and NaN where all agree") {
  std::vector<MatrixX<double>> maps;
  for (std::uint64_t s = 0; s < 5; ++s) maps.push_back(noise<double>(2, 9, s + 1));
  for (auto& map : maps) map(1, 3) = 0.5;
  const auto group = groups::one_sample_t<double>(maps);
  double mean = 0, squares = 0;
  for (const auto& map : maps) mean += map(0, 0) / 5;
  for (const auto& map : maps) squares += (map(0, 0) - mean) * (map(0, 0) - mean);
  CHECK_THAT(group.t(0, 0), WithinRel(mean / std::sqrt(squares / 4 / 5), 1e-12));
  CHECK(group.mean(1, 3) == 0.5);
  CHECK(std::isnan(group.t(1, 3)));
  CHECK_THAT(group.z(0, 0), WithinRel(numeric::z_from_t(group.t(0, 0), 4), 1e-12));
  maps.resize(1);
  CHECK_THROWS_WITH(groups::one_sample_t<double>(maps), says("the number of subjects must be >= 2, is 1"));
}
