#include "syncact/coding/omp.hpp"

#include <Eigen/QR>

#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/laws/sparse_coder_laws.hpp"

using namespace syncact;
using namespace syncact::test;
using coding::Omp;

namespace omp_test {

std::vector<Index> omp_support(const Eigen::Ref<const Eigen::VectorXd>& code) {
  std::vector<Index> result;
  for (Index k = 0; k < code.size(); ++k) {
    if (code[k] != 0) result.push_back(k);
  }
  return result;
}

}  // namespace omp_test

TEST_CASE("OMP codes are the least-squares fit of their own atoms, at most n_nonzero of them") {
  const laws::CodingProblem<double> problem(20, 15, 60, 3);
  for (const Index n_nonzero : {1, 3, 7}) {
    MatrixX<double> codes = problem.zero_codes();
    const auto summary = problem.encode(Omp{.n_nonzero = n_nonzero}, codes);
    CHECK(summary.convergence().converged);
    CHECK(summary.iterations <= n_nonzero);
    for (Index i = 1; i < codes.cols(); ++i) {
      const std::vector<Index> support = omp_test::omp_support(codes.col(i));
      REQUIRE(static_cast<Index>(support.size()) <= n_nonzero);
      const MatrixX<double> chosen = problem.atoms(Eigen::seqN(0, 20), support);
      const VectorX<double> fit = chosen.colPivHouseholderQr().solve(problem.signals.col(i));
      CHECK(table_close(VectorX<double>(codes.col(i)(support)), fit, 1e-12) == "");
      const VectorX<double> left = problem.signals.col(i) - problem.atoms * codes.col(i);
      CHECK((chosen.transpose() * left).cwiseAbs().maxCoeff() < 1e-13);
    }
  }
}

TEST_CASE("OMP picks the atom of largest correlation first, whatever the lengths of the atoms") {
  laws::CodingProblem<double> problem(20, 15, 30, 9);
  MatrixX<double> codes = problem.zero_codes();
  static_cast<void>(problem.encode(Omp{.n_nonzero = 1}, codes));
  for (Index i = 1; i < codes.cols(); ++i) {
    Index best = 0;
    problem.correlation.col(i).cwiseAbs().maxCoeff(&best);
    CHECK_THAT(codes(best, i), WithinRel(problem.correlation(best, i) / problem.gram(best, best), 1e-14));
  }
  VectorX<double> lengths = VectorX<double>::LinSpaced(15, 0.1, 20);
  problem.gram = lengths.asDiagonal() * problem.gram * lengths.asDiagonal();
  problem.correlation = lengths.asDiagonal() * problem.correlation;
  MatrixX<double> rescaled = problem.zero_codes();
  static_cast<void>(problem.encode(Omp{.n_nonzero = 1}, rescaled));
  CHECK(table_close(MatrixX<double>(lengths.asDiagonal() * rescaled), codes, 1e-13) == "");
}

TEMPLATE_TEST_CASE("OMP stops at the error it is given", "", float, double) {
  const laws::CodingProblem<TestType> problem(20, 40, 60, 4);
  MatrixX<TestType> codes = problem.zero_codes();
  const auto summary = problem.encode(Omp{.n_nonzero = 20, .tolerance = 0.1}, codes);
  for (Index i = 1; i < codes.cols(); ++i) {
    const double error = (problem.signals.col(i) - problem.atoms * codes.col(i)).template cast<double>().squaredNorm();
    CHECK(error <= 0.1001);
  }
  CHECK(summary.squared_error <= 0.1 * 59);
}

TEMPLATE_TEST_CASE("OMP never picks an atom that adds no dimension", "", float, double) {
  const laws::CodingProblem<TestType> problem(6, 30, 40, 5);  // six time points, and atom 5 repeats atom 4
  MatrixX<TestType> codes = problem.zero_codes();
  const auto summary = problem.encode(Omp{.n_nonzero = 30}, codes);
  CHECK(codes.allFinite());
  CHECK(summary.iterations <= 6);
  CHECK(((codes.row(4).array() == 0) || (codes.row(5).array() == 0)).all());
  CHECK(summary.squared_error < (std::is_same_v<TestType, float> ? 1e-5 : 1e-12));
}

TEST_CASE("OMP does not look at the codes passed in") {
  const laws::CodingProblem<double> problem(20, 15, 10, 4);
  MatrixX<double> codes = problem.zero_codes(), other = MatrixX<double>::Constant(15, 10, 7.0);
  static_cast<void>(problem.encode(Omp{}, codes));
  static_cast<void>(problem.encode(Omp{}, other));
  CHECK(codes == other);
}

TEST_CASE("OMP names a bad parameter") {
  const laws::CodingProblem<double> problem(20, 8, 4, 6);
  MatrixX<double> codes = problem.zero_codes();
  CHECK_THROWS_WITH(problem.encode(Omp{.n_nonzero = 0}, codes), says("Omp: n_nonzero must be >= 1, is 0"));
  CHECK_THROWS_WITH(problem.encode(Omp{.tolerance = -0.5}, codes), says("tolerance must be >= 0, is -0.5"));
}
