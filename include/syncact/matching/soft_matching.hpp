#pragma once
/// Units matched by optimal transport, so that representations of different sizes share all their units.
#include "syncact/core/macros_off.hpp"

#include "syncact/matching/detail/units.hpp"
#include "syncact/matching/transport.hpp"
#include "syncact/measure/options.hpp"

namespace syncact::matching {

enum class SoftScore : unsigned char {
  distance,     ///< root of the least mean squared distance of matched units
  correlation,  ///< largest mean correlation of matched units
};
constexpr auto choices(SoftScore) {
  return std::array{measure::Choice{"distance", SoftScore::distance}, measure::Choice{"correlation", SoftScore::correlation}};
}

enum class MatchingNorm : unsigned char {
  none,       ///< centred, not scaled
  unit_norm,  ///< each table centred and scaled to a Frobenius norm of 1
};
constexpr auto choices(MatchingNorm) {
  return std::array{measure::Choice{"none", MatchingNorm::none}, measure::Choice{"unit_norm", MatchingNorm::unit_norm}};
}

/// Soft matching of the units of x [sample x p] and y [sample x q]: with T in U(1/p, 1/q), the tables of nonnegative masses
/// whose rows sum to 1/p and columns to 1/q,
///   distance     sqrt(min_T sum_ij T_ij |x_i - y_j|^2), columns centred; for p == q the permutation distance over sqrt(p)
///   correlation  max_T sum_ij T_ij r(x_i, y_j); `normalise` has no effect.
/// The transport is solved exactly. Status: undefined for unit_norm or correlation of a table that does not vary;
/// constant_units if the correlation leaves units out, which then have no mass; not_converged if the simplex was stopped.
/// Throws ShapeError if the samples differ in number.
/// Khosla & Williams, "Soft matching distance", 2023, arXiv:2311.09466.
struct SoftMatching {
  SoftScore score = SoftScore::distance;
  MatchingNorm normalise = MatchingNorm::none;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("score", self.score, "what is matched: squared distances or correlations of units");
    option("normalise", self.normalise, "scaling of each table before distances are taken");
  }

  [[nodiscard]] measure::Info info() const {
    using enum measure::Invariance;
    const bool distance = score == SoftScore::distance;
    const auto invariance = !distance                              ? translation | permutation | scale | unit_scale
                            : normalise == MatchingNorm::unit_norm ? translation | permutation | scale
                                                                   : translation | permutation;
    return {.id = "soft_matching",
            .kind = measure::Kind::representation,
            .formula = distance ? "sqrt(min_T sum_ij T_ij |x_i - y_j|^2), T in U(1/p, 1/q)"
                                : "max_T sum_ij T_ij r(x_i, y_j), T in U(1/p, 1/q)",
            .direction = distance ? measure::Direction::distance : measure::Direction::similarity,
            .lowest = distance ? 0.0 : -1.0,
            .highest = distance ? std::numeric_limits<double>::infinity() : 1.0,
            .x = invariance,
            .y = invariance,
            .is_metric = distance,
            .centring = "each unit minus its mean",
            .ties = "the value does not depend on which of several best plans is taken",
            .cost = "2npq + network simplex, about pq(p+q)",
            .alias = distance ? "" : "soft_correlation_match",
            .note = "NeuroAIMetrics has had a correlation and a cross-validated squared distance under the name SoftMatching",
            .source = "Khosla & Williams 2023, arXiv:2311.09466"};
  }

  template <class P>
  [[nodiscard]] measure::Measurement compare(const P& x, const P& y) const {
    return score == SoftScore::distance ? distance(x, y) : correlation(x, y);
  }

 private:
  template <class P>
  [[nodiscard]] measure::Measurement distance(const P& x, const P& y) const {
    detail::CommonScale common = detail::common_scale("soft_matching", x, y);
    const Index n = x.n_samples();
    if (common.x.size() == 0 || common.y.size() == 0) return measure::no_value(measure::Status::undefined, n);
    if (normalise == MatchingNorm::unit_norm) {
      if (x.squared_norm() == 0 || y.squared_norm() == 0) return measure::no_value(measure::Status::undefined, n);
      common.x /= common.x.norm();
      common.y /= common.y.norm();
      common.scale = 1;
    }
    MatrixX<double> cost = -2 * linalg::cross<double>(common.x, common.y, x.backend(), x.executor());
    cost.colwise() += common.x.colwise().squaredNorm().transpose();
    cost.rowwise() += common.y.colwise().squaredNorm();
    const TransportPlan plan = best_transport(cost);
    double squared = 0;  // from differences: the costs above cancel for units that are nearly the same
    for (const Shipment& s : plan.shipments) squared += s.mass * (common.x.col(s.row) - common.y.col(s.column)).squaredNorm();
    return {common.scale * std::sqrt(squared), status_of(plan), n, 0, 0};
  }

  template <class P>
  [[nodiscard]] measure::Measurement correlation(const P& x, const P& y) const {
    const auto [r, status] = detail::correlations("soft_matching", x, y);
    if (!measure::has_value(status)) return measure::no_value(status, x.n_samples());
    const TransportPlan plan = best_transport(-r);
    double sum = 0;
    for (const Shipment& s : plan.shipments) sum += s.mass * r(s.row, s.column);
    return {sum, measure::worse(status, status_of(plan)), x.n_samples(), 0, 0};
  }

  [[nodiscard]] static measure::Status status_of(const TransportPlan& plan) {
    return plan.convergence.converged ? measure::Status::ok : measure::Status::not_converged;
  }
};

}  // namespace syncact::matching

#include "syncact/core/macros_on.hpp"
