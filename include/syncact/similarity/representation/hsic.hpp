#pragma once
/// The Hilbert-Schmidt independence criterion: covariance of two kernel matrices.
#include "syncact/core/macros_off.hpp"

#include <optional>

#include "syncact/similarity/representation/kernel.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// How the covariance of two kernel matrices is estimated. K and L are centered, K = H K H, and k, l are their diagonals.
enum class HsicEstimator : unsigned char {
  debiased,    ///< Song et al. 2012, eq. 5: its expectation is 0 for independent samples; may be negative; n >= 4
  biased,      ///< <K, L> / (n - 1)^2: grows with the number of units over samples, whatever the data
  lange,       ///< (<K, L> - k'l) / (n (n - 3)): diagonals left out after centering (Smilde's modified RV2); not Song's
  uncentered,  ///< <K, L> / (n - 1)^2 of matrices that are not centered: kernel alignment, a usual mistake
};
constexpr auto choices(HsicEstimator) {
  return std::array{Choice{"debiased", HsicEstimator::debiased}, Choice{"biased", HsicEstimator::biased},
                    Choice{"lange", HsicEstimator::lange}, Choice{"uncentered", HsicEstimator::uncentered}};
}

namespace detail {

/// Fewest samples for which the estimator is defined.
[[nodiscard]] constexpr Index least_samples(HsicEstimator estimator) {
  return estimator == HsicEstimator::debiased || estimator == HsicEstimator::lange ? 4 : 2;
}

/// The estimate from <K, L>, the part of it on the diagonals, and the traces, of centered K and L. For these Song's eq. 5 is
///   [ <K, L> - k'l + tr K tr L / ((n-1)(n-2)) - 2 k'l / (n-2) ] / (n (n-3)),
/// since rows of K without its diagonal sum to -k.
[[nodiscard]] inline double hsic_estimate(HsicEstimator estimator, Index samples, double product, double diagonals,
                                          double traces) {
  const double n = static_cast<double>(samples);
  if (estimator == HsicEstimator::biased || estimator == HsicEstimator::uncentered) return product / ((n - 1) * (n - 1));
  const double off_diagonal = product - diagonals;
  if (estimator == HsicEstimator::lange) return off_diagonal / (n * (n - 3));
  return (off_diagonal + traces / ((n - 1) * (n - 2)) - 2 * diagonals / (n - 2)) / (n * (n - 3));
}

/// HSIC(K, L), HSIC(K, K), HSIC(L, L).
struct HsicTriple {
  double xy, xx, yy;
};

/// A self-HSIC within rounding of zero is zero.
[[nodiscard]] inline HsicTriple hsic_triple(HsicEstimator estimator, const KernelSums& s) {
  const auto self = [&](double product, double diagonals, double trace) {
    const double value = hsic_estimate(estimator, s.n, product, diagonals, trace * trace);
    const double n = static_cast<double>(s.n), rounding = 32 * std::numeric_limits<double>::epsilon() * product / (n * n);
    return value > rounding ? value : std::min(value, 0.0);
  };
  return {hsic_estimate(estimator, s.n, s.xy, s.diagonal_xy, s.trace_x * s.trace_y), self(s.xx, s.diagonal_xx, s.trace_x),
          self(s.yy, s.diagonal_yy, s.trace_y)};
}

/// A table, with its kernel matrix where that is not the Gram matrix which the table keeps itself.
template <class P>
struct KernelHalf {
  P table;
  std::shared_ptr<const KernelMatrix> kernel;  ///< null for the centered linear kernel
  bool defined = true;                         ///< false: the median of the distances is 0
};

/// The options that HSIC and CKA share, and what they make of a table.
struct KernelChoice {
  HsicEstimator estimator;
  Kernel kernel;
  Bandwidth bandwidth;
  double sigma;

  template <class P>
  [[nodiscard]] KernelHalf<P> half(const P& x) const {
    const bool centered = estimator != HsicEstimator::uncentered;
    if (kernel == Kernel::linear && centered) return {x, nullptr};
    MatrixX<double> k = kernel == Kernel::linear ? raw_gram(x) : distance_kernel(x, kernel, bandwidth, sigma, centered);
    if (k.size() == 0) return {x, nullptr, false};
    if (estimator == HsicEstimator::debiased && k.rows() >= least_samples(estimator)) {
      k = u_centered(std::move(k));  // no diagonal and no trace: hsic_estimate has nothing to take off
    } else if (centered) {
      k = double_centered(std::move(k));
    }
    return {x, std::make_shared<const KernelMatrix>(kernel_matrix(std::move(k)))};
  }

  template <class P>
  [[nodiscard]] static MatrixX<double> raw_gram(const P& x) {
    if constexpr (requires { x.values(); }) {
      const MatrixX<double> scaled = x.values() / x.scale();
      return linalg::self_product<double>(scaled, linalg::Op::none, x.backend(), x.executor());
    } else {
      throw ValueError("hsic: the estimator uncentered needs the table, not its centered Gram matrix");
    }
  }

  /// HSIC of two halves; none with `status` saying why.
  template <class P>
  [[nodiscard]] std::optional<HsicTriple> triple(std::string_view function, const KernelHalf<P>& x, const KernelHalf<P>& y,
                                                 similarity::MeasureStatus& status) const {
    status = common_status(function, x.table, y.table);
    if (x.table.n_samples() < least_samples(estimator)) {
      status = similarity::MeasureStatus::too_few_samples;
    } else if (!x.defined || !y.defined) {
      status = similarity::MeasureStatus::undefined;
    } else {
      return hsic_triple(estimator, x.kernel ? kernel_sums(*x.kernel, *y.kernel) : linear_sums(x.table, y.table));
    }
    return std::nullopt;
  }

  [[nodiscard]] similarity::Invariance invariances() const {
    using similarity::Invariance;
    const bool shift = estimator != HsicEstimator::uncentered || kernel != Kernel::linear;
    const bool scale = kernel != Kernel::linear && bandwidth != Bandwidth::absolute;
    return Invariance::permutation | Invariance::orthogonal | (shift ? Invariance::translation : Invariance::none) |
           (scale ? Invariance::scale : Invariance::none);
  }

  [[nodiscard]] std::string_view centering() const {
    return estimator == HsicEstimator::uncentered ? "none" : "kernel matrices: rows, columns and all";
  }

  /// Of kernel, estimator and bandwidth; both policies have these fields.
  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("estimator", self.estimator, "estimator of HSIC");
    option("kernel", self.kernel, "similarity of two samples");
    option("bandwidth", self.bandwidth, "what sigma is in units of (median: the root of the median of squared distances)");
    option("sigma", self.sigma,
           "width of the kernels rbf and laplace, in units of the data, or of the root of the median squared distance; > 0");
  }
};

}  // namespace detail

/// HSIC(K, L) of the kernel matrices of both tables, by `estimator`. Not normalized: it has the units of the kernels.
/// Status: too_few_samples below 4 (debiased, lange) or 2; undefined if a median bandwidth is 0.
/// Throws ValueError unless sigma > 0.
/// Gretton et al. 2005; Song et al., "Feature selection via dependence maximization", JMLR 13 (2012), eq. 5.
struct Hsic {
  HsicEstimator estimator = HsicEstimator::debiased;
  Kernel kernel = Kernel::linear;
  Bandwidth bandwidth = Bandwidth::median_offdiagonal;
  double sigma = 1.0;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::KernelChoice::options(self, option);
  }

  [[nodiscard]] similarity::Info info() const {
    const bool positive = estimator == HsicEstimator::biased || estimator == HsicEstimator::uncentered;
    return {.id = "hsic",
            .formula =
                "debiased: [sum K~*L~ + (1'K~1)(1'L~1)/((n-1)(n-2)) - 2 1'K~L~1/(n-2)]/(n(n-3)), ~: zero diagonal; "
                "biased: tr(KHLH)/(n-1)^2",
            .lowest = positive ? 0.0 : -std::numeric_limits<double>::infinity(),
            .x = choice().invariances(),
            .y = choice().invariances(),
            .centering = choice().centering(),
            .ddof = positive ? "(n - 1)^2" : "n (n - 3)",
            .cost = "n^2 (p + q), or n p q where p and q are below n / 2",
            .alias = std::string("hsic/") + (kernel == Kernel::linear ? "kernel=linear" : "kernel=rbf") +
                     (estimator == HsicEstimator::debiased ? "/song"
                      : estimator == HsicEstimator::biased ? "/gretton"
                                                           : ""),
            .note = "The normalizer of the biased estimator is (n-1)^2, some write n^2",
            .source = "Gretton et al. 2005; Song et al. 2012, eq. 5"};
  }

  template <class P>
  [[nodiscard]] detail::KernelHalf<P> half(const P& x) const {
    require(sigma > 0, "Hsic", "sigma must be > 0", sigma);
    return choice().half(x);
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const detail::KernelHalf<P>& x, const detail::KernelHalf<P>& y) const {
    similarity::MeasureStatus status{};
    const auto hsic = choice().triple("Hsic", x, y, status);
    if (!hsic) return similarity::no_value(status, x.table.n_samples());
    const double unit = kernel == Kernel::linear ? x.table.scale() * y.table.scale() : 1.0;
    return {hsic->xy * unit * unit, status, x.table.n_samples(), 0, 0};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return compare(half(x), half(y));
  }

 private:
  [[nodiscard]] detail::KernelChoice choice() const { return {estimator, kernel, bandwidth, sigma}; }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
