#pragma once
/// Optimal transport between two sets of equal weights.
#include "syncact/core/macros_off.hpp"

#include <numeric>
#include <vector>

#include "syncact/numeric/assignment.hpp"
#include "syncact/similarity/matching/detail/transport_simplex.hpp"

namespace syncact::inline v0_1::similarity::matching {

/// So much goes from a row to a column.
struct Shipment {
  Index row;
  Index column;
  double mass;
};

/// A coupling of rows and columns: at most rows + columns - 1 shipments, their masses sum to 1.
struct TransportPlan {
  std::vector<Shipment> shipments;
  Convergence convergence;

  /// [row x column] The coupling as a table.
  [[nodiscard]] MatrixX<double> coupling(Index rows, Index columns) const {
    MatrixX<double> table = MatrixX<double>::Zero(rows, columns);
    for (const Shipment& s : shipments) table(s.row, s.column) = s.mass;
    return table;
  }
};

/// argmin over T in U(1/rows, 1/columns) of sum_ij T_ij cost_ij, where U holds the tables with nonnegative entries whose rows
/// sum to 1/rows and columns to 1/columns. Exact but for the rounding of prices (1e-14 of the largest cost): as many rows
/// as columns are an assignment (Birkhoff), else the transportation network simplex runs on whole masses.
/// The plan does not depend on threads or on chance. Throws ValueError if a cost is not finite or there are none.
[[nodiscard]] inline TransportPlan best_transport(const MatrixX<double>& cost) {
  require(cost.size() > 0, "best_transport", "the number of costs must be >= 1", cost.size());
  require(cost.allFinite(), "best_transport", "the sum of costs must be finite", cost.sum());
  const Index rows = cost.rows(), columns = cost.cols();
  TransportPlan plan;
  if (rows == columns) {
    plan.convergence = {.converged = true, .iterations = rows};
    for (const numeric::AssignedPair& pair : numeric::best_assignment(-cost)) {
      plan.shipments.push_back({pair.row, pair.column, 1.0 / static_cast<double>(rows)});
    }
    return plan;
  }
  const Index common = std::gcd(rows, columns);
  detail::TransportSimplex simplex(cost, columns / common, rows / common);
  plan.convergence = simplex.solve(1000 + 100 * cost.size());
  const Index total = rows / common * columns;
  simplex.for_each_flow([&](Index row, Index column, Index flow) {
    plan.shipments.push_back({row, column, static_cast<double>(flow) / static_cast<double>(total)});
  });
  return plan;
}

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
