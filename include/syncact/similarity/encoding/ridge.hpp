#pragma once
/// Ridge regression.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <vector>

#include "syncact/core/options.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/encoding/concept.hpp"
#include "syncact/similarity/encoding/ridge_path.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// A fitted ridge regression. Weights [feature x target] exist only if they are asked for: with many features and targets
/// they are the largest table of all.
template <CallContext C = Context<>>
class RidgeModel {
 public:
  /// coefficients [direction x target] of the path's directions.
  RidgeModel(RidgePath<C> path, MatrixX<double> coefficients, VectorX<double> mean, VectorX<double> alpha)
      : path_(std::move(path)), coefficients_(std::move(coefficients)), mean_(std::move(mean)), alpha_(std::move(alpha)) {}

  /// [sample x target] Throws ShapeError for another number of features.
  [[nodiscard]] MatrixX<double> predict(const MatrixX<double>& x_new) const {
    MatrixX<double> y = path_.product(path_.project(x_new), coefficients_);
    y.rowwise() += mean_.transpose();
    return y;
  }

  /// [feature x target].
  [[nodiscard]] MatrixX<double> weights() const { return path_.product(path_.directions(), coefficients_); }
  /// [target] Prediction where all features are zero.
  [[nodiscard]] VectorX<double> intercept() const {
    return mean_ - coefficients_.transpose() * (path_.directions().transpose() * path_.mean());
  }
  /// [target] The penalty of each target.
  [[nodiscard]] const VectorX<double>& alpha() const { return alpha_; }

 private:
  RidgePath<C> path_;
  MatrixX<double> coefficients_;
  VectorX<double> mean_;
  VectorX<double> alpha_;
};

/// Minimises ||y - x w - b||^2 + alpha ||w||^2 for each target; the intercept b is not penalized, and alpha is not divided
/// by the number of samples. Primal or dual by shape, with the same predictions. Hoerl & Kennard, Technometrics 12 (1970) 55.
struct Ridge {
  std::vector<double> alpha{1.0};  ///< one for all targets, or one each; >= 0, in squared units of the features

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("alpha", self.alpha, "penalty in squared units of the features: one, or one per target");
  }

  [[nodiscard]] EncoderInfo info() const {
    const bool one = alpha.size() == 1;
    return {.id = "ridge",
            .normalized_id = "ridge_normalized",
            .formula = "argmin ||y - x w - b||^2 + alpha ||w||^2 on training samples",
            .x = similarity::rigid,
            .y = one ? similarity::affine : similarity::Invariance::translation | similarity::Invariance::unit_scale,
            .cost = "n p min(n,p) + n q min(n,p) per fold",
            .note = "alpha is not divided by n, as in scikit-learn and himalaya",
            .source = "Hoerl & Kennard 1970"};
  }

  /// Throws ShapeError unless x and y have the same samples and alpha is one number or one per target, ValueError for a
  /// negative alpha, fewer than two samples, NaN or infinity.
  template <CallContext C = Context<>>
  [[nodiscard]] RidgeModel<C> fit(const MatrixX<double>& x, const MatrixX<double>& y, const C& context = {}) const {
    detail::require_training("Ridge", x, y);
    const VectorX<double> penalty = penalties(y.cols());
    RidgePath<C> path(x, context);
    MatrixX<double> centered = y;
    VectorX<double> mean = detail::center_columns(centered);
    MatrixX<double> coefficients = linalg::cross<double>(path.scores(), centered, context.backend, context.executor);
    for (Index j = 0; j < y.cols(); ++j) coefficients.col(j).array() /= path.spectrum().array() + penalty[j];
    return {std::move(path), std::move(coefficients), std::move(mean), penalty};
  }

 private:
  [[nodiscard]] VectorX<double> penalties(Index n_targets) const {
    for (const double a : alpha) require(std::isfinite(a) && a >= 0, "Ridge", "alpha must be >= 0 and finite", a);
    if (alpha.size() == 1) return VectorX<double>::Constant(n_targets, alpha[0]);
    require_extent("Ridge", "number of alphas", n_targets, static_cast<Index>(alpha.size()));
    return Eigen::Map<const VectorX<double>>(alpha.data(), n_targets);
  }
};

static_assert(Encoder<Ridge> && TunableEncoder<Ridge, Context<>>);

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
