#pragma once
/// Centered kernel alignment.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/hsic.hpp"

namespace syncact::inline v0_1::similarity::representation {

namespace detail {

/// arccos of a CKA, from the difference of the two kernel matrices where it is so near to 1 that its digits are lost: both are
/// centered as the estimator centers them, of norm 1, and apart by the chord of the angle.
template <class P>
[[nodiscard]] double hsic_angle(double cosine, HsicEstimator estimator, const KernelHalf<P>& x, const KernelHalf<P>& y) {
  if (cosine < 1 - 1e-6) return std::acos(cosine);
  const auto matrix = [&](const KernelHalf<P>& half) {
    MatrixX<double> k = half.kernel ? half.kernel->entries : half.table.gram();
    if (!half.kernel && estimator == HsicEstimator::debiased) k = u_centered(std::move(k));
    if (estimator == HsicEstimator::lange) k.diagonal().setZero();
    return MatrixX<double>(k / k.norm());
  };
  return 2 * std::asin(std::min(1.0, (matrix(x) - matrix(y)).norm() / 2));
}

}  // namespace detail

/// CKA = HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)), or its arc cosine in radians.
///
/// The estimator is debiased by default: the biased one tends to 1 for independent data with more units than samples (0.9855
/// for noise of 100 samples, 10000 and 5000 units, where the debiased one gives 0.008). The debiased one may be negative, and
/// its ratio is not exactly unbiased. Nothing is added to the denominator, so the value is the same in volts and in tesla.
///
/// Status: too_few_samples below 4 (debiased, lange) or 2; undefined if a self-HSIC is not positive, as for a constant
/// table, or a median bandwidth is 0; constant_units. Throws ValueError unless sigma > 0. Kornblith et al., "Similarity of
/// neural network representations revisited", ICML 2019; debiased: Nguyen, Raghu & Kornblith, ICLR 2021; lange: Smilde et al.
/// 2009, "Matrix correlations for high-dimensional data: the modified RV-coefficient".
struct Cka {
  HsicEstimator estimator = HsicEstimator::debiased;
  Kernel kernel = Kernel::linear;
  Bandwidth bandwidth = Bandwidth::median_offdiagonal;
  double sigma = 1.0;
  bool angular = false;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::KernelChoice::options(self, option);
    option("angular", self.angular, "the arc cosine, in radians, instead of the cosine");
  }

  [[nodiscard]] similarity::Info info() const {
    const bool positive = estimator == HsicEstimator::biased || estimator == HsicEstimator::uncentered;
    const double least = positive ? 0.0 : -1.0;
    const similarity::Invariance invariances =
        choice().invariances() | (kernel == Kernel::linear ? similarity::Invariance::scale : similarity::Invariance::none);
    return {.id = "cka",
            .formula = angular ? "arccos(HSIC(K,L) / sqrt(HSIC(K,K) HSIC(L,L)))" : "HSIC(K,L) / sqrt(HSIC(K,K) HSIC(L,L))",
            .direction = angular ? similarity::Direction::distance : similarity::Direction::similarity,
            .lowest = angular ? 0.0 : least,
            .highest = angular ? std::acos(least) : 1.0,
            .x = invariances,
            .y = invariances,
            .is_metric = angular,
            .centering = choice().centering(),
            .cost = "n^2 (p + q), or n p q where p and q are below n / 2; n^2 for tables seen before",
            .alias = alias(),
            .note =
                "platonic-rep and Brain-Score add 1e-6 to the denominator: at scale 1e-3 they give 0.0008 for 0.684; repsim "
                "calls lange unbiased; repsim's length_scale is sigma sqrt 2; median_all is google-research's bandwidth, "
                "median_offdiagonal thingsvision's and Brain-Score's",
            .source = "Kornblith et al. 2019; Nguyen et al. 2021; Smilde et al. 2009"};
  }

  /// What a grid does once for each table. Beyond what the table keeps: n^2 doubles for other kernels than the linear.
  template <class P>
  [[nodiscard]] detail::KernelHalf<P> half(const P& x) const {
    require(sigma > 0, "Cka", "sigma must be > 0", sigma);
    if (kernel == Kernel::linear && estimator != HsicEstimator::uncentered) static_cast<void>(x.gram_squared_norm());
    return choice().half(x);
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const detail::KernelHalf<P>& x, const detail::KernelHalf<P>& y) const {
    similarity::MeasureStatus status{};
    const auto hsic = choice().triple("Cka", x, y, status);
    if (!hsic) return similarity::no_value(status, x.table.n_samples());
    if (!(hsic->xx > 0 && hsic->yy > 0)) return similarity::no_value(similarity::MeasureStatus::undefined, x.table.n_samples());
    const double cosine = std::clamp(hsic->xy / (std::sqrt(hsic->xx) * std::sqrt(hsic->yy)), -1.0, 1.0);
    return {angular ? detail::hsic_angle(cosine, estimator, x, y) : cosine, status, x.table.n_samples(), 0, 0};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return compare(half(x), half(y));
  }

 private:
  [[nodiscard]] detail::KernelChoice choice() const { return {estimator, kernel, bandwidth, sigma}; }

  [[nodiscard]] std::string alias() const {
    const bool known = kernel == Kernel::linear || (kernel == Kernel::rbf && bandwidth == Bandwidth::absolute && sigma == 1);
    if (estimator == HsicEstimator::uncentered || !known) return "";
    std::string name = kernel == Kernel::linear ? "cka-kernel=linear-hsic=" : "cka-kernel=(rbf-sigma=1.0)-hsic=";
    for (const auto& [text, value] :
         {std::pair{"song", HsicEstimator::debiased}, {"gretton", HsicEstimator::biased}, {"lange", HsicEstimator::lange}}) {
      if (value == estimator) name += text;
    }
    return name + (angular ? "-distance=angular" : "-score");
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
