#include "syncact/similarity/dynamics/dsa.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/oracles.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"

using namespace syncact;
using namespace syncact::similarity::dynamics;
using namespace syncact::test;
using similarity::MeasureStatus;
using similarity::representation::PreparedTable;

namespace {

/// [time x channel] x(t + 1) = step x(t) from a start without symmetry.
MatrixX<double> trajectory(const MatrixX<double>& step, Index n_times) {
  MatrixX<double> x(n_times, step.rows());
  VectorX<double> state = VectorX<double>::LinSpaced(step.rows(), 1, 1.7);
  for (Index t = 0; t < n_times; ++t) {
    x.row(t) = state.transpose();
    state = (step * state).eval();
  }
  return x;
}

}  // namespace

TEST_CASE("The operator of a linear system has the system's eigenvalues") {
  MatrixX<double> step = MatrixX<double>::Zero(3, 3);
  step.topLeftCorner(2, 2) << 0.98 * std::cos(0.3), -0.98 * std::sin(0.3), 0.98 * std::sin(0.3), 0.98 * std::cos(0.3);
  step(2, 2) = 0.95;
  const PreparedTable<> x(trajectory(step, 60));
  VectorX<double> expected(6);
  expected << 0.98 * std::cos(0.3), -0.98 * std::sin(0.3), 0.98 * std::cos(0.3), 0.98 * std::sin(0.3), 0.95, 0;
  for (const Index delays : {1, 4}) {
    for (const Index interval : {1, 3}) {  // the delayed signals move by the same operator
      const auto eigenvalues = HavokEigenvalues{.havok = {.delays = delays, .delay_interval = interval, .rank = 3}}.describe(x);
      CHECK(eigenvalues.status == MeasureStatus::ok);
      CHECK(table_close(eigenvalues.value, expected, 1e-9) == "");
    }
  }
}

TEST_CASE("Dynamical similarity reproduces the reference values") {
  const MatrixX<double> series = similarity_input("TS");
  const PreparedTable<> a(MatrixX<double>(series.leftCols(3))), b(MatrixX<double>(series.rightCols(3)));
  const auto& oracles = oracle("similarity")["oracles"];
  const HavokSettings havok{.delays = 4, .delay_interval = 1, .rank = 5};
  const auto eigenvalues = HavokEigenvalues{.havok = havok}.describe(a);
  CHECK(table_close(eigenvalues.value, column(oracles["dsa_havok_eigs_A"]["value"]), 1e-11) == "");  // stored with 12 digits
  const auto norms = HavokNorms{.havok = havok}.compare(a, b);
  CHECK(table_close(norms.value, column(oracles["dsa_operator_fro"]["value"]), 0, 1e-10) == "");
  const Dsa angular{.havok = havok}, wasserstein{.score = DsaScore::wasserstein, .havok = havok};
  CHECK_THAT(wasserstein.compare(a, b).value, WithinRel(oracles["dsa_wasserstein_eigs"]["value"].get<double>(), 1e-10));
  const auto angle = angular.compare(a, b);
  CHECK(angle.status == MeasureStatus::ok);
  CHECK(angle.rank_x == 5);
  CHECK(angle.value <= 0.412487 + 1e-6);  // the best of 80 other optimizations, as published with 6 digits
  CHECK_THAT(angular.compare(b, a).value, WithinRel(angle.value, 1e-9));
}

TEST_CASE("A change of orthogonal coordinates is found in both components of the orthogonal group") {
  for (const bool reflect : {false, true}) {
    const MatrixX<double> a = noise<double>(4, 4, 5), c = similarity::dynamics::detail::random_rotation(4, 9, 1, reflect);
    const Conjugation found = best_conjugation(
        a, MatrixX<double>(3 * linalg::cross<double>(c, linalg::product<double>(a, linalg::Op::none, c, linalg::Op::none))),
        {.n_starts = 6});
    CHECK(found.convergence.converged);
    CHECK(found.angle < 1e-6);
    CHECK(found.angles.size() == 12);
    CHECK(found.angles.maxCoeff() > 0.1);  // some starts end elsewhere
    CHECK((found.rotation.determinant() < 0) == reflect);
    CHECK(table_close(linalg::cross(found.rotation, found.rotation), MatrixX<double>::Identity(4, 4), 1e-12) == "");
  }
}

TEST_CASE("A plane is turned to its best angle") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const VectorX<double> h = noise<double>(4, 1, seed).col(0);
    const auto value = [&](double t) {
      return h[0] * std::cos(t) + h[1] * std::sin(t) + h[2] * std::cos(2 * t) + h[3] * std::sin(2 * t);
    };
    double best = -HUGE_VAL;
    for (int k = 0; k < 10000; ++k) best = std::max(best, value(k * 2e-4 * 3.14159265358979));
    CHECK(value(similarity::dynamics::detail::best_angle(h[0], h[1], h[2], h[3])) >= best - 1e-9);
  }
}

TEST_CASE("The search does not depend on threads") {
  const MatrixX<double> a = noise<double>(5, 5, 1), b = noise<double>(5, 5, 2);
  const Conjugation serial = best_conjugation(a, b, {.n_starts = 4});
  const Conjugation threaded = best_conjugation(a, b, {.n_starts = 4}, {.executor = Threads{.n_threads = 3}});
  CHECK(serial.angles == threaded.angles);
  CHECK(serial.rotation == threaded.rotation);
  CHECK_FALSE(best_conjugation(a, b, {.n_starts = 1, .max_sweeps = 2}).convergence.converged);
  CHECK_THROWS_AS(best_conjugation(a, MatrixX<double>::Zero(4, 4)), ShapeError);
  CHECK_THROWS_AS(best_conjugation(a, b, {.n_starts = 0}), ValueError);
}

TEST_CASE("Dynamics without a value say why") {
  const PreparedTable<> x(noise<double>(30, 2, 1)), flat(MatrixX<double>::Zero(30, 2)), brief(noise<double>(11, 2, 2));
  const Dsa dsa{.havok = {.delays = 4, .rank = 5}, .search = {.n_starts = 2}};
  CHECK(dsa.compare(x, flat).status == MeasureStatus::undefined);
  CHECK(dsa.compare(x, brief).status == MeasureStatus::ok);
  CHECK(dsa.compare(x, PreparedTable<>(noise<double>(9, 2, 2))).status == MeasureStatus::too_few_samples);
  CHECK(HavokEigenvalues{.havok = {.delays = 40}}.describe(x).status == MeasureStatus::too_few_samples);
  CHECK(std::isnan(HavokNorms{.havok = {.delays = 40}}.compare(x, x).value[1]));
  const PreparedTable<> still(MatrixX<double>::Ones(30, 2));  // one direction only: the operator is 1
  const auto padded = dsa.compare(x, still);
  CHECK(padded.status == MeasureStatus::rank_deficient);
  CHECK(padded.rank_y == 1);
  CHECK_THAT(HavokEigenvalues{}.describe(still).value[0], WithinAbs(1, 1e-12));
  CHECK_THROWS_WITH(HavokEigenvalues{.havok = {.delays = 0}}.describe(x), says("delays must be >= 1, is 0"));
  CHECK_THROWS_AS(HavokEigenvalues{.havok = {.delay_interval = 0}}.describe(x), ValueError);
  CHECK_THROWS_AS(HavokEigenvalues{.havok = {.rank = 0}}.describe(x), ValueError);
}
