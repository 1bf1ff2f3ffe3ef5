#pragma once
/// The Gromov-Wasserstein problem: couplings of two tables of dissimilarities, and bounds of their cost.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/matching/transport.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

/// Where a descent begins.
enum class GromovStart : unsigned char {
  product,       ///< everything to everything: T = 1/(nm)
  identity,      ///< i to i; only for equal numbers of points
  eccentricity,  ///< the coupling of the first lower bound
  local,         ///< the coupling of the third lower bound
};

/// What is known of min_T cost(T).
struct GromovBounds {
  std::optional<double> identity{};  ///< the cost of T = I/n, above the minimum; none for different numbers of points
  double first = 0;                  ///< below it: Memoli (2011), section 6.1, from the root mean square distances of points
  double third = 0;                  ///< below it, and at least `first`: section 6.3, from the distances of each point, sorted
};

/// The best coupling found.
struct GromovSolution {
  double cost = 0;
  MatrixX<double> coupling;  ///< [point of a x point of b], in U(1/n, 1/m)
  GromovStart start = GromovStart::product;
  std::vector<double> costs;  ///< reached from each start that was made, in the order of GromovStart
  Convergence convergence;    ///< of the best one; residual: gain of the last step over 4 <T, a T b>
};

namespace detail {

/// The coupling cost sum_ijkl (a_ik - b_jl)^2 T_ij T_kl = constant - 2 <T, a T b> for T in U(1/n, 1/m).
/// Peyre, Cuturi & Solomon, "Gromov-Wasserstein averaging of kernel and distance matrices", ICML 2016, proposition 1.
template <class B, class E>
struct GromovCost {
  const MatrixX<double>& a;
  const MatrixX<double>& b;
  const B& backend;
  const E& executor;

  /// a T b.
  [[nodiscard]] MatrixX<double> spread(const MatrixX<double>& t) const {
    using linalg::Op;
    const MatrixX<double> at = linalg::product<double>(a, Op::none, t, Op::none, backend, executor);
    return linalg::product<double>(at, Op::none, b, Op::none, backend, executor);
  }

  /// From the differences themselves: exact also where the two shapes nearly agree. Only the cells with mass count.
  [[nodiscard]] double of(const MatrixX<double>& t) const {
    std::vector<matching::Shipment> cells;
    for (Index j = 0; j < t.cols(); ++j) {
      for (Index i = 0; i < t.rows(); ++i) {
        if (t(i, j) > 0) cells.push_back({i, j, t(i, j)});
      }
    }
    if (static_cast<Index>(cells.size()) > 4 * (t.rows() + t.cols())) {
      return a.squaredNorm() / squared(a.rows()) + b.squaredNorm() / squared(b.rows()) - 2 * t.cwiseProduct(spread(t)).sum();
    }
    double sum = 0;
    for (const auto& one : cells) {
      double inner = 0;
      for (const auto& other : cells) {
        const double difference = a(other.row, one.row) - b(other.column, one.column);
        inner += other.mass * difference * difference;
      }
      sum += one.mass * inner;
    }
    return sum;
  }

  static double squared(Index n) { return static_cast<double>(n) * static_cast<double>(n); }
};

/// The squared 2-Wasserstein distance of two sorted samples of equal weights: their quantile functions, subtracted.
[[nodiscard]] inline double sorted_transport(Eigen::Ref<const VectorX<double>> u, Eigen::Ref<const VectorX<double>> v) {
  const Index n = u.size(), m = v.size();
  if (n == m) return (u - v).squaredNorm() / static_cast<double>(n);
  double sum = 0;
  Index i = 0, j = 0, left = m, wanted = n;  // in units of 1/(nm)
  while (i < n && j < m) {
    const Index mass = std::min(left, wanted);
    sum += static_cast<double>(mass) * (u[i] - v[j]) * (u[i] - v[j]);
    left -= mass;
    wanted -= mass;
    if (left == 0) ++i, left = m;
    if (wanted == 0) ++j, wanted = n;
  }
  return sum / (static_cast<double>(n) * static_cast<double>(m));
}

/// A transport problem whose optimum is below every coupling cost.
struct LowerBound {
  double value = 0;
  MatrixX<double> coupling;
};

[[nodiscard]] inline LowerBound lower_bound(const MatrixX<double>& cost) {
  const matching::TransportPlan plan = matching::best_transport(cost);
  LowerBound bound{0, plan.coupling(cost.rows(), cost.cols())};
  for (const auto& s : plan.shipments) bound.value += s.mass * cost(s.row, s.column);
  return bound;
}

[[nodiscard]] inline LowerBound first_lower_bound(const MatrixX<double>& a, const MatrixX<double>& b) {
  const VectorX<double> of_a = (a.colwise().squaredNorm() / static_cast<double>(a.rows())).cwiseSqrt();
  const VectorX<double> of_b = (b.colwise().squaredNorm() / static_cast<double>(b.rows())).cwiseSqrt();
  return lower_bound((of_a.replicate(1, b.cols()) - of_b.transpose().replicate(a.cols(), 1)).cwiseAbs2());
}

[[nodiscard]] inline LowerBound third_lower_bound(const MatrixX<double>& a, const MatrixX<double>& b) {
  MatrixX<double> sorted_a = a, sorted_b = b;
  for (Index i = 0; i < a.cols(); ++i) std::sort(sorted_a.col(i).begin(), sorted_a.col(i).end());
  for (Index j = 0; j < b.cols(); ++j) std::sort(sorted_b.col(j).begin(), sorted_b.col(j).end());
  MatrixX<double> cost(a.cols(), b.cols());
  for (Index j = 0; j < b.cols(); ++j) {
    for (Index i = 0; i < a.cols(); ++i) cost(i, j) = sorted_transport(sorted_a.col(i), sorted_b.col(j));
  }
  return lower_bound(cost);
}

/// The column of each row of a coupling that joins each row to one column; none if it is not such a coupling.
[[nodiscard]] inline std::optional<std::vector<Index>> as_permutation(const MatrixX<double>& coupling) {
  if (coupling.rows() != coupling.cols() || (coupling.array() > 0).count() != coupling.rows()) return std::nullopt;
  std::vector<Index> partner;
  for (Index i = 0; i < coupling.rows(); ++i)
    partner.push_back(std::max_element(coupling.row(i).begin(), coupling.row(i).end()) - coupling.row(i).begin());
  return partner;
}

/// Lets the two rows exchange their columns whose exchange lowers the cost most, again and again, n times at most. Returns
/// whether there was one. A descent by transport steps ends in a coupling that its own linearisation cannot improve; this frees
/// it. The order of points does not matter, as the best exchange comes first. O(n^3), then O(n^2) an exchange.
template <class B, class E>
[[nodiscard]] bool exchange_partners(const GromovCost<B, E>& problem, MatrixX<double>& coupling) {
  auto partner = as_permutation(coupling);
  if (!partner) return false;
  const MatrixX<double>& a = problem.a;
  const Index n = a.rows();
  MatrixX<double> matched = problem.b(*partner, *partner);  // column i belongs to row i
  MatrixX<double> products =
      linalg::product<double>(a, linalg::Op::none, matched, linalg::Op::none, problem.backend, problem.executor);
  const double least = 1e-13 * a.norm() * matched.norm();
  Index n_exchanges = 0;
  for (; n_exchanges < n; ++n_exchanges) {
    Index first = 0, second = 0;
    double largest = least;
    for (Index j = 1; j < n; ++j) {
      for (Index i = 0; i < j; ++i) {
        // Half the rise of <a, matched>: (a_i - a_j)'(m_j - m_i) without the entries of the two rows, which only change places.
        const double change = products(i, j) + products(j, i) - products(i, i) - products(j, j) -
                              (a(i, i) - a(i, j)) * (matched(i, j) - matched(i, i)) -
                              (a(i, j) - a(j, j)) * (matched(j, j) - matched(i, j));
        if (change > largest) largest = change, first = i, second = j;
      }
    }
    if (largest == least) break;
    std::swap(nth((*partner), first), nth((*partner), second));
    matched.col(first).swap(matched.col(second));
    products.col(first).swap(products.col(second));
    products += (a.col(first) - a.col(second)) * (matched.row(second) - matched.row(first));
    matched.row(first).swap(matched.row(second));
  }
  coupling.setZero();
  for (Index i = 0; i < n; ++i) coupling(i, nth((*partner), i)) = 1.0 / static_cast<double>(n);
  return n_exchanges > 0;
}

/// Conditional gradient with exact transport steps and exact line search: the cost is quadratic along a step. Where it ends,
/// partners are exchanged, until neither helps.
template <class B, class E>
[[nodiscard]] GromovSolution descend(const GromovCost<B, E>& problem, MatrixX<double> t, Index max_iterations) {
  GromovSolution solution;
  Convergence& convergence = solution.convergence;
  MatrixX<double> spread = problem.spread(t);
  for (; convergence.iterations < max_iterations && !convergence.converged; ++convergence.iterations) {
    const MatrixX<double> target = matching::best_transport(-spread).coupling(t.rows(), t.cols());
    const MatrixX<double> step = target - t;
    const double gain = 4 * step.cwiseProduct(spread).sum(), size = std::abs(4 * t.cwiseProduct(spread).sum());
    convergence.residual = size > 0 ? std::max(gain, 0.0) / size : 0.0;
    if (!(gain > 1e-13 * size)) {
      convergence.converged = !exchange_partners(problem, t);
      spread = problem.spread(t);
      continue;
    }
    const MatrixX<double> step_spread = problem.spread(step);
    const double curvature = -2 * step.cwiseProduct(step_spread).sum();  // cost(t + s step) = cost(t) - gain s + curvature s^2
    const double length = curvature > 0 ? std::min(1.0, gain / (2 * curvature)) : 1.0;
    t = length == 1 ? target : MatrixX<double>(t + length * step);  // a whole step leaves no rounding in empty cells
    spread += length * step_spread;
  }
  solution.coupling = t.cwiseMax(0.0);
  solution.cost = problem.of(solution.coupling);
  return solution;
}

}  // namespace detail

/// Bounds of the Gromov-Wasserstein cost of two symmetric dissimilarity tables a [n x n] and b [m x m].
/// O(nm(n+m)) for the third one. Throws ShapeError unless the tables are square, ValueError for NaN, infinity or no points.
[[nodiscard]] inline GromovBounds gromov_bounds(const MatrixX<double>& a, const MatrixX<double>& b) {
  require_extent("gromov_bounds", "number of columns of a", a.rows(), a.cols());
  require_extent("gromov_bounds", "number of columns of b", b.rows(), b.cols());
  GromovBounds bounds;
  bounds.first = detail::first_lower_bound(a, b).value;
  bounds.third = std::max(bounds.first, detail::third_lower_bound(a, b).value);
  if (a.rows() == b.rows()) bounds.identity = (a - b).squaredNorm() / static_cast<double>(a.size());
  return bounds;
}

/// min over T in U(1/n, 1/m) of sum_ijkl (a_ik - b_jl)^2 T_ij T_kl, for symmetric dissimilarity tables a [n x n] and b [m x m]:
/// the best of the local minima that the conditional gradient reaches from every GromovStart. The problem is not convex, so
/// the cost is an upper bound; gromov_bounds says how far the minimum can be. O(n^2 m + n m^2) and a transport an iteration.
/// Throws ShapeError unless the tables are square, ValueError for NaN, infinity or no points.
/// Vayer et al., "Optimal transport for structured data with application on graphs", ICML 2019, algorithm 2.
template <CallContext C = Context<>>
[[nodiscard]] GromovSolution gromov_wasserstein(const MatrixX<double>& a, const MatrixX<double>& b, Index max_iterations = 500,
                                                const C& context = {}) {
  require_extent("gromov_wasserstein", "number of columns of a", a.rows(), a.cols());
  require_extent("gromov_wasserstein", "number of columns of b", b.rows(), b.cols());
  require(max_iterations >= 1, "gromov_wasserstein", "max_iterations must be >= 1", max_iterations);
  const Index n = a.rows(), m = b.rows();
  const detail::GromovCost<backend_of<C>, AnyExecutor> problem{a, b, context.backend, context.executor};
  GromovSolution best;
  const auto attempt = [&](GromovStart start, const MatrixX<double>& coupling) {
    GromovSolution reached = detail::descend(problem, coupling, max_iterations);
    reached.start = start;
    reached.costs = std::move(best.costs);
    reached.costs.push_back(reached.cost);
    if (reached.costs.size() == 1 || reached.cost < best.cost) {
      best = std::move(reached);
    } else {
      best.costs = std::move(reached.costs);
    }
  };
  const double mass = 1.0 / (static_cast<double>(n) * static_cast<double>(m));
  attempt(GromovStart::product, MatrixX<double>::Constant(n, m, mass));
  if (n == m) attempt(GromovStart::identity, MatrixX<double>::Identity(n, n) / static_cast<double>(n));
  attempt(GromovStart::eccentricity, detail::first_lower_bound(a, b).coupling);
  attempt(GromovStart::local, detail::third_lower_bound(a, b).coupling);
  return best;
}

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
