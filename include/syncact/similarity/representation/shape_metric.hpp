#pragma once
/// Shape metrics between CCA and Procrustes.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/procrustes.hpp"
#include "syncact/similarity/representation/subspaces.hpp"

namespace syncact::inline v0_1::similarity::representation {

enum class ShapeForm : unsigned char { angular, euclidean };
constexpr auto choices(ShapeForm) {
  return std::array{Choice{"angular", ShapeForm::angular}, Choice{"euclidean", ShapeForm::euclidean}};
}

/// Procrustes distance of partially whitened tables c X (a I + (1 - a) (X'X)^-1/2), X centered, a = alpha, and c such that the
/// table keeps its variance. alpha = 1 is Procrustes; alpha = 0 is CCA, arccos(sum rho / sqrt(rank_x rank_y)) in angular form.
/// Between them the two terms have different units, so the value depends on the scale of the data.
/// Status: as Cca for alpha = 0, else as Procrustes normalized. Throws ValueError unless 0 <= alpha <= 1.
/// Williams et al. 2021, section 3.
struct ShapeMetric {
  double alpha = 1.0;
  ShapeForm form = ShapeForm::angular;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("alpha", self.alpha, "0: whitened, as CCA; 1: as it is, Procrustes; in [0, 1]");
    option("form", self.form, "how the distance is given");
  }

  [[nodiscard]] similarity::Info info() const {
    const bool angular = form == ShapeForm::angular;
    const similarity::Invariance invariances = alpha == 0 && angular   ? similarity::affine
                                               : alpha == 1 && angular ? similarity::conformal
                                                                       : similarity::rigid;
    return {.id = "shape_metric",
            .formula = "Procrustes distance of c X (a I + (1-a) (X'X)^-1/2)",
            .direction = similarity::Direction::distance,
            .lowest = 0.0,
            .highest = angular ? std::acos(0.0) : std::numeric_limits<double>::infinity(),
            .x = invariances,
            .y = invariances,
            .is_metric = true,
            .centering = "units",
            .cost = "n (p^2 + q^2)",
            .alias = angular ? "shape_metric-alpha={alpha}-distance=angular" : "shape_metric-alpha={alpha}-distance=euclidean",
            .note = "netrep lifts eigenvalues of X'X to an absolute 1e-7, so that its alpha=0 becomes Procrustes at scale 1e-6",
            .source = "Williams et al. 2021"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    require(alpha >= 0 && alpha <= 1, "ShapeMetric", "alpha must be in [0, 1]", alpha);
    similarity::MeasureStatus status = detail::subspace_status("ShapeMetric", x, y);
    if (!has_value(status)) return detail::no_value_with_ranks(status, x, y);
    if (alpha > 0) status = detail::common_status("ShapeMetric", x, y);
    const VectorX<double> d = whitened(x), e = whitened(y);
    const MatrixX<double> cosines = detail::overlap(x, x.subspace().basis, y.subspace().basis);
    const MatrixX<double> product = d.asDiagonal() * cosines * e.asDiagonal();
    const double nuclear = linalg::singular_values(product, x.backend()).sum();
    double gap = 1 - std::min(nuclear / (d.norm() * e.norm()), 1.0);
    if (gap < 1e-4) gap = gap_of_difference(x, y, d, e, product);  // too near to 0 for its digits
    if (form == ShapeForm::angular) return detail::with_ranks(detail::angle_of_gap(gap), status, x, y);
    const double norm_x = std::sqrt(x.squared_norm()) * x.scale(), norm_y = std::sqrt(y.squared_norm()) * y.scale();
    return detail::with_ranks(std::sqrt(detail::squared_third_side(norm_x, norm_y, gap)), status, x, y);
  }

 private:
  /// 1 - cosine as half the squared difference of the normalized whitened tables after the best rotation.
  template <class P>
  [[nodiscard]] static double gap_of_difference(const P& x, const P& y, const VectorX<double>& d, const VectorX<double>& e,
                                                const MatrixX<double>& product) {
    const MatrixX<double> a = x.subspace().basis * (d / d.norm()).asDiagonal();
    const MatrixX<double> b = y.subspace().basis * (e / e.norm()).asDiagonal();
    const MatrixX<double> rotation = linalg::nearest_rotation(product);
    if (a.cols() <= b.cols()) return 0.5 * (a * rotation - b).squaredNorm();
    return 0.5 * (a - b * rotation.transpose()).squaredNorm();
  }

  /// Singular values of the whitened table, up to c.
  template <class P>
  [[nodiscard]] VectorX<double> whitened(const P& x) const {
    return (alpha * x.scale()) * x.subspace().singular.array() + (1 - alpha);
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
