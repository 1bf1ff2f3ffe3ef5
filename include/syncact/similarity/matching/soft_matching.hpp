#pragma once
/// Units matched by optimal transport, so that representations of different sizes share all their units.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/options.hpp"
#include "syncact/similarity/matching/detail/units.hpp"
#include "syncact/similarity/matching/transport.hpp"

namespace syncact::inline v0_1::similarity::matching {

enum class SoftScore : unsigned char {
  distance,     ///< root of the least mean squared distance of matched units
  correlation,  ///< largest mean correlation of matched units
};
constexpr auto choices(SoftScore) {
  return std::array{Choice{"distance", SoftScore::distance}, Choice{"correlation", SoftScore::correlation}};
}

enum class MatchingNorm : unsigned char {
  none,       ///< centered, not scaled
  unit_norm,  ///< each table centered and scaled to a Frobenius norm of 1
};
constexpr auto choices(MatchingNorm) {
  return std::array{Choice{"none", MatchingNorm::none}, Choice{"unit_norm", MatchingNorm::unit_norm}};
}

/// Soft matching of the units of x [sample x p] and y [sample x q]: with T in U(1/p, 1/q), the tables of nonnegative masses
/// whose rows sum to 1/p and columns to 1/q,
///   distance     sqrt(min_T sum_ij T_ij |x_i - y_j|^2), columns centered; for p == q the permutation distance over sqrt(p)
///   correlation  max_T sum_ij T_ij r(x_i, y_j); `normalize` has no effect.
/// The transport is solved exactly. Status: undefined for unit_norm or correlation of a table that does not vary;
/// constant_units if the correlation leaves units out, which then have no mass; not_converged if the simplex was stopped.
/// Throws ShapeError if the samples differ in number.
/// Khosla & Williams, "Soft matching distance", 2023, arXiv:2311.09466.
struct SoftMatching {
  SoftScore score = SoftScore::distance;
  MatchingNorm normalize = MatchingNorm::none;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("score", self.score, "what is matched: squared distances or correlations of units");
    option("normalize", self.normalize, "scaling of each table before distances are taken");
  }

  [[nodiscard]] similarity::Info info() const {
    using enum similarity::Invariance;
    const bool distance = score == SoftScore::distance;
    const auto invariance = !distance                              ? translation | permutation | scale | unit_scale
                            : normalize == MatchingNorm::unit_norm ? translation | permutation | scale
                                                                   : translation | permutation;
    return {.id = "soft_matching",
            .kind = similarity::Kind::representation,
            .formula = distance ? "sqrt(min_T sum_ij T_ij |x_i - y_j|^2), T in U(1/p, 1/q)"
                                : "max_T sum_ij T_ij r(x_i, y_j), T in U(1/p, 1/q)",
            .direction = distance ? similarity::Direction::distance : similarity::Direction::similarity,
            .lowest = distance ? 0.0 : -1.0,
            .highest = distance ? std::numeric_limits<double>::infinity() : 1.0,
            .x = invariance,
            .y = invariance,
            .is_metric = distance,
            .centering = "each unit minus its mean",
            .ties = "the value does not depend on which of several best plans is taken",
            .cost = "2npq + network simplex, about pq(p+q)",
            .alias = distance ? "" : "soft_correlation_match",
            .note = "NeuroAIMetrics has had a correlation and a cross-validated squared distance under the name SoftMatching",
            .source = "Khosla & Williams 2023, arXiv:2311.09466"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return score == SoftScore::distance ? distance(x, y) : correlation(x, y);
  }

 private:
  template <class P>
  [[nodiscard]] similarity::Measurement distance(const P& x, const P& y) const {
    detail::CommonScale common = detail::common_scale("soft_matching", x, y);
    const Index n = x.n_samples();
    if (common.x.size() == 0 || common.y.size() == 0) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    if (normalize == MatchingNorm::unit_norm) {
      if (x.squared_norm() == 0 || y.squared_norm() == 0) return similarity::no_value(similarity::MeasureStatus::undefined, n);
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
  [[nodiscard]] similarity::Measurement correlation(const P& x, const P& y) const {
    const auto [r, status] = detail::correlations("soft_matching", x, y);
    if (!similarity::has_value(status)) return similarity::no_value(status, x.n_samples());
    const TransportPlan plan = best_transport(-r);
    double sum = 0;
    for (const Shipment& s : plan.shipments) sum += s.mass * r(s.row, s.column);
    return {sum, similarity::worse(status, status_of(plan)), x.n_samples(), 0, 0};
  }

  [[nodiscard]] static similarity::MeasureStatus status_of(const TransportPlan& plan) {
    return plan.convergence.converged ? similarity::MeasureStatus::ok : similarity::MeasureStatus::not_converged;
  }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
