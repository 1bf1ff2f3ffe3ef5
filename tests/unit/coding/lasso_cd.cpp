#include "syncact/coding/lasso_cd.hpp"

#include <Eigen/Cholesky>

#include "problems.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/laws/sparse_coder_laws.hpp"

using namespace syncact;
using namespace syncact::test;
using coding::LassoCd;
using laws::CodingProblem;

TEST_CASE("Coordinate descent finds the minimum that trying every set of atoms finds") {
  for (const double alpha : {0.03, 0.2, 0.5}) {
    const CodingProblem<double> problem(9, 5, 30, 3);
    MatrixX<double> codes = problem.zero_codes();
    static_cast<void>(problem.encode(LassoCd{.alpha = alpha, .tolerance = 1e-12}, codes));
    for (Index i = 1; i < codes.cols(); ++i) {
      const double best = coding_test::least_lasso_objective(problem.gram, problem.correlation.col(i),
                                                             problem.squared_norms[static_cast<std::size_t>(i)], alpha);
      const double ours =
          0.5 * (problem.signals.col(i) - problem.atoms * codes.col(i)).squaredNorm() + alpha * codes.col(i).lpNorm<1>();
      CHECK_THAT(ours, WithinAbs(best, 1e-12));
    }
  }
}

TEST_CASE("The duality gap bounds the distance to the minimum from above, for any codes") {
  const CodingProblem<double> problem(9, 5, 30, 5);
  const Random random(1);
  double smallest = 1;
  for (Index i = 0; i < 30; ++i) {
    const double norm = problem.squared_norms[static_cast<std::size_t>(i)];
    const double best = coding_test::least_lasso_objective(problem.gram, problem.correlation.col(i), norm, 0.2);
    MatrixX<double> code(5, 1);
    for (Index k = 0; k < 5; ++k)
      code(k) =
          random.below(static_cast<std::uint64_t>(i), 2) == 0 ? 0.0 : random.normal(static_cast<std::uint64_t>(5 * i + k));
    const auto now = coding::certify_lasso<double>(problem.gram, problem.correlation.middleCols(i, 1), norm, code, 0.2);
    CHECK(now.gap >= now.objective - best - 1e-13);
    CHECK(now.objective >= best - 1e-13);
    if (now.gap > 1e-12) smallest = std::min(smallest, (now.objective - best) / now.gap);
  }
  CHECK(smallest >= 0);
}

TEST_CASE("The certificate of two orthogonal atoms is that of the closed form") {
  const MatrixX<double> gram = MatrixX<double>::Identity(2, 2);
  const MatrixX<double> p = Eigen::Vector2d(0.5, -0.05);
  MatrixX<double> a = Eigen::Vector2d(0.4, 0);  // the soft threshold of p at 0.1
  const auto best = coding::certify_lasso<double>(gram, p, 1.0, a, 0.1);
  CHECK_THAT(best.objective, WithinAbs(0.5 * (1 - 0.25 + 0.01) + 0.04, 1e-15));
  CHECK_THAT(best.squared_error, WithinAbs(1 - 0.25 + 0.01, 1e-15));
  CHECK_THAT(best.gap, WithinAbs(0, 1e-15));
  CHECK_THAT(best.kkt, WithinAbs(0, 1e-15));
  a(0) = 0.5;
  CHECK_THAT(coding::certify_lasso<double>(gram, p, 1.0, a, 0.1).kkt, WithinAbs(1, 1e-15));
}

TEMPLATE_TEST_CASE("Codes scale with the signals when alpha does", "", float, double) {
  CodingProblem<TestType> problem(20, 12, 25, 2);
  MatrixX<TestType> codes = problem.zero_codes(), scaled = problem.zero_codes();
  static_cast<void>(problem.encode(LassoCd{.alpha = 0.125}, codes));
  problem.correlation *= TestType(64);
  for (double& norm : problem.squared_norms) norm *= 4096;
  static_cast<void>(problem.encode(LassoCd{.alpha = 8}, scaled));
  CHECK(scaled == TestType(64) * codes);
}

TEST_CASE("Float codes reach the objective of double codes") {
  const CodingProblem<double> exact(40, 25, 200, 9);
  const CodingProblem<float> rounded(40, 25, 200, 9);
  MatrixX<double> codes = exact.zero_codes();
  MatrixX<float> float_codes = rounded.zero_codes();
  const auto a = exact.encode(LassoCd{}, codes);
  const auto b = rounded.encode(LassoCd{}, float_codes);
  CHECK(b.convergence().converged);
  CHECK_THAT(b.objective, WithinRel(a.objective, 2e-6));
}

TEST_CASE("Good codes passed in save work and bad ones do no harm") {
  const CodingProblem<double> problem(40, 25, 50, 4);
  MatrixX<double> codes = problem.zero_codes();
  const auto cold = problem.encode(LassoCd{}, codes);
  const auto warm = problem.encode(LassoCd{}, codes);
  CHECK(warm.iterations <= 4);
  CHECK(cold.iterations > warm.iterations);
  MatrixX<double> bad = MatrixX<double>::Constant(25, 50, -3.0);
  CHECK_THAT(problem.encode(LassoCd{}, bad).objective, WithinRel(cold.objective, 1e-6));
}

TEST_CASE("The relaxed coder comes within one per cent and costs less") {
  const CodingProblem<double> problem(40, 25, 50, 4);
  MatrixX<double> codes = problem.zero_codes(), rough = problem.zero_codes();
  const auto exact = problem.encode(LassoCd{}, codes);
  const auto relaxed = problem.encode(LassoCd{}.relaxed(1e-2), rough);
  CHECK(relaxed.largest_residual <= 1e-2);
  CHECK(relaxed.largest_residual > exact.largest_residual);
  CHECK(relaxed.iterations < exact.iterations);
  CHECK(LassoCd{.tolerance = 0.1}.relaxed(1e-2).tolerance == 0.1);
}

TEMPLATE_TEST_CASE("The gap closes with more atoms than time points and with repeated atoms", "", float, double) {
  CodingProblem<TestType> problem(6, 40, 30, 8);
  MatrixX<TestType> codes = problem.zero_codes();
  CHECK(problem.encode(LassoCd{.alpha = 0.05}, codes).convergence().converged);
  CHECK(((codes.array() != TestType(0)).colwise().count() <= 12).all());
}

TEST_CASE("alpha as large as every correlation gives zero codes") {
  const CodingProblem<double> problem(20, 8, 10, 6);
  MatrixX<double> codes = MatrixX<double>::Ones(8, 10);
  const auto summary = problem.encode(LassoCd{.alpha = 1.01}, codes);
  CHECK(codes.isZero(0));
  CHECK(summary.convergence().converged);
  CHECK_THAT(summary.objective, WithinAbs(0.5 * 9, 1e-12));
}

TEST_CASE("Not converging is reported, also for NaN") {
  CodingProblem<double> problem(20, 12, 10, 6);
  MatrixX<double> codes = problem.zero_codes();
  auto summary = problem.encode(LassoCd{.alpha = 0.02, .max_iterations = 1}, codes);
  CHECK(!summary.convergence().converged);
  CHECK(summary.largest_residual > 1e-6);
  problem.correlation(2, 4) = std::nan("");
  codes = problem.zero_codes();
  summary = problem.encode(LassoCd{}, codes);
  CHECK(summary.n_converged == 9);
  CHECK(std::isnan(summary.largest_residual));
}

TEST_CASE("Nothing to code is coded") {
  const CodingProblem<double> problem(20, 8, 0, 6);
  MatrixX<double> codes = problem.zero_codes();
  const auto summary = problem.encode(LassoCd{}, codes);
  CHECK(summary.n_signals == 0);
  CHECK(summary.convergence().converged);
  CHECK(summary.mean_residual() == 0);
}

TEST_CASE("A bad parameter or shape is named") {
  const CodingProblem<double> problem(20, 8, 4, 6);
  MatrixX<double> codes = problem.zero_codes();
  CHECK_THROWS_WITH(problem.encode(LassoCd{.alpha = 0}, codes), says("LassoCd: alpha must be > 0, is 0"));
  CHECK_THROWS_WITH(problem.encode(LassoCd{.alpha = std::nan("")}, codes), says("alpha must be > 0, is nan"));
  CHECK_THROWS_WITH(problem.encode(LassoCd{.tolerance = -1}, codes), says("tolerance must be > 0, is -1"));
  CHECK_THROWS_WITH(problem.encode(LassoCd{.max_iterations = 0}, codes), says("max_iterations must be >= 1, is 0"));
  MatrixX<double> narrow = MatrixX<double>::Zero(8, 3);
  CHECK_THROWS_WITH(problem.encode(LassoCd{}, narrow), says("number of columns of codes must be 4, is 3"));
  CHECK_THROWS_AS(problem.encode(LassoCd{}, narrow), ShapeError);
}

TEMPLATE_TEST_CASE("Atoms that are almost the same do not keep the gap open", "", float, double) {
  CodingProblem<TestType> problem(30, 12, 40, 5);
  const Random random(2);
  const double unlike = std::is_same_v<TestType, float> ? 0.03 : 0.003;  // as far as the precision of the Gram matrix goes
  MatrixX<TestType>& atoms = problem.atoms;
  for (Index k = 1; k < 12; ++k) {
    for (Index t = 0; t < 30; ++t) {
      atoms(t, k) = atoms(t, 0) + static_cast<TestType>(unlike * random.normal(static_cast<std::uint64_t>(30 * k + t)));
    }
  }
  problem.gram = atoms.transpose() * atoms;
  problem.correlation = atoms.transpose() * problem.signals;
  MatrixX<TestType> codes = problem.zero_codes();
  const auto summary = problem.encode(LassoCd{.alpha = unlike / 3, .tolerance = 1e-5}, codes);
  CHECK(summary.n_converged == 40);
  CHECK(summary.iterations < 3000);
}
