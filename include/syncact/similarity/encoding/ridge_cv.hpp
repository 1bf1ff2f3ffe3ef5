#pragma once
/// Ridge regression with the penalty chosen on held-out samples.
#include "syncact/core/macros_off.hpp"

#include <optional>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/encoding/folds.hpp"
#include "syncact/similarity/encoding/ridge.hpp"

namespace syncact::inline v0_1::similarity::encoding {

namespace detail {

/// Targets that are worked on together: bounds the memory of residuals, and keeps them in cache.
inline constexpr Index target_block = 256;

/// Calls f(first, n) for blocks of targets.
template <Executor E, class F>
void for_target_blocks(Index n_targets, const E& executor, F&& f) {
  executor.bulk((n_targets + target_block - 1) / target_block, [&](Index b) {
    const Index first = b * target_block;
    f(first, std::min(target_block, n_targets - first));
  });
}

inline void require_alphas(std::string_view function, const std::vector<double>& alphas) {
  require(!alphas.empty(), function, "the number of alphas must be >= 1", alphas.size());
  for (const double a : alphas) require(std::isfinite(a) && a >= 0, function, "alphas must be >= 0 and finite", a);
}

/// [target] Sum over samples of (weight_i (y_i - z_i c / (spectrum + alpha)))^2, c [direction x target] = S'y.
template <class B>
[[nodiscard]] VectorX<double> squared_residuals(const MatrixX<double>& z, const VectorX<double>& spectrum, double alpha,
                                                const MatrixX<double>& moments, const MatrixX<double>& y,
                                                const VectorX<double>& weight, const B& backend) {
  const VectorX<double> shrink = -(spectrum.array() + alpha).inverse();
  const MatrixX<double> coefficients = shrink.asDiagonal() * moments;
  MatrixX<double> residual = y;
  backend.add_product(z, linalg::Op::none, coefficients, linalg::Op::none, residual);
  return (weight.asDiagonal() * residual).colwise().squaredNorm();
}

/// [sample] 1 / (1 - h_ii), or NaN where a sample determines its own prediction.
[[nodiscard]] inline VectorX<double> leave_one_out_weights(const VectorX<double>& leverage) {
  const double rounding = 16 * static_cast<double>(leverage.size()) * std::numeric_limits<double>::epsilon();
  return (1 - leverage.array() > rounding).select(1 / (1 - leverage.array()), std::numeric_limits<double>::quiet_NaN());
}

/// Which leave-one-out errors are wanted.
enum class Wanted : unsigned char {
  all,
  least  ///< those that cannot be a target's least are infinite
};

/// [alpha x target] Whether a target's leave-one-out error may be its least. In the principal directions the norm of a plain
/// residual costs no product; the leave-one-out residual is as long up to the smallest and largest weight of a sample.
/// moments [direction x target] = S'y.
[[nodiscard]] inline Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> may_be_least(
    const VectorX<double>& spectrum, const std::vector<double>& alphas, const MatrixX<double>& moments,
    const MatrixX<double>& y, const std::vector<VectorX<double>>& weights) {
  const auto n_alphas = static_cast<Index>(alphas.size());
  const MatrixX<double> squares = spectrum.cwiseInverse().asDiagonal() * moments.cwiseAbs2();
  const VectorX<double> size = y.colwise().squaredNorm().transpose();
  const VectorX<double> outside = (size - squares.colwise().sum().transpose()).cwiseMax(0.0);
  MatrixX<double> kept(n_alphas, spectrum.size());
  for (Index a = 0; a < n_alphas; ++a) {
    const double alpha = nth(alphas, a);
    kept.row(a) = (alpha / (spectrum.array() + alpha)).square().transpose();
  }
  MatrixX<double> low = kept.lazyProduct(squares);  // few alphas: not worth compiling Eigen's blocked product
  low.rowwise() += outside.transpose();
  const MatrixX<double> rounding = VectorX<double>::Constant(n_alphas, 1e-10) * size.transpose();
  MatrixX<double> high = low + rounding;
  low -= rounding;
  for (Index a = 0; a < n_alphas; ++a) {
    const VectorX<double>& w = nth(weights, a);
    if (!w.allFinite()) {  // some errors do not exist: nothing is ruled out
      low.row(a).setZero();
      high.row(a).setConstant(std::numeric_limits<double>::infinity());
      continue;
    }
    low.row(a) *= w.cwiseAbs2().minCoeff();
    high.row(a) *= w.cwiseAbs2().maxCoeff();
  }
  const Eigen::RowVectorXd best = high.colwise().minCoeff();
  return low.array() <= best.array().replicate(n_alphas, 1);
}

/// Writes S'y to `moments` [direction x target] and the mean squared leave-one-out errors to `errors` [alpha x target].
template <CallContext C>
void leave_one_out(const RidgePath<C>& path, const MatrixX<double>& y, const std::vector<double>& alphas,
                   MatrixX<double>& moments, MatrixX<double>& errors, Wanted wanted = Wanted::all) {
  const auto n_alphas = static_cast<Index>(alphas.size());
  std::vector<VectorX<double>> weights;
  for (const double alpha : alphas) weights.push_back(leave_one_out_weights(path.leverage(alpha)));
  moments.resize(path.n_directions(), y.cols());
  errors.setConstant(n_alphas, y.cols(), std::numeric_limits<double>::infinity());
  for_target_blocks(y.cols(), path.executor(), [&](Index first, Index n) {
    const MatrixX<double> block = y.middleCols(first, n);
    MatrixX<double> own = MatrixX<double>::Zero(path.n_directions(), n);
    path.backend().add_product(path.scores(), linalg::Op::transpose, block, linalg::Op::none, own);
    Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> look(n_alphas, n);
    look.setConstant(true);
    if (wanted == Wanted::least) look = may_be_least(path.spectrum(), alphas, own, block, weights);
    for (Index a = 0; a < n_alphas; ++a) {
      std::vector<Index> targets;
      for (Index j = 0; j < n; ++j) {
        if (look(a, j)) targets.push_back(j);
      }
      if (targets.empty()) continue;
      const auto i = as_size(a);
      const VectorX<double> sums = squared_residuals(path.scores(), path.spectrum(), alphas[i], columns_of(own, targets),
                                                     columns_of(block, targets), weights[i], path.backend());
      for (std::size_t j = 0; j < targets.size(); ++j) {
        errors(a, first + targets[j]) = sums[static_cast<Index>(j)] / static_cast<double>(y.rows());
      }
    }
    moments.middleCols(first, n) = own;
  });
}

/// The row of the least value; the first of equal ones, NaN never unless all are.
[[nodiscard]] inline Index least_row(const Eigen::Ref<const VectorX<double>>& errors) {
  Index best = 0;
  for (Index a = 1; a < errors.size(); ++a) {
    if (errors[a] < errors[best] || std::isnan(errors[best])) best = a;
  }
  return best;
}

}  // namespace detail

/// Mean squared leave-one-out errors [alpha x target] of ridge regression, exactly and without refitting: e_i / (1 - h_ii),
/// with the intercept fitted anew for each sample. NaN where alpha = 0 lets samples determine their own prediction.
/// Allen, Technometrics 16 (1974) 125; Golub, Heath & Wahba, Technometrics 21 (1979) 215, section 2.
template <CallContext C = Context<>>
[[nodiscard]] MatrixX<double> ridge_leave_one_out(const MatrixX<double>& x, const MatrixX<double>& y,
                                                  const std::vector<double>& alphas, const C& context = {}) {
  detail::require_training("ridge_leave_one_out", x, y);
  detail::require_alphas("ridge_leave_one_out", alphas);
  MatrixX<double> centered = y, moments, errors;
  detail::center_columns(centered);
  detail::leave_one_out(RidgePath<C>(x, context), centered, alphas, moments, errors);
  return errors;
}

/// Ridge with alpha from a grid: the one of the least mean squared error on held-out samples, the first of equal ones; for
/// every target its own, or one for all (then targets of large variance decide). One decomposition for all alphas and
/// targets; work space is a block of 256 targets per thread. Of a target's own leave-one-out errors only those are computed
/// that a bound does not rule out as the least.
struct RidgeCv {
  std::vector<double> alphas{1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
  bool per_target = true;
  std::optional<Index> inner_folds{};  ///< contiguous folds; leave-one-out if not given, which autocorrelated noise deceives
  Index inner_gap = 0;                 ///< samples between training and test, for folds

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("alphas", self.alphas, "grid of penalties, in squared units of the features");
    option("per_target", self.per_target, "an alpha for each target, or one for all");
    option("inner_folds", self.inner_folds, "contiguous folds that choose alpha; leave-one-out if none");
    option("inner_gap", self.inner_gap, "samples left out on both sides of an inner test fold");
  }

  [[nodiscard]] EncoderInfo info() const {
    return {.id = "ridge_cv",
            .normalized_id = "ridge_cv_normalized",
            .formula = "ridge with the alpha of least squared error on held-out training samples",
            .x = similarity::rigid,
            .y = per_target
                     ? similarity::Invariance::translation | similarity::Invariance::scale | similarity::Invariance::unit_scale
                     : similarity::rigid | similarity::Invariance::scale,
            .cost = "n p min(n,p) + alphas n q min(n,p) per fold",
            .note = "scikit-learn's RidgeCV has one alpha for all targets by default",
            .source = "Golub, Heath & Wahba 1979"};
  }

  /// Throws ShapeError unless x and y have the same samples, ValueError for an empty or negative grid, fewer than two
  /// samples, NaN or infinity, and inner folds that cannot be made.
  template <CallContext C = Context<>>
  [[nodiscard]] RidgeModel<C> fit(const MatrixX<double>& x, const MatrixX<double>& y, const C& context = {}) const {
    detail::require_training("RidgeCv", x, y);
    detail::require_alphas("RidgeCv", alphas);
    RidgePath<C> path(x, context);
    MatrixX<double> centered = y, moments, errors;
    VectorX<double> mean = detail::center_columns(centered);
    if (inner_folds) {
      errors = fold_errors(x, centered, context);
      moments = linalg::cross<double>(path.scores(), centered, context.backend, context.executor);
    } else {
      detail::leave_one_out(path, centered, alphas, moments, errors, per_target ? detail::Wanted::least : detail::Wanted::all);
    }
    const VectorX<double> penalty = choose(errors);
    for (Index j = 0; j < y.cols(); ++j) moments.col(j).array() /= path.spectrum().array() + penalty[j];
    return {std::move(path), std::move(moments), std::move(mean), penalty};
  }

 private:
  /// [alpha x target] Squared errors summed over the inner folds.
  template <CallContext C>
  [[nodiscard]] MatrixX<double> fold_errors(const MatrixX<double>& x, const MatrixX<double>& y, const C& context) const {
    const auto n_alphas = static_cast<Index>(alphas.size());
    MatrixX<double> errors = MatrixX<double>::Zero(n_alphas, y.cols());
    for (const Fold& fold : contiguous_folds(x.rows(), *inner_folds, inner_gap)) {
      const RidgePath<C> path(detail::rows(x, fold.train), context);
      const MatrixX<double> z = path.project(detail::rows(x, fold.test));
      const VectorX<double> ones = VectorX<double>::Ones(z.rows());
      detail::for_target_blocks(y.cols(), context.executor, [&](Index first, Index n) {
        MatrixX<double> train = y(fold.train, Eigen::seqN(first, n)), test = y(fold.test, Eigen::seqN(first, n));
        test.rowwise() -= detail::center_columns(train).transpose();
        MatrixX<double> moments = MatrixX<double>::Zero(path.n_directions(), n);
        context.backend.add_product(path.scores(), linalg::Op::transpose, train, linalg::Op::none, moments);
        for (Index a = 0; a < n_alphas; ++a) {
          const double alpha = nth(alphas, a);
          errors.row(a).segment(first, n) +=
              detail::squared_residuals(z, path.spectrum(), alpha, moments, test, ones, context.backend).transpose();
        }
      });
    }
    return errors;
  }

  /// [target] The penalty of each.
  [[nodiscard]] VectorX<double> choose(const MatrixX<double>& errors) const {
    const Eigen::Map<const VectorX<double>> grid(alphas.data(), static_cast<Index>(alphas.size()));
    VectorX<double> penalty(errors.cols());
    if (!per_target && errors.cols() > 0) penalty.setConstant(grid[detail::least_row(errors.rowwise().mean())]);
    for (Index j = 0; per_target && j < errors.cols(); ++j) penalty[j] = grid[detail::least_row(errors.col(j))];
    return penalty;
  }
};

static_assert(Encoder<RidgeCv> && TunableEncoder<RidgeCv, Context<>>);

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
