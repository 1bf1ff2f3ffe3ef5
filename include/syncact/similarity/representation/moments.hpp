#pragma once
/// Second moments of two tables that come a few samples at a time, and the measures that need no more.
#include "syncact/core/macros_off.hpp"

#include "syncact/linalg/symmetric_eigen.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/representation/cca.hpp"
#include "syncact/similarity/representation/linear_regression.hpp"
#include "syncact/similarity/representation/procrustes.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// Scatter matrices of centered tables: xx [x-unit x x-unit], xy [x-unit x y-unit], yy; sums over samples, not means.
struct Moments {
  Index n = 0;  ///< samples
  VectorX<double> mean_x, mean_y;
  MatrixX<double> xx, xy, yy;
};

/// Streaming over samples: add rows of both tables in turn, then finish(). Blocks are merged by Chan's formula
///   C = C_a + C_b + d d' n_a n_b / (n_a + n_b), d the difference of means,
/// with means counted from the first sample, so that a large offset costs no digits. Blocks change nothing but rounding.
/// Memory: p^2 + p q + q^2 doubles and one block.
/// Chan, Golub & LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979, eq. 2.1.
template <CallContext C = Context<>>
class MomentBuilder {
 public:
  explicit MomentBuilder(const C& context = {}) : context_(context) {}

  /// x [sample x x-unit] and y [sample x y-unit], the same samples. Throws ShapeError if the numbers of samples differ, or the
  /// numbers of units from those of the first block; ValueError for NaN or infinity.
  template <TimeSeriesMatrix X, TimeSeriesMatrix Y>
  void add(const X& x, const Y& y) {
    with_series(x, [&](const auto& view_x) {
      with_series(y, [&](const auto& view_y) {
        require_same_times("MomentBuilder::add", "x", view_x.n_times(), "y", view_y.n_times());
        if (sums_.n > 0) {
          require_extent("MomentBuilder::add", "number of units of x", first_x_.size(), view_x.n_signals());
          require_extent("MomentBuilder::add", "number of units of y", first_y_.size(), view_y.n_signals());
        }
        require_finite("MomentBuilder::add", "x", view_x);
        require_finite("MomentBuilder::add", "y", view_y);
        if (view_x.n_times() > 0) merge(view_x.template to_matrix<double>(), view_y.template to_matrix<double>());
      });
    });
  }

  /// Of all samples added so far.
  [[nodiscard]] Moments finish() const {
    Moments moments = sums_;
    moments.mean_x += first_x_;
    moments.mean_y += first_y_;
    return moments;
  }

 private:
  void merge(MatrixX<double> x, MatrixX<double> y) {
    if (sums_.n == 0) {
      first_x_ = x.row(0);
      first_y_ = y.row(0);
      sums_ = {0,
               VectorX<double>::Zero(x.cols()),
               VectorX<double>::Zero(y.cols()),
               MatrixX<double>::Zero(x.cols(), x.cols()),
               MatrixX<double>::Zero(x.cols(), y.cols()),
               MatrixX<double>::Zero(y.cols(), y.cols())};
    }
    const VectorX<double> mean_x = center(x, first_x_), mean_y = center(y, first_y_);
    const double old = static_cast<double>(sums_.n), added = static_cast<double>(x.rows()), all = old + added;
    const VectorX<double> d = mean_x - sums_.mean_x, e = mean_y - sums_.mean_y;
    const double weight = old * added / all;
    sums_.xx += linalg::self_product<double>(x, linalg::Op::transpose, context_.backend, context_.executor) +
                weight * d * d.transpose();
    sums_.yy += linalg::self_product<double>(y, linalg::Op::transpose, context_.backend, context_.executor) +
                weight * e * e.transpose();
    sums_.xy += linalg::cross<double>(x, y, context_.backend, context_.executor) + weight * d * e.transpose();
    sums_.mean_x += d * (added / all);
    sums_.mean_y += e * (added / all);
    sums_.n += x.rows();
  }

  /// Takes the block's mean off; returns it, counted from the first sample.
  [[nodiscard]] static VectorX<double> center(MatrixX<double>& block, const VectorX<double>& first) {
    block.rowwise() -= first.transpose();
    VectorX<double> mean = block.colwise().mean();
    block.rowwise() -= mean.transpose();
    return mean;
  }

  C context_;
  VectorX<double> first_x_, first_y_;
  Moments sums_;  ///< means counted from the first sample
};

namespace detail {

/// too_few_samples below 2, undefined for a constant table.
[[nodiscard]] inline similarity::MeasureStatus moments_status(const Moments& m) {
  if (m.n < 2) return similarity::MeasureStatus::too_few_samples;
  return m.xx.trace() > 0 && m.yy.trace() > 0 ? similarity::MeasureStatus::ok : similarity::MeasureStatus::undefined;
}

/// W [unit x direction] with W' C W = I, over the directions of C whose eigenvalue exceeds max(n, p) eps times the largest.
template <class B>
[[nodiscard]] MatrixX<double> whitening(const MatrixX<double>& c, Index n, const B& backend) {
  const linalg::SymmetricEigen eigen = linalg::symmetric_eigen(c, backend);
  const double largest = eigen.values[eigen.values.size() - 1];
  const double least = static_cast<double>(std::max(n, c.rows())) * std::numeric_limits<double>::epsilon() * largest;
  const Index rank = (eigen.values.array() > least).count();
  return eigen.vectors.rightCols(rank) * eigen.values.tail(rank).cwiseSqrt().cwiseInverse().asDiagonal();
}

}  // namespace detail

/// Biased linear CKA, ||xy||_F^2 / (||xx||_F ||yy||_F). (The debiased one needs the lengths of samples, not only moments.)
/// Status of these four: too_few_samples below 2, undefined for a constant table.
[[nodiscard]] inline similarity::Measurement cka_biased(const Moments& m) {
  const similarity::MeasureStatus status = detail::moments_status(m);
  if (!has_value(status)) return similarity::no_value(status, m.n);
  return {std::min(m.xy.norm() / m.xx.norm() * (m.xy.norm() / m.yy.norm()), 1.0), status, m.n, 0, 0};
}

/// Normalized Bures similarity, ||xy||_* / sqrt(tr xx tr yy); its arc cosine is the angular Procrustes distance.
template <CallContext C = Context<>>
[[nodiscard]] similarity::Measurement nbs(const Moments& m, const C& context = {}) {
  const similarity::MeasureStatus status = detail::moments_status(m);
  if (!has_value(status)) return similarity::no_value(status, m.n);
  const double nuclear = linalg::nuclear_norm(m.xy, context.backend);
  return {std::min(nuclear / std::sqrt(m.xx.trace()) / std::sqrt(m.yy.trace()), 1.0), status, m.n, 0, 0};
}

/// Squared Procrustes distance, tr xx + tr yy - 2 ||xy||_*.
template <CallContext C = Context<>>
[[nodiscard]] similarity::Measurement procrustes_squared(const Moments& m, const C& context = {}) {
  if (m.n < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, m.n);
  const double nuclear = linalg::nuclear_norm(m.xy, context.backend);
  return {std::max(m.xx.trace() + m.yy.trace() - 2 * nuclear, 0.0), similarity::MeasureStatus::ok, m.n, 0, 0};
}

/// Canonical correlations, falling. Moments square the singular values of the tables: directions below 1e-8 of the largest are
/// lost here, where Cca on the tables themselves still sees them. Also saturated if the ranks sum to n or more.
template <CallContext C = Context<>>
[[nodiscard]] similarity::MeasurementList cca_correlations(const Moments& m, const C& context = {}) {
  similarity::MeasureStatus status = detail::moments_status(m);
  if (!has_value(status)) return similarity::no_values(status, m.n, std::min(m.xy.rows(), m.xy.cols()));
  const MatrixX<double> wx = detail::whitening(m.xx, m.n, context.backend), wy = detail::whitening(m.yy, m.n, context.backend);
  if (wx.cols() < m.xx.rows() || wy.cols() < m.yy.rows()) status = similarity::MeasureStatus::rank_deficient;
  if (wx.cols() + wy.cols() >= m.n) status = similarity::MeasureStatus::saturated;
  const VectorX<double> rho =
      linalg::singular_values(MatrixX<double>(wx.transpose() * m.xy * wy), context.backend).cwiseMin(1.0);
  return {rho, status, m.n, wx.cols(), wy.cols()};
}

/// R^2 of least squares that predicts one table from the other, in sample. Directions as in cca_correlations.
template <CallContext C = Context<>>
[[nodiscard]] similarity::Measurement linear_regression(const Moments& m, Side predict, const C& context = {}) {
  similarity::MeasureStatus status = detail::moments_status(m);
  if (!has_value(status)) return similarity::no_value(status, m.n);
  const bool of_x = predict == Side::x;
  const MatrixX<double> w = detail::whitening(of_x ? m.yy : m.xx, m.n, context.backend);
  if (w.cols() < w.rows()) status = similarity::MeasureStatus::rank_deficient;
  if (w.cols() >= m.n - 1) status = similarity::MeasureStatus::saturated;
  const double explained = of_x ? (m.xy * w).squaredNorm() : (w.transpose() * m.xy).squaredNorm();
  const double value = std::min(explained / (of_x ? m.xx : m.yy).trace(), 1.0);
  return {value, status, m.n, of_x ? 0 : w.cols(), of_x ? w.cols() : 0};
}

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
