#pragma once
/// How far apart two representations are after the best relabelling of units.
#include "syncact/core/macros_off.hpp"

#include <numbers>

#include "syncact/core/options.hpp"
#include "syncact/numeric/assignment.hpp"
#include "syncact/similarity/matching/detail/units.hpp"

namespace syncact::inline v0_1::similarity::matching {

enum class PermutationForm : unsigned char {
  euclidean,  ///< |Xc P - Yc|
  angular,    ///< the angle between Xc P and Yc
};
constexpr auto choices(PermutationForm) {
  return std::array{Choice{"euclidean", PermutationForm::euclidean}, Choice{"angular", PermutationForm::angular}};
}

/// min over one-to-one pairings P of units of the Frobenius distance |Xc P - Yc|, or of the angle arccos <Xc P, Yc>/(|X||Y|),
/// for x [sample x p] and y [sample x q], columns centered. With p != q the smaller one is padded with zero units up to the
/// size of the larger: every unit of the smaller is paired, the units left over count with their own norm.
/// Status: undefined for an angle with a table that does not vary. Throws ShapeError if the samples differ in number.
/// Williams et al., "Generalized shape metrics on neural representations", NeurIPS 2021.
struct PermutationDistance {
  PermutationForm form = PermutationForm::euclidean;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("form", self.form, "the distance, or the angle of the matched tables");
  }

  [[nodiscard]] similarity::Info info() const {
    using enum similarity::Invariance;
    const bool angular = form == PermutationForm::angular;
    const auto invariance = angular ? translation | permutation | scale : translation | permutation;
    return {.id = "permutation_distance",
            .kind = similarity::Kind::representation,
            .formula = angular ? "min_P arccos <Xc P, Yc> / (|Xc| |Yc|)" : "min_P |Xc P - Yc|_F",
            .direction = similarity::Direction::distance,
            .lowest = 0,
            .highest = angular ? std::numbers::pi : std::numeric_limits<double>::infinity(),
            .x = invariance,
            .y = invariance,
            .centering = "each unit minus its mean",
            .ties = "the value does not depend on which of several best pairings is taken",
            .cost = "2npq + min(p,q)^2 max(p,q)",
            .alias = angular ? "permutation_metric-distance=angular" : "permutation_metric-distance=euclidean",
            .note = "a metric among tables of one size; padding breaks the triangle inequality between sizes",
            .source = "Williams et al., NeurIPS 2021"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    detail::CommonScale common = detail::common_scale("permutation_distance", x, y);
    const Index n = x.n_samples();
    if (n == 0) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    if (form == PermutationForm::angular) {
      if (x.squared_norm() == 0 || y.squared_norm() == 0) return similarity::no_value(similarity::MeasureStatus::undefined, n);
      common.x /= common.x.norm();
      common.y /= common.y.norm();
    }
    // Sums over matched units, not |X|^2 + |Y|^2 - 2 <X P, Y>: that cancels for units that are nearly the same.
    double difference = 0, sum = 0;
    for (const numeric::AssignedPair& pair :
         numeric::best_assignment(linalg::cross<double>(common.x, common.y, x.backend(), x.executor()))) {
      auto a = common.x.col(pair.row), b = common.y.col(pair.column);
      difference += (a - b).squaredNorm();
      sum += (a + b).squaredNorm();
      a.setZero();
      b.setZero();
    }
    const double unmatched = common.x.squaredNorm() + common.y.squaredNorm();
    const double value = form == PermutationForm::angular ? detail::angle(difference + unmatched, sum + unmatched)
                                                          : common.scale * std::sqrt(difference + unmatched);
    return {value, similarity::MeasureStatus::ok, n, 0, 0};
  }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
