#pragma once
/// CCA weighted by how much of a table its canonical variates account for.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/cca.hpp"
#include "syncact/similarity/representation/ensd.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// Over which directions the weights of Pwcca sum to one.
enum class PwccaNormalize : unsigned char {
  canonical,  ///< the min(rank_x, rank_y) canonical variates: the paper
  all,        ///< all directions of the weighting table, those without a partner counting as correlation 0: sim_metric
};
constexpr auto choices(PwccaNormalize) {
  return std::array{Choice{"canonical", PwccaNormalize::canonical}, Choice{"all", PwccaNormalize::all}};
}

/// Projection-weighted CCA: sum_i a_i rho_i / sum_i a_i, a_i = sum_j |h_i' w_j|, where h_i are the orthonormal canonical
/// variates of the weighting table and w_j its centered units. Not symmetric, and not invariant to rotations of the weighting
/// table, because a_i sums absolute values over units.
/// With normalize = all, directions of the weighting table beyond the canonical ones are those of largest variance; sim_metric
/// takes whatever its SVD returns, so the two agree where the weighting table is the one of lower rank.
/// Status: as Cca.
/// Morcos, Raghu & Bengio, "Insights on representational similarity in neural networks with canonical correlation", NeurIPS
/// 2018, eq. 2; normalize = all: Ding, Denain & Steinhardt, NeurIPS 2021, code.
struct Pwcca {
  Side weights = Side::x;
  PwccaNormalize normalize = PwccaNormalize::canonical;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("weights", self.weights, "the table that the weights are from");
    option("normalize", self.normalize, "the directions over which weights sum to one");
  }

  [[nodiscard]] similarity::Info info() const {
    using similarity::Invariance;
    const Invariance weighting = Invariance::translation | Invariance::scale | Invariance::permutation;
    return {.id = "pwcca",
            .formula = "sum a_i rho_i / sum a_i, a_i = sum_j |h_i' w_j|",
            .lowest = 0.0,
            .highest = 1.0,
            .x = weights == Side::x ? weighting : similarity::affine,
            .y = weights == Side::y ? weighting : similarity::affine,
            .symmetric = false,
            .centering = "units",
            .cost = "n (p^2 + q^2)",
            .alias = normalize == PwccaNormalize::canonical ? "pwcca-score" : "pwcca-distance=one_minus_score",
            .note =
                "google/svcca drops the whitening (0.6394 for 0.5837) and fails for p > q; anatome orthonormalizes weights, "
                "not variates; sim_metric is normalize=all",
            .source = "Morcos et al. 2018, eq. 2"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::subspace_status("Pwcca", x, y);
    if (!has_value(status)) return detail::no_value_with_ranks(status, x, y);
    const Subspace& w = weights == Side::x ? x.subspace() : y.subspace();
    const Subspace& other = weights == Side::x ? y.subspace() : x.subspace();
    const linalg::ThinSvd svd = linalg::thin_svd(detail::overlap(x, w.basis, other.basis), x.backend());
    // A variate is a combination c of basis vectors; its products with the units are c' diag(singular) right'.
    const MatrixX<double> units = w.singular.asDiagonal() * w.right.transpose();
    const VectorX<double> a = (svd.left.transpose() * units).rowwise().lpNorm<1>();
    double total = a.sum();
    if (normalize == PwccaNormalize::all) total += unpartnered(svd.left, units);
    return detail::with_ranks(a.dot(svd.singular.cwiseMin(1.0)) / total, status, x, y);
  }

 private:
  /// The weights of the directions beyond the canonical ones. A template so that only what calls it compiles it.
  template <class = void>
  [[nodiscard]] static double unpartnered(const MatrixX<double>& canonical, const MatrixX<double>& units) {
    const Index count = canonical.rows() - canonical.cols();
    if (count == 0) return 0.0;
    const MatrixX<double> rest = units - canonical * (canonical.transpose() * units);
    const linalg::ThinSvd svd = linalg::thin_svd(rest);
    return (svd.left.leftCols(count).transpose() * units).cwiseAbs().sum();
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
