#pragma once
/// Canonical correlation analysis.
#include "syncact/core/macros_off.hpp"

#include <array>

#include "syncact/similarity/representation/subspaces.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// What one number is made of the canonical correlations rho_1 >= rho_2 >= ...
enum class CcaSummary : unsigned char {
  mean,            ///< of all
  mean_squared,    ///< of their squares
  truncated_mean,  ///< of the leading ones that reach a fraction of the sum: "mean" in google/svcca
};
constexpr auto choices(CcaSummary) {
  return std::array{Choice{"mean", CcaSummary::mean}, Choice{"mean_squared", CcaSummary::mean_squared},
                    Choice{"truncated_mean", CcaSummary::truncated_mean}};
}

/// The mean of the canonical correlations between the column spaces of two centered tables: of min(rank_x, rank_y), where
/// directions count if their singular value exceeds max(n, p) eps times the largest. So a duplicate or constant unit changes
/// nothing (it does where ranks are cut at an absolute threshold).
/// Status: too_few_samples below 2; undefined for a constant table; saturated if rank_x + rank_y >= n, where
/// correlations of 1 are there by construction; rank_deficient; constant_units. Throws ValueError unless 0 < fraction <= 1.
/// Hotelling 1936; truncated: Raghu et al., NeurIPS 2017, code.
struct Cca {
  CcaSummary summary = CcaSummary::mean;
  double fraction = 0.98;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("summary", self.summary, "what is made of the canonical correlations");
    option("fraction", self.fraction, "of the sum, for truncated_mean; in (0, 1]");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "cca",
            .formula =
                "sum rho / r, sum rho^2 / r, or the mean of the leading rho whose sum reaches a fraction; "
                "rho = svd(Qx'Qy), r = min(rank)",
            .lowest = 0.0,
            .highest = 1.0,
            .x = similarity::affine,
            .y = similarity::affine,
            .centering = "units",
            .cost = "n (p^2 + q^2)",
            .alias = summary == CcaSummary::mean           ? "cca-score"
                     : summary == CcaSummary::mean_squared ? "cca-squared_score"
                                                           : "",
            .note =
                "google/svcca's mean is truncated_mean at 0.98; anatome counts null directions; netrep's alpha=0 becomes "
                "Procrustes at scale 1e-6",
            .source = "Hotelling 1936; Raghu et al. 2017"};
  }

  [[nodiscard]] double summarize(const VectorX<double>& rho) const {
    require(fraction > 0 && fraction <= 1, "Cca", "fraction must be in (0, 1]", fraction);
    if (summary == CcaSummary::mean) return rho.mean();
    if (summary == CcaSummary::mean_squared) return rho.squaredNorm() / static_cast<double>(rho.size());
    const double enough = fraction * rho.sum();
    double sum = 0;
    for (Index i = 0; i < rho.size(); ++i) {
      sum += rho[i];
      if (sum >= enough) return sum / static_cast<double>(i + 1);
    }
    return rho.mean();
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::subspace_status("Cca", x, y);
    if (!has_value(status)) return detail::no_value_with_ranks(status, x, y);
    return detail::with_ranks(summarize(detail::canonical_correlations(x, x.subspace().basis, y.subspace().basis)), status, x,
                              y);
  }
};

/// All canonical correlations, falling; the statuses of Cca.
struct CcaCorrelations {
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = Cca{}.info();
    info.id = "cca_correlations";
    info.formula = "rho = svd(Qx'Qy), Qx and Qy orthonormal bases of the centered column spaces";
    info.alias = "";
    return info;
  }

  template <class P>
  [[nodiscard]] similarity::MeasurementList compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::subspace_status("CcaCorrelations", x, y);
    if (!has_value(status)) return similarity::no_values(status, x.n_samples(), std::min(x.n_units(), y.n_units()));
    return {detail::canonical_correlations(x, x.subspace().basis, y.subspace().basis), status, x.n_samples(),
            x.subspace().rank(), y.subspace().rank()};
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
