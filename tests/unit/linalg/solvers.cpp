#include <complex>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/linalg/eigenvalues.hpp"
#include "syncact/linalg/least_squares.hpp"
#include "syncact/linalg/solve_definite.hpp"

using namespace syncact;
using namespace syncact::test;

TEST_CASE("Least squares leaves a residual that is orthogonal to the columns, and takes the smallest solution") {
  MatrixX<double> a = noise<double>(12, 4, 1);
  const MatrixX<double> b = noise<double>(12, 3, 2);
  CHECK(linalg::rank(a) == 4);
  a.col(2) = a.col(0);
  CHECK(linalg::rank(a) == 3);
  const MatrixX<double> x = linalg::least_squares(a, b);
  CHECK((a.transpose() * (b - a * x)).cwiseAbs().maxCoeff() < 1e-13);
  // What can be moved between equal columns is shared evenly.
  CHECK(table_close(MatrixX<double>(x.row(2)), MatrixX<double>(x.row(0)), 1e-13) == "");
  CHECK_THROWS_WITH(linalg::least_squares(a, b.topRows(5)), says("linalg::least_squares"));
}

TEST_CASE("A definite system is solved") {
  const MatrixX<double> a = noise<double>(9, 6, 3), x = noise<double>(6, 2, 4), gram = a.transpose() * a;
  CHECK(table_close(linalg::solve_definite(gram, gram * x), x, 1e-11) == "");
  CHECK_THROWS_WITH(linalg::solve_definite(a, x), says("linalg::solve_definite"));
}

TEST_CASE("A rotation turns by its eigenvalues' angle; a defective matrix has one eigenvalue twice") {
  const Eigen::Matrix2d quarter{{0, -1}, {1, 0}}, defective{{3, 1}, {0, 3}};
  const Eigen::VectorXcd turned = linalg::eigenvalues(quarter);
  CHECK(std::abs(turned[0].real()) < 1e-15);
  CHECK(std::abs(std::abs(turned[0].imag()) - 1) < 1e-15);
  CHECK(std::abs(turned[0] - std::conj(turned[1])) < 1e-15);
  CHECK((linalg::eigenvalues(defective).array() - 3.0).abs().maxCoeff() < 1e-7);
  CHECK_THROWS_WITH(linalg::eigenvalues(MatrixX<double>(2, 3)), says("linalg::eigenvalues"));
}
