#pragma once
/// Variance that one table explains of another by linear regression.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/ensd.hpp"
#include "syncact/similarity/representation/subspaces.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// The fraction of the variance of the target that least squares on the other table explains, in the samples it was fitted to:
/// R^2 = ||Q' T||_F^2 / ||T||_F^2, T the centered target, Q a basis of the other's centered column space.
/// Not symmetric: the direction is part of the name.
/// Status: too_few_samples below 2; undefined for a constant table; saturated if the predictor has n - 1 directions,
/// which explain everything; rank_deficient; constant_units. Kornblith et al. 2019, section 3.
struct LinearRegression {
  Side predict = Side::x;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("predict", self.predict, "the table that is explained by the other");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "linear_regression",
            .formula = predict == Side::x ? "||Qy'Xc||^2 / ||Xc||^2" : "||Qx'Yc||^2 / ||Yc||^2",
            .lowest = 0.0,
            .highest = 1.0,
            .x = predict == Side::x ? similarity::conformal : similarity::affine,
            .y = predict == Side::y ? similarity::conformal : similarity::affine,
            .symmetric = false,
            .centering = "units",
            .cost = "n (p^2 + q^2)",
            .alias = "linear_regression",
            .note = "In sample: see encoding/ for prediction of samples not seen",
            .source = "Kornblith et al. 2019"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const P& target = predict == Side::x ? x : y;
    const P& predictor = predict == Side::x ? y : x;
    similarity::MeasureStatus status = detail::common_status("LinearRegression", x, y);
    const Index n = x.n_samples();
    if (n < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    const Subspace& s = predictor.subspace();
    similarity::Measurement result{std::numeric_limits<double>::quiet_NaN(), similarity::MeasureStatus::undefined, n, 0, 0};
    (predict == Side::x ? result.rank_y : result.rank_x) = s.rank();
    if (s.rank() == 0 || target.squared_norm() == 0) return result;
    if (s.rank() < predictor.n_units() - predictor.n_constant())
      status = worse(status, similarity::MeasureStatus::rank_deficient);
    if (s.rank() >= n - 1) status = worse(status, similarity::MeasureStatus::saturated);
    result.status = status;
    result.value = std::min(detail::overlap(x, s.basis, target.centered()).squaredNorm() / target.squared_norm(), 1.0);
    return result;
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
