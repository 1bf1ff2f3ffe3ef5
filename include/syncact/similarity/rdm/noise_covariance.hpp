#pragma once
/// The covariance of the noise between channels, from residuals, and its inverse.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Cholesky>
#include <array>

#include "syncact/core/finite.hpp"
#include "syncact/core/options.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::similarity::rdm {

enum class Shrinkage : unsigned char {
  none,               ///< S as it is; has no inverse unless there are more samples than channels
  diagonal,           ///< the variances alone
  ledoit_wolf,        ///< towards the mean variance times the identity
  schaefer_strimmer,  ///< correlations towards zero, variances as they are
};
constexpr auto choices(Shrinkage) {
  return std::array{Choice{"none", Shrinkage::none}, Choice{"diagonal", Shrinkage::diagonal},
                    Choice{"ledoit_wolf", Shrinkage::ledoit_wolf}, Choice{"schaefer_strimmer", Shrinkage::schaefer_strimmer}};
}

struct NoiseOptions {
  Shrinkage shrinkage = Shrinkage::schaefer_strimmer;
  Index n_regressors = 1;  ///< degrees of freedom that the model took, its constant included: dof = samples - n_regressors
};

struct NoiseCovariance {
  MatrixX<double> covariance{};  ///< [channel x channel]
  double weight = 0;             ///< of the target: 0 is S, 1 is the target
};

namespace detail {

/// sum_t (sum_c x_tc^2)^2, which is the sum over pairs of channels of sum_t (x_tc x_td)^2 without a table of pairs.
[[nodiscard]] inline double sum_of_fourths(const MatrixX<double>& x) { return x.rowwise().squaredNorm().squaredNorm(); }

}  // namespace detail

/// From residuals [sample x channel], centered here; S = X'X / dof.
/// ledoit_wolf: Ledoit & Wolf, J. Multivar. Anal. 88 (2004) 365, lemma 3.2-3.4, with the paper's 1/n inside the weight.
/// schaefer_strimmer: Schaefer & Strimmer, Stat. Appl. Genet. Mol. Biol. 4 (2005) 32, table 1, target D. Two products of
/// matrices at most; a channel that is constant has covariance 0 with all. Throws ValueError for NaN or if dof < 1.
template <TimeSeriesMatrix M, CallContext C = Context<>>
[[nodiscard]] NoiseCovariance noise_covariance(const M& residuals, const NoiseOptions& options = {}, const C& context = {}) {
  MatrixX<double> x;
  with_series(residuals, [&](const auto& view) {
    require_finite("noise_covariance", "residuals", view);
    x = view.to_matrix().template cast<double>();
  });
  const auto n = static_cast<double>(x.rows());
  const double dof = n - static_cast<double>(options.n_regressors);
  require(options.n_regressors >= 0 && dof >= 1, "noise_covariance", "samples - n_regressors must be >= 1", dof);
  for (int pass = 0; pass < 2; ++pass) x.rowwise() -= x.colwise().mean().eval();

  const Index p = x.cols();
  const VectorX<double> variance = x.colwise().squaredNorm().transpose() / n;
  if (options.shrinkage == Shrinkage::diagonal) {
    return {(variance * (n / dof)).asDiagonal().toDenseMatrix(), 1.0};
  }
  const MatrixX<double> s = linalg::cross<double>(x, x, context.backend, context.executor) / n;
  NoiseCovariance result{s, 0};
  if (options.shrinkage == Shrinkage::ledoit_wolf && p > 0) {
    const double mean = s.trace() / static_cast<double>(p);
    const double spread = (s - mean * MatrixX<double>::Identity(p, p)).squaredNorm();
    const double error = (detail::sum_of_fourths(x) / n - s.squaredNorm()) / n;
    result.weight = spread > 0 ? std::clamp(error / spread, 0.0, 1.0) : 1.0;
    result.covariance *= 1 - result.weight;
    result.covariance.diagonal().array() += result.weight * mean;
  } else if (options.shrinkage == Shrinkage::schaefer_strimmer) {
    const VectorX<double> gain = (variance.array() > 0).select(variance.cwiseSqrt().cwiseInverse(), 0.0);
    const MatrixX<double> z = x * gain.asDiagonal();
    const MatrixX<double> mean = gain.asDiagonal() * s * gain.asDiagonal();  // of z_i z_j; n / (n - 1) of it is r_ij
    const double off = mean.squaredNorm() - mean.diagonal().squaredNorm();
    const double fourths = detail::sum_of_fourths(z) - z.cwiseAbs2().squaredNorm();
    const double variances = n / std::pow(n - 1, 3) * (fourths - n * off);
    const double squares = off * (n / (n - 1)) * (n / (n - 1));
    result.weight = squares > 0 ? std::clamp(variances / squares, 0.0, 1.0) : 1.0;
    result.covariance *= 1 - result.weight;
    result.covariance.diagonal() = s.diagonal();
  }
  result.covariance *= n / dof;
  return result;
}

/// The inverse of a covariance. Throws ShapeError unless it is square, ValueError unless it is positive definite beyond
/// rounding.
template <class = void>
[[nodiscard]] MatrixX<double> precision(const MatrixX<double>& covariance) {
  require_extent("precision", "number of columns of the covariance", covariance.rows(), covariance.cols());
  const Eigen::LLT<MatrixX<double>> factor(covariance);
  const double least = static_cast<double>(covariance.rows()) * std::numeric_limits<double>::epsilon();
  const double rcond = factor.info() == Eigen::Success ? factor.rcond() : 0.0;
  require(covariance.size() == 0 || rcond > least, "precision",
          "the reciprocal condition of the covariance must be that of a positive definite matrix (shrink it)", rcond);
  const MatrixX<double> inverse = factor.solve(MatrixX<double>::Identity(covariance.rows(), covariance.cols()));
  return 0.5 * (inverse + inverse.transpose());
}

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
