#pragma once
/// GULP: how differently two tables predict, at worst, by ridge regression.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/subspaces.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// GULP^2 = sum d_i^2 + sum e_j^2 - 2 sum_ij d_i e_j (u_i'v_j)^2, d_i = l_i / (l_i + lambda) of the eigenvalues l_i of the
/// covariance x'x/n, x centered and scaled to ||x||_F^2 = n (so that they sum to 1), u_i the left singular vectors; e, v those
/// of y. With lambda = 0 it is rank_x + rank_y - 2 sum rho^2 of the canonical correlations.
/// Status: as Cca (saturated only for lambda = 0). Throws ValueError unless lambda >= 0.
/// Boix-Adsera et al., "GULP: a prediction-based metric between representations", NeurIPS 2022, eq. 4.
struct Gulp {
  double lambda = 0.0;
  bool squared = false;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("lambda", self.lambda, "ridge, in units of the table's total variance; >= 0");
    option("squared", self.squared, "the square, which the authors' code returns");
  }

  [[nodiscard]] similarity::Info info() const {
    const similarity::Invariance invariances = lambda == 0 ? similarity::affine : similarity::conformal;
    return {.id = "gulp",
            .formula = "sqrt(tr[((Sx+lI)^-1 Sx)^2] + tr[((Sy+lI)^-1 Sy)^2] - 2 tr[(Sx+lI)^-1 Sxy (Sy+lI)^-1 Syx])",
            .direction = squared ? similarity::Direction::squared_distance : similarity::Direction::distance,
            .lowest = 0.0,
            .x = invariances,
            .y = invariances,
            .is_metric = !squared,
            .centering = "units; tables are scaled to norm sqrt(n)",
            .cost = "n (p^2 + q^2)",
            .alias = squared ? "gulp" : "",
            .note = "The authors' code, and ReSi's, return the square",
            .source = "Boix-Adsera et al. 2022, eq. 4"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    require(lambda >= 0, "Gulp", "lambda must be >= 0", lambda);
    similarity::MeasureStatus status = detail::subspace_status("Gulp", x, y);
    if (!has_value(status)) return detail::no_value_with_ranks(status, x, y);
    if (lambda > 0) status = detail::common_status("Gulp", x, y);  // shrunk directions may be missing or meet
    const VectorX<double> d = shrunk(x.subspace()), e = shrunk(y.subspace());
    const MatrixX<double> cosines = detail::overlap(x, x.subspace().basis, y.subspace().basis);
    const double shared = d.dot(cosines.cwiseAbs2() * e);
    const double square = std::max(d.squaredNorm() + e.squaredNorm() - 2 * shared, 0.0);
    return detail::with_ranks(squared ? square : std::sqrt(square), status, x, y);
  }

 private:
  [[nodiscard]] VectorX<double> shrunk(const Subspace& s) const {
    const VectorX<double> variances = s.singular.cwiseAbs2() / s.singular.squaredNorm();
    return variances.array() / (variances.array() + lambda);
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
