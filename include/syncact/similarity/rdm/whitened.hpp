#pragma once
/// Cosine and correlation of RDMs in the metric of the noise of their entries.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/rdm/detail/whitened_form.hpp"
#include "syncact/similarity/rdm/vector_comparisons.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// What a whitened correlation subtracts from an RDM.
enum class RdmMean : unsigned char {
  plain,  ///< the mean of its entries, before whitening, as rsatoolbox does
  gls,    ///< the generalized least squares mean 1'V^-1 d / 1'V^-1 1, the textbook definition; the same for sigma_k = I
};
constexpr auto choices(RdmMean) { return std::array{Choice{"plain", RdmMean::plain}, Choice{"gls", RdmMean::gls}}; }

namespace detail {

struct Whitening {
  const MatrixX<double>& sigma_k;
  const similarity::MissingData& nan;
};

/// a'V^-1 b / sqrt(a'V^-1 a b'V^-1 b), after `center` of each side if there is a mean to take off.
template <class = void>
[[nodiscard]] similarity::Measurement whitened_cosine(std::string_view function, const Rdm& a, const Rdm& b,
                                                      const Whitening& whitening, const RdmMean* mean) {
  const CommonPairs common = common_pairs(function, a, b, whitening.nan);
  const Index n = common.n_present();
  if (!similarity::has_value(common.status)) return similarity::no_value(common.status, n);
  if (n < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
  require(whitening.sigma_k.size() == 0 || common.a.n_conditions == a.n_conditions, function,
          "with a sigma_k the rule for NaN must keep the conditions: raise, propagate or pairwise", "drop_sample");
  const WhitenedForm<> form(whitening.sigma_k, common.a.n_conditions, common.missing);
  VectorX<double> ones = VectorX<double>::Ones(common.a.n_pairs());
  for (const Index k : common.missing) ones[k] = 0;
  const VectorX<double> applied_ones = form.apply(ones);

  struct Side {
    VectorX<double> d, applied;
    bool varies;
  };
  const auto side = [&](VectorX<double> d) {
    for (const Index k : common.missing) d[k] = 0;
    const double largest = d.cwiseAbs().maxCoeff();
    if (largest > 0) d /= largest;
    if (mean != nullptr) d -= d.sum() / static_cast<double>(n) * ones;
    const bool varies = d.cwiseAbs().maxCoeff() > (mean == nullptr ? 0.0 : 1e-14);
    VectorX<double> applied = form.apply(d);
    if (mean != nullptr && *mean == RdmMean::gls) {
      const double rest = form(ones, applied_ones, applied) / form(ones, applied_ones, applied_ones);
      d -= rest * ones;
      applied -= rest * applied_ones;
    }
    return Side{std::move(d), std::move(applied), varies};
  };
  const Side x = side(common.a.values), y = side(common.b.values);
  if (!x.varies || !y.varies) return similarity::no_value(similarity::MeasureStatus::undefined, n);
  const double own_x = form(x.d, x.applied, x.applied), own_y = form(y.d, y.applied, y.applied);
  const double value = form(x.d, x.applied, y.applied) / (std::sqrt(own_x) * std::sqrt(own_y));
  if (!std::isfinite(value)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
  return {std::clamp(value, -1.0, 1.0), similarity::MeasureStatus::ok, n, 0, 0};
}

}  // namespace detail

/// Whitened unbiased cosine: a'V^-1 b / sqrt(a'V^-1 a b'V^-1 b), V the covariance that sigma_k gives the entries of an RDM of
/// squared distances whose true values are 0. Diedrichsen et al., Neurons Behav. Data Anal. Theory 5 (2021) 3, equation 15.
/// Exact in n^3 for a full sigma_k and n^2 else. For squared Euclidean RDMs and sigma_k = I it equals the biased linear CKA.
struct WhitenedCosine {
  MatrixX<double> sigma_k{};  ///< [condition x condition], or [condition x 1] variances, or empty: identity
  similarity::MissingData nan{};
  static constexpr Pooling pooling = Pooling::root_mean_square;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::comparison_info(
        "compare_cosine_cov", "a'V^-1 b / sqrt(a'V^-1 a b'V^-1 b), V = (C S C') o (C S C')", similarity::Invariance::scale);
    info.cost = "n^3, n^2 for a diagonal S";
    info.note = "rsatoolbox solves with V by conjugate gradients, to about 1e-7";
    info.source = "Diedrichsen et al., Neurons Behav. Data Anal. Theory 5 (2021) 3, equation 15";
    return info;
  }
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return detail::whitened_cosine("WhitenedCosine", a, b, {sigma_k, nan}, nullptr);
  }
};

/// The same of RDMs minus their mean.
struct WhitenedCorrelation {
  MatrixX<double> sigma_k{};  ///< [condition x condition], or [condition x 1] variances, or empty: identity
  RdmMean mean = RdmMean::plain;
  similarity::MissingData nan{};
  static constexpr Pooling pooling = Pooling::standardized;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("mean", self.mean, "what is subtracted from an RDM");
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info =
        detail::comparison_info("compare_corr_cov", "whitened cosine of RDMs minus their mean", detail::scale_and_offset);
    info.centering = mean == RdmMean::plain ? "each RDM minus the mean of its entries, before whitening"
                                            : "each RDM minus its generalized least squares mean";
    info.cost = "n^3, n^2 for a diagonal S";
    info.note = "rsatoolbox subtracts the plain mean, which is not the textbook's unless sigma_k = I: mean=gls";
    info.source = "Diedrichsen et al., Neurons Behav. Data Anal. Theory 5 (2021) 3";
    return info;
  }
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return detail::whitened_cosine("WhitenedCorrelation", a, b, {sigma_k, nan}, &mean);
  }
};

static_assert(RdmComparison<WhitenedCosine> && RdmComparison<WhitenedCorrelation>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
