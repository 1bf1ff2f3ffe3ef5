#pragma once
/// Distance of two RDMs on the curved space of second moment matrices, whatever the strength of signal and noise.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include "syncact/similarity/rdm/vector_comparisons.hpp"

namespace syncact::inline v0_1::similarity::rdm {

namespace detail {

/// [condition - 1 x condition - 1] Second moments relative to condition 0: (d_0i + d_0j - d_ij) / 2.
template <class = void>
[[nodiscard]] MatrixX<double> moments_from_first(const Rdm& rdm) {
  const Index n = rdm.n_conditions - 1;
  const MatrixX<double> d = rdm.square();
  const VectorX<double> first = d.col(0).tail(n);
  MatrixX<double> moments = -d.bottomRightCorner(n, n);
  moments.colwise() += first;
  moments.rowwise() += first.transpose();
  return 0.5 * moments;
}

/// Standard deviation times sqrt(n) of the log eigenvalues of a + e^s b: the distance after the best overall factor, which is
/// the geometric mean of the eigenvalues. Infinite if one of them is not positive.
template <class = void>
[[nodiscard]] double spread_of_logs(const MatrixX<double>& a, const MatrixX<double>& b, double s) {
  const double t = 1 / (1 + std::exp(s));  // a factor common to both does not matter
  const Eigen::SelfAdjointEigenSolver<MatrixX<double>> eigen(t * a + (1 - t) * b, Eigen::EigenvaluesOnly);
  if (!(eigen.eigenvalues()[0] > 0)) return std::numeric_limits<double>::infinity();
  const VectorX<double> logs = eigen.eigenvalues().array().log();
  return (logs.array() - logs.mean()).matrix().norm();
}

}  // namespace detail

/// -min over t1, t2 of sqrt(sum log^2 eig(e^t1 G_a + e^t2 S, G_b)): minus the affine-invariant distance of the second moments
/// G (relative to the first condition), where the signal of a may have any strength and any noise S = 1 1' + I may be added.
/// Shahbazi et al., NeuroImage 239 (2021) 118271; rsatoolbox's neg_riem_dist. For each ratio of the two strengths the best
/// common factor is known in closed form, so what is minimized is a curve: scanned from no noise to nothing but noise in steps
/// of half an e-fold, then refined around the lowest point by golden section.
/// Not symmetric: noise is added to a. Without a value if G_b is singular. Every pair is needed, as for Bures.
struct NegRiemannian {
  similarity::MissingData nan{};
  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::comparison_info("compare_neg_riemannian",
                                                    "-min_{t1,t2} sqrt(sum log^2 eig(e^t1 G_a + e^t2 S, G_b)), S = 11' + I",
                                                    similarity::Invariance::scale, -std::numeric_limits<double>::infinity(), 0);
    info.symmetric = false;
    info.centering = "second moments relative to the first condition; the value does not depend on which comes first";
    info.cost = "150 eigenvalue problems of n - 1";
    info.note = "rsatoolbox stops a Nelder-Mead search at 1e-4";
    info.source = "Shahbazi et al., NeuroImage 239 (2021) 118271";
    return info;
  }
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    require(nan.rule != similarity::MissingRule::pairwise, "NegRiemannian",
            "the rule for NaN must not be pairwise, as every pair is needed");
    const detail::CommonPairs common = detail::common_pairs("NegRiemannian", a, b, nan);
    const Index n = common.n_present();
    if (!similarity::has_value(common.status)) return similarity::no_value(common.status, n);
    if (n < 1) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    const MatrixX<double> to = detail::moments_from_first(common.b);
    const Eigen::LLT<MatrixX<double>> factor(to);
    const double least = static_cast<double>(to.rows()) * std::numeric_limits<double>::epsilon();
    if (factor.info() != Eigen::Success || factor.rcond() <= least)
      return similarity::no_value(similarity::MeasureStatus::undefined, n);
    const auto whitened = [&](const MatrixX<double>& m) {
      const MatrixX<double> half = factor.matrixL().solve(m);
      const MatrixX<double> both = factor.matrixL().solve(half.transpose());
      const MatrixX<double> symmetric = 0.5 * (both + both.transpose());
      return MatrixX<double>(symmetric / symmetric.trace());  // so that s = 0 means equal parts of signal and noise
    };
    const Index m = to.rows();
    const MatrixX<double> signal = whitened(detail::moments_from_first(common.a));
    const MatrixX<double> noise = whitened(MatrixX<double>::Ones(m, m) + MatrixX<double>::Identity(m, m));
    const auto distance = [&](double s) { return detail::spread_of_logs(signal, noise, s); };

    constexpr double reach = 36, step = 0.5;  // e^-36 is the rounding of 1
    double best = -reach, lowest = distance(best);
    for (double s = -reach + step; s <= reach; s += step) {
      if (const double d = distance(s); d < lowest) lowest = d, best = s;
    }
    double left = best - step, right = best + step;
    constexpr double golden = 0.6180339887498949;
    while (right - left > 1e-9) {
      const double x = right - golden * (right - left), y = left + golden * (right - left);
      const double at_x = distance(x), at_y = distance(y);
      lowest = std::min({lowest, at_x, at_y});
      (at_x < at_y ? right : left) = at_x < at_y ? y : x;
    }
    if (!std::isfinite(lowest)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    return {-lowest, similarity::MeasureStatus::ok, n, 0, 0};
  }
};

static_assert(RdmComparison<NegRiemannian>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
