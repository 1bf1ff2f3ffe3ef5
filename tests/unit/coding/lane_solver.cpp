#include "syncact/coding/detail/lane_solver.hpp"

#include <Eigen/Cholesky>
#include <array>

#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/core/random.hpp"

using namespace syncact;
using namespace syncact::test;

TEMPLATE_TEST_CASE("Systems solved side by side are those solved one by one", "", float, double) {
  using Solver = coding::detail::LaneSolver<TestType>;
  for (const Index n : {1, 2, 7, 20}) {
    std::vector<MatrixX<double>> solutions;
    std::array<Solver, 4> solvers;
    for (Solver& solver : solvers) solver.resize(n);
    for (Index lane = 0; lane < Solver::lanes; ++lane) {
      const Random random(static_cast<std::uint64_t>(100 * n + lane));
      MatrixX<double> factor(n + 5, n + 1);
      for (Index i = 0; i < factor.size(); ++i) factor.data()[i] = random.normal(static_cast<std::uint64_t>(i));
      const MatrixX<double> system = factor.leftCols(n).transpose() * factor;  // [A b]
      solutions.push_back(system.leftCols(n).llt().solve(system.col(n)));
      for (Solver& solver : solvers) {
        for (Index i = 0; i < n; ++i) {
          for (Index j = 0; j <= i; ++j) solver.row(i)[j].lane[lane] = static_cast<TestType>(system(i, j));
          solver.row(n)[i].lane[lane] = static_cast<TestType>(system(i, n));
        }
      }
    }
    solvers[0].solve();
    solvers[1].template solve_in<16>();
    solvers[2].template solve_in<32>();
    solvers[3].template solve_in<64>();
    for (Solver& solver : solvers) {
      for (Index lane = 0; lane < Solver::lanes; ++lane) {
        MatrixX<double> x(n, 1);
        for (Index i = 0; i < n; ++i) x(i) = static_cast<double>(solver.row(n)[i].lane[lane]);
        CHECK(table_close(x, solutions[static_cast<std::size_t>(lane)], std::is_same_v<TestType, float> ? 2e-3 : 1e-11) == "");
        CHECK(solver.smallest_pivot(lane) > TestType(1e-3));
      }
    }
  }
}

TEMPLATE_TEST_CASE("A singular system is told from the regular ones beside it", "", float, double) {
  using Solver = coding::detail::LaneSolver<TestType>;
  Solver solver;
  solver.resize(2);
  for (Index lane = 0; lane < Solver::lanes; ++lane) {
    solver.row(0)[0].lane[lane] = 4;
    solver.row(1)[0].lane[lane] = lane == 3 ? TestType(2) : TestType(1);
    solver.row(1)[1].lane[lane] = 1;
    solver.row(2)[0].lane[lane] = 4;
    solver.row(2)[1].lane[lane] = 1;
  }
  solver.solve();
  for (Index lane = 0; lane < Solver::lanes; ++lane) {
    CHECK(solver.smallest_pivot(lane) == (lane == 3 ? TestType(0) : TestType(0.75)));
    if (lane != 3) CHECK(solver.row(2)[0].lane[lane] == TestType(1));
  }
}
