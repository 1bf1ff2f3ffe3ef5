#pragma once
/// Partial least squares regression.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <utility>

#include "syncact/core/options.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/encoding/concept.hpp"
#include "syncact/similarity/encoding/ridge_path.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// A fitted linear map of standardized features.
struct PlsModel {
  VectorX<double> mean_x, mean_y;  ///< [feature], [target]
  MatrixX<double> left;            ///< [feature x component]: scores of new samples are (x - mean_x) left
  MatrixX<double> right;           ///< [component x target]
  Index n_components = 0;          ///< fewer than asked for where the features or targets are used up

  /// [sample x target] Throws ShapeError for another number of features.
  template <class Features>
  [[nodiscard]] MatrixX<double> predict(const Eigen::MatrixBase<Features>& x_new) const {
    require_extent("PlsModel", "number of features", mean_x.size(), x_new.cols());
    using linalg::Op;
    const MatrixX<double> centered = x_new.rowwise() - mean_x.transpose();
    const MatrixX<double> scores = linalg::product<double>(centered, Op::none, left, Op::none);
    MatrixX<double> y = linalg::product<double>(scores, Op::none, right, Op::none);
    y.rowwise() += mean_y.transpose();
    return y;
  }

  /// [feature x target].
  template <class = void>
  [[nodiscard]] MatrixX<double> weights() const {
    return linalg::product<double>(left, linalg::Op::none, right, linalg::Op::none);
  }
};

namespace detail {

/// The unit vector w that maximizes ||s' w||: the first left singular vector of s [feature x target].
template <class B>
[[nodiscard]] VectorX<double> first_left_vector(const MatrixX<double>& s, const B& backend) {
  using linalg::Op;
  const bool wide = s.rows() <= s.cols();
  const MatrixX<double> gram = wide ? linalg::product<double>(s, Op::none, s, Op::transpose, backend)
                                    : linalg::product<double>(s, Op::transpose, s, Op::none, backend);
  const VectorX<double> first = linalg::symmetric_eigen(gram, backend).vectors.rightCols(1);
  return wide ? first : (s * first).normalized();
}

/// [column] Standard deviations (ddof 1); 1 for columns that are constant up to rounding.
[[nodiscard]] inline VectorX<double> deviations(const MatrixX<double>& centered, const VectorX<double>& mean) {
  VectorX<double> sd = VectorX<double>::Ones(centered.cols());
  const double rounding = 4 * std::numeric_limits<double>::epsilon();
  for (Index j = 0; j < centered.cols(); ++j) {
    const double largest = centered.col(j).cwiseAbs().maxCoeff();
    if (largest <= rounding * (std::abs(mean[j]) + largest)) continue;
    sd[j] = (centered.col(j) / largest).norm() * largest / std::sqrt(static_cast<double>(centered.rows() - 1));
  }
  return sd;
}

}  // namespace detail

/// PLS2 regression: component after component, the direction w of the features whose scores t = x w covary most with the
/// targets (first left singular vector of x'y), then t's part is taken off x and y. Tables wider than long are rotated to
/// n x n first, which changes nothing but the time. Stops early where nothing is left to explain.
/// Wold, Sjoestroem & Eriksson, Chemometr. Intell. Lab. Syst. 58 (2001) 109, section 3.
struct Pls {
  Index n_components = 25;
  bool scale = false;  ///< features and targets to unit variance (ddof 1) on the training samples first

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_components", self.n_components, "number of components");
    option("scale", self.scale, "features and targets to unit variance on the training samples");
  }

  [[nodiscard]] EncoderInfo info() const {
    using similarity::Invariance;
    const Invariance units = Invariance::translation | Invariance::scale | Invariance::permutation;
    return {.id = "pls",
            .normalized_id = "pls_normalized",
            .formula = "y = sum_c t_c q_c', t_c = x w_c, w_c first left singular vector of the deflated x'y",
            .x = scale ? units | Invariance::unit_scale : similarity::conformal,
            .y = scale ? units | Invariance::unit_scale : similarity::conformal,
            .cost = "components (n p + n q + min(n,p,q)^3) per fold",
            .note = "scikit-learn scales by default, Brain-Score does not; their iteration stops at 1e-6",
            .source = "Wold, Sjoestroem & Eriksson 2001, section 3"};
  }

  /// Throws ShapeError unless x and y have the same samples, ValueError unless n_components >= 1, and for fewer than two
  /// samples, NaN or infinity.
  template <CallContext C = Context<>>
  [[nodiscard]] PlsModel fit(const MatrixX<double>& x, const MatrixX<double>& y, const C& context = {}) const {
    detail::require_training("Pls", x, y);
    require(n_components >= 1, "Pls", "n_components must be >= 1", n_components);
    MatrixX<double> xs = x, ys = y;
    PlsModel model;
    model.mean_x = detail::center_columns(xs);
    model.mean_y = detail::center_columns(ys);
    VectorX<double> sd_x = VectorX<double>::Ones(x.cols()), sd_y = VectorX<double>::Ones(y.cols());
    if (scale) {
      sd_x = detail::deviations(xs, model.mean_x);
      sd_y = detail::deviations(ys, model.mean_y);
      for (Index j = 0; j < x.cols(); ++j) xs.col(j) /= sd_x[j];
      for (Index j = 0; j < y.cols(); ++j) ys.col(j) /= sd_y[j];
    }
    components(Reduced<C>(xs, context), Reduced<C>(ys, context), context, model);
    if (model.left.size() == 0) return model;  // no components: the mean
    for (Index j = 0; j < x.cols(); ++j) model.left.row(j) /= sd_x[j];
    for (Index j = 0; j < y.cols(); ++j) model.right.col(j) *= sd_y[j];
    return model;
  }

 private:
  /// table = reduced * basis', basis with orthonormal columns, for tables wider than long; else the table as it is.
  template <CallContext C>
  struct Reduced {
    MatrixX<double> table, basis;

    Reduced(const MatrixX<double>& whole, const C& context) : table(whole) {
      if (whole.cols() <= whole.rows()) return;
      const RidgePath<C> path(whole, context);
      table = path.scores();
      basis = path.directions();
    }
    /// Rows of the coordinates of the whole table.
    [[nodiscard]] MatrixX<double> expand(const MatrixX<double>& rows, const C& context) const {
      using linalg::Op;
      return basis.size() == 0 ? rows
                               : linalg::product<double>(basis, Op::none, rows, Op::none, context.backend, context.executor);
    }
  };

  /// Fills left = r and right = q', where the scores are t_k = x r_k of the table before deflation:
  /// r_k = w_k - sum_{j<k} (p_j' w_k) r_j.
  template <CallContext C>
  void components(Reduced<C> x, Reduced<C> y, const C& context, PlsModel& model) const {
    MatrixX<double>&xs = x.table, &ys = y.table;
    const Index most = std::min({n_components, xs.cols(), xs.rows() - 1});
    MatrixX<double> p(xs.cols(), most), r(xs.cols(), most), q(ys.cols(), most);
    const double rounding = 1e-13 * static_cast<double>(std::max(xs.rows(), xs.cols()));
    const double size_x = xs.norm(), size_y = ys.norm();
    Index k = 0;
    for (; k < most; ++k) {
      const MatrixX<double> s = linalg::cross<double>(xs, ys, context.backend);
      if (s.norm() <= rounding * size_x * size_y) break;
      const VectorX<double> w = detail::first_left_vector(s, context.backend);
      const VectorX<double> t = xs * w;
      const double norm = t.squaredNorm();
      if (norm <= rounding * rounding * size_x * size_x) break;
      r.col(k) = w;
      for (Index j = 0; j < k; ++j) r.col(k) -= p.col(j).dot(w) * r.col(j);
      p.col(k) = xs.transpose() * t / norm;
      q.col(k) = ys.transpose() * t / norm;
      xs -= t * p.col(k).transpose();
      ys -= t * q.col(k).transpose();
    }
    model.n_components = k;
    model.left = x.expand(r.leftCols(k), context);
    model.right = y.expand(q.leftCols(k), context).transpose();
  }
};

static_assert(Encoder<Pls>);

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
