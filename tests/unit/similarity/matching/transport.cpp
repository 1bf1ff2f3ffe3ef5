#include "syncact/similarity/matching/transport.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

double total(const similarity::matching::TransportPlan& plan, const MatrixX<double>& cost) {
  double sum = 0;
  for (const auto& s : plan.shipments) sum += s.mass * cost(s.row, s.column);
  return sum;
}

/// The same problem as an assignment: each row and column as often as its mass has parts.
double total_by_assignment(const MatrixX<double>& cost) {
  const Index p = cost.rows(), q = cost.cols();
  MatrixX<double> score(p * q, p * q);
  for (Index i = 0; i < p * q; ++i) {
    for (Index j = 0; j < p * q; ++j) score(i, j) = -cost(i / q, j / p);
  }
  double sum = 0;
  for (const numeric::AssignedPair& pair : numeric::best_assignment(score)) sum -= score(pair.row, pair.column);
  return sum / static_cast<double>(p * q);
}

}  // namespace

TEST_CASE("Transport is a coupling and no dearer than the assignment of its parts") {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const Random random(seed);
    const Index p = 1 + random.below(0, 7), q = 1 + random.below(1, 7);
    MatrixX<double> cost(p, q);
    for (Index k = 0; k < cost.size(); ++k) {  // every other problem has many equal costs
      const auto at = 2 + static_cast<std::uint64_t>(k);
      cost.data()[k] = seed % 2 == 0 ? random.normal(at) : static_cast<double>(random.below(at, 3));
    }
    const similarity::matching::TransportPlan plan = similarity::matching::best_transport(cost);
    CAPTURE(seed, p, q);
    REQUIRE(plan.convergence.converged);
    CHECK(static_cast<Index>(plan.shipments.size()) <= p + q - 1);
    const MatrixX<double> coupling = plan.coupling(p, q);
    CHECK(coupling.minCoeff() >= 0);
    CHECK(table_close(coupling.rowwise().sum(), VectorX<double>::Constant(p, 1.0 / static_cast<double>(p)), 1e-15) == "");
    CHECK(table_close(coupling.colwise().sum().transpose(), VectorX<double>::Constant(q, 1.0 / static_cast<double>(q)),
                      1e-15) == "");
    CHECK_THAT(total(plan, cost), WithinAbs(total_by_assignment(cost), 1e-13));
  }
}

TEST_CASE("A transport plan depends on neither the unit of cost nor constants of rows and columns") {
  const MatrixX<double> cost = noise<double>(31, 22).cwiseAbs2();
  const MatrixX<double> plan = similarity::matching::best_transport(cost).coupling(31, 22);
  CHECK(similarity::matching::best_transport(cost).coupling(31, 22) == plan);
  CHECK(similarity::matching::best_transport(cost * 0x1p60).coupling(31, 22) == plan);
  CHECK(similarity::matching::best_transport(cost * 0x1p-60).coupling(31, 22) == plan);
  MatrixX<double> moved = cost;
  moved.colwise() += VectorX<double>::LinSpaced(31, -2, 3);
  moved.row(4).array() += 10;
  CHECK(similarity::matching::best_transport(moved).coupling(31, 22) == plan);
  CHECK(similarity::matching::best_transport(cost.transpose()).coupling(22, 31) == plan.transpose());
}

TEST_CASE("Transport needs finite costs, and some") {
  CHECK_THROWS_WITH(similarity::matching::best_transport(MatrixX<double>(0, 3)),
                    says("the number of costs must be >= 1, is 0"));
  CHECK_THROWS_WITH(similarity::matching::best_transport(MatrixX<double>::Constant(2, 3, std::nan(""))),
                    says("must be finite"));
  CHECK_THROWS_AS(numeric::best_assignment(MatrixX<double>::Constant(2, 2, HUGE_VAL)), ValueError);
  CHECK(numeric::best_assignment(MatrixX<double>(0, 3)).empty());
}
