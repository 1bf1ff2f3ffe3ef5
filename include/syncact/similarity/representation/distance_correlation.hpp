#pragma once
/// Distance correlation.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/hsic.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// Correlation of the matrices A, B of distances between samples, centered by rows and columns:
///   biased: dCor = sqrt(<A, B> / (||A|| ||B||)), the V-statistic;
///   bias corrected: <A*, B*> / (||A*|| ||B*||) of U-centered matrices, which estimates dCor^2 and may be negative.
/// On squared distances the bias-corrected value is debiased linear CKA.
/// Status: too_few_samples below 2, or 4 if bias corrected; undefined if all samples of a table coincide, or the
/// bias-corrected variance is not positive; constant_units. Szekely, Rizzo & Bakirov, Ann. Stat. 35 (2007), eq. 2.9; Szekely &
/// Rizzo, J. Multivar. Anal. 117 (2013), eq. 2.
struct DistanceCorrelation {
  bool bias_corrected = false;
  bool squared_distances = false;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("bias_corrected", self.bias_corrected, "the U-centered estimate of the squared distance correlation");
    option("squared_distances", self.squared_distances, "of squared Euclidean distances instead of Euclidean ones");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "distance_correlation",
            .formula = bias_corrected ? "<U(Dx), U(Dy)> / (||U(Dx)|| ||U(Dy)||), U: U-centered"
                                      : "sqrt(<H Dx H, H Dy H> / (||H Dx H|| ||H Dy H||))",
            .lowest = bias_corrected ? -1.0 : 0.0,
            .highest = 1.0,
            .x = similarity::conformal,
            .y = similarity::conformal,
            .centering = "distance matrices: rows, columns and all",
            .cost = "n^2 (p + q)",
            .alias = bias_corrected || squared_distances ? "" : "distance_correlation",
            .note =
                "ReSi lists it as not invariant to scale; it is. The biased value tends to 1 with the number of units, as "
                "biased CKA does",
            .source = "Szekely et al. 2007, eq. 2.9; Szekely & Rizzo 2013, eq. 2"};
  }

  template <class P>
  [[nodiscard]] detail::KernelHalf<P> half(const P& x) const {
    const MatrixX<double>& squares = x.squared_distances();
    MatrixX<double> d = squared_distances ? squares : MatrixX<double>(squares.cwiseSqrt());
    return {x, std::make_shared<const detail::KernelMatrix>(detail::kernel_matrix(detail::double_centered(std::move(d))))};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const detail::KernelHalf<P>& x, const detail::KernelHalf<P>& y) const {
    const HsicEstimator estimator = bias_corrected ? HsicEstimator::debiased : HsicEstimator::biased;
    const similarity::MeasureStatus status = detail::common_status("DistanceCorrelation", x.table, y.table);
    const Index n = x.table.n_samples();
    if (n < detail::least_samples(estimator)) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    const detail::HsicTriple t = detail::hsic_triple(estimator, detail::kernel_sums(*x.kernel, *y.kernel));
    if (!(t.xx > 0 && t.yy > 0)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    const double cosine = std::clamp(t.xy / (std::sqrt(t.xx) * std::sqrt(t.yy)), -1.0, 1.0);
    return {bias_corrected ? cosine : std::sqrt(std::max(cosine, 0.0)), status, n, 0, 0};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return compare(half(x), half(y));
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
