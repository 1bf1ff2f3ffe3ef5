#include "syncact/coding/lasso_lars.hpp"

#include "problems.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/coding/lasso_cd.hpp"
#include "syncact/coding/matching_pursuit.hpp"
#include "syncact/coding/omp.hpp"
#include "syncact/laws/sparse_coder_laws.hpp"

using namespace syncact;
using namespace syncact::test;
using coding::LassoCd;
using coding::LassoLars;
using coding::MatchingPursuit;
using laws::CodingProblem;

TEST_CASE("The path alone ends at the minimum that trying every set of atoms finds") {
  const CodingProblem<double> problem(9, 5, 30, 3);
  for (const double alpha : {0.01, 0.1, 0.5}) {
    MatrixX<double> codes = problem.zero_codes();
    const auto summary = problem.encode(LassoLars{.alpha = alpha, .tolerance = 1}, codes);  // descent has nothing to do
    CHECK(summary.iterations <= 5 + 4);
    for (Index i = 1; i < codes.cols(); ++i) {
      const double best = coding_test::least_lasso_objective(problem.gram, problem.correlation.col(i),
                                                             problem.squared_norms[static_cast<std::size_t>(i)], alpha);
      const double ours =
          0.5 * (problem.signals.col(i) - problem.atoms * codes.col(i)).squaredNorm() + alpha * codes.col(i).lpNorm<1>();
      CHECK_THAT(ours, WithinAbs(best, 1e-12));
    }
  }
}

TEST_CASE("Atoms leave the path when their codes reach zero") {
  // The first two atoms together look like the third, which is taken first and given up.
  const MatrixX<double> gram = (MatrixX<double>(3, 3) << 1, 0, 0.7, 0, 1, 0.7, 0.7, 0.7, 1).finished();
  const VectorX<double> truth = Eigen::Vector3d(1, 1.1, 0);
  const MatrixX<double> p = gram * truth;
  const std::vector<double> norm = {truth.dot(gram * truth)};
  for (const double alpha : {1e-6, 0.05, 0.3}) {
    MatrixX<double> lars = MatrixX<double>::Zero(3, 1), descent = lars;
    static_cast<void>(LassoLars{.alpha = alpha, .tolerance = 1}.encode(gram, p, norm, lars));
    static_cast<void>(LassoCd{.alpha = alpha, .tolerance = 1e-13}.encode(gram, p, norm, descent));
    CHECK(table_close(lars, descent, 1e-5) == "");
    CHECK(coding::certify_lasso<double>(gram, p, norm[0], lars, alpha).gap < 1e-14);
  }
}

TEST_CASE("More atoms than time points and repeated atoms are left to descent") {
  const CodingProblem<double> problem(6, 40, 30, 8);
  MatrixX<double> codes = problem.zero_codes();
  CHECK(problem.encode(LassoLars{.alpha = 0.001}, codes).convergence().converged);
}

TEST_CASE("NaN is reported and disturbs no neighbour, by the path and by matching pursuit") {
  CodingProblem<double> problem(20, 12, 10, 6);
  MatrixX<double> good = problem.zero_codes(), codes = good;
  static_cast<void>(problem.encode(LassoLars{}, good));
  problem.correlation(2, 4) = std::nan("");
  CHECK(problem.encode(LassoLars{}, codes).n_converged == 9);
  CHECK(codes.col(5) == good.col(5));
  CHECK(problem.encode(MatchingPursuit{}, codes).n_converged == 9);
}

TEST_CASE("Matching pursuit takes the atom OMP takes, and explains more with each step") {
  const CodingProblem<double> problem(20, 15, 40, 9);
  MatrixX<double> one = problem.zero_codes(), omp = one, more = one;
  static_cast<void>(problem.encode(MatchingPursuit{.n_steps = 1}, one));
  static_cast<void>(problem.encode(coding::Omp{.n_nonzero = 1}, omp));
  CHECK(table_close(one, omp, 1e-13) == "");
  double before = 40;
  for (const Index n_steps : {1, 3, 10, 100}) {
    const auto summary = problem.encode(MatchingPursuit{.n_steps = n_steps}, more);
    CHECK(summary.squared_error < before);
    CHECK(summary.iterations <= n_steps);
    before = summary.squared_error;
  }
  CHECK(problem.encode(MatchingPursuit{.n_steps = 1000, .tolerance = 0.2}, more).squared_error <= 0.2 * 39);
}

TEST_CASE("Penalties out of range are named") {
  const CodingProblem<double> problem(20, 8, 4, 6);
  MatrixX<double> codes = problem.zero_codes();
  CHECK_THROWS_WITH(problem.encode(LassoCd{.ridge = -1}, codes), says("LassoCd: ridge must be >= 0, is -1"));
  CHECK_THROWS_WITH(problem.encode(LassoLars{.alpha = 0}, codes), says("LassoLars: alpha must be > 0, is 0"));
  CHECK_THROWS_WITH(problem.encode(LassoCd{.weights = {1, 2}}, codes), says("number of weights must be 8, is 2"));
  CHECK_THROWS_WITH(problem.encode(LassoCd{.weights = std::vector<double>(8, 0.0)}, codes),
                    says("each weight must be > 0, is 0"));
  CHECK_THROWS_WITH(problem.encode(MatchingPursuit{.n_steps = 0}, codes), says("n_steps must be >= 1, is 0"));
  CHECK_THROWS_WITH(problem.encode(MatchingPursuit{.tolerance = -1}, codes), says("tolerance must be >= 0, is -1"));
}

TEMPLATE_TEST_CASE("A signal gets the same bits in any company", "", float, double) {
  const CodingProblem<TestType> problem(40, 60, 150, 4);
  MatrixX<TestType> together = problem.zero_codes();
  static_cast<void>(problem.encode(LassoCd{.alpha = 0.05}, together));
  for (Index i = 0; i < 150; i += 7) {
    MatrixX<TestType> alone = MatrixX<TestType>::Zero(60, 1);
    static_cast<void>(LassoCd{.alpha = 0.05}.encode(
        linalg::ConstPanel<TestType>(problem.gram), linalg::ConstPanel<TestType>(problem.correlation.middleCols(i, 1)),
        std::span(problem.squared_norms).subspan(static_cast<std::size_t>(i), 1), linalg::Panel<TestType>(alone)));
    CHECK(alone == together.col(i));
  }
}
