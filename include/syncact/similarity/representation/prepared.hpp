#pragma once
/// A representation made ready for comparison: what measures need of it, each computed once and only if asked for.
#include "syncact/core/macros_off.hpp"

#include <memory>

#include "syncact/core/finite.hpp"
#include "syncact/core/on_demand.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/cholesky.hpp"
#include "syncact/linalg/row_factor.hpp"
#include "syncact/linalg/self_product.hpp"
#include "syncact/linalg/svd.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/representation/detail/centering.hpp"
#include "syncact/similarity/representation/detail/distances.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// The column space of a table: table = basis * diag(singular) * right'.
struct Subspace {
  MatrixX<double> basis;     ///< [sample x direction], orthonormal
  VectorX<double> singular;  ///< [direction], falling, all above the rank tolerance
  MatrixX<double> right;     ///< [unit x direction], orthonormal
  [[nodiscard]] Index rank() const { return singular.size(); }
};

/// The directions whose singular value exceeds max(rows, columns) eps times the largest. A constant or repeated column of a
/// centered table adds none.
template <class B>
[[nodiscard]] Subspace subspace_of(const MatrixX<double>& table, const B& backend) {
  linalg::ThinSvd svd = linalg::thin_svd(table, backend);
  const double eps = std::numeric_limits<double>::epsilon();
  const double largest = svd.singular.size() > 0 ? svd.singular[0] : 0.0;
  const double least = static_cast<double>(std::max(table.rows(), table.cols())) * eps * largest;
  const Index rank = (svd.singular.array() > least).count();
  if (rank == svd.singular.size()) return {std::move(svd.left), std::move(svd.singular), std::move(svd.right)};
  return {svd.left.leftCols(rank), svd.singular.head(rank), svd.right.leftCols(rank)};
}

/// One table [sample x unit] in double, with its Gram matrix, distances, norms and subspace on demand. Copies share what has
/// been computed, and several threads may ask at once: comparing A layers with B layers costs A + B preparations.
///
/// Centering takes off the mean and then what rounding left of it, so that large offsets leave nothing but the data's rounding.
/// Everything derived is in units of scale(), a power of two that is 1 unless the centered table has its largest entry beyond
/// 2^-64 .. 2^65: neither squares nor fourth powers over- or underflow.
///
/// Memory in doubles: n p for the table, as much for centered(); n^2 each, once asked for, for gram() and
/// squared_distances(); p^2 for scatter(); n^2 for factor() if p > n; (n + p) min(n, p) for subspace().
template <CallContext C = Context<>>
class PreparedTable {
 public:
  /// x [sample x unit], copied. Throws ValueError for NaN or infinity: see similarity/missing_data.hpp for other ways.
  template <TimeSeriesMatrix M>
  explicit PreparedTable(const M& x, const C& context = {}) : state_(std::make_shared<State>(context)) {
    with_series(x, [&](const auto& view) {
      state_->values.resize(view.n_times(), view.n_signals());
      survey(view, [&](Index first, Index count) {
        detail::copy_columns(view, first, count, state_->values.middleCols(first, count));
      });
    });
  }

  /// x [sample x unit], moved from. Throws as the other.
  explicit PreparedTable(MatrixX<double>&& x, const C& context = {}) : state_(std::make_shared<State>(context)) {
    state_->values = std::move(x);
    survey(SeriesView<double>(state_->values), [](Index, Index) {});
  }

  [[nodiscard]] Index n_samples() const { return state_->values.rows(); }
  [[nodiscard]] Index n_units() const { return state_->values.cols(); }

  /// [sample x unit] As given.
  [[nodiscard]] const MatrixX<double>& values() const { return state_->values; }

  /// [sample x unit] Each unit minus its mean, divided by scale(). A unit that is constant up to rounding is exactly zero.
  [[nodiscard]] const MatrixX<double>& centered() const {
    return state_->centered.get([&] { return make_centered(); });
  }
  [[nodiscard]] double scale() const { return state_->scale; }
  [[nodiscard]] Index n_constant() const { return state_->n_constant; }

  /// ||centered||_F^2, by the trace of gram() where there are more units than samples.
  [[nodiscard]] double squared_norm() const {
    return state_->squared_norm.get([&] { return n_units() < n_samples() ? centered().squaredNorm() : gram().trace(); });
  }

  /// [sample x sample] centered * centered', symmetric to the last bit. Made without centered(): in one product that is
  /// centered afterwards where offsets are small beside the spread, else block by block.
  [[nodiscard]] const MatrixX<double>& gram() const {
    return state_->gram.get([&] { return make_gram(); });
  }

  /// [unit x unit] centered' * centered, symmetric to the last bit.
  [[nodiscard]] const MatrixX<double>& scatter() const {
    return state_->scatter.get(
        [&] { return linalg::self_product<double>(centered(), linalg::Op::transpose, backend(), executor()); });
  }

  /// The units are at most half as many as the samples: products of units are cheaper than of samples.
  [[nodiscard]] bool narrow() const { return 2 * n_units() <= n_samples(); }

  /// [sample] The diagonal of gram(), which is not made for it if the table is narrow.
  [[nodiscard]] const VectorX<double>& row_squared_norms() const {
    return state_->row_squared_norms.get([&]() -> VectorX<double> {
      if (narrow()) return centered().rowwise().squaredNorm();
      return gram().diagonal();
    });
  }

  /// ||gram||_F^2 = ||scatter||_F^2, from scatter() if the table is narrow.
  [[nodiscard]] double gram_squared_norm() const {
    return state_->gram_squared_norm.get([&] { return (narrow() ? scatter() : gram()).squaredNorm(); });
  }

  /// [sample x sample] Squared Euclidean distances between rows, in units of scale()^2. Rows that nearly coincide are
  /// subtracted one from the other, so that equal rows have distance 0 and close ones keep their digits.
  [[nodiscard]] const MatrixX<double>& squared_distances() const {
    return state_->squared_distances.get([&] {
      MatrixX<double> d = detail::distances_from_gram(gram());
      detail::refine_close_pairs(centered(), gram().diagonal(), d, executor());
      return d;
    });
  }

  /// [sample x min(samples - 1, units)] F with F F' = gram(): the centered table itself unless there are more units than
  /// samples.
  [[nodiscard]] const MatrixX<double>& factor() const {
    if (n_units() < n_samples()) return centered();
    return state_->factor.get([&] { return make_factor(); });
  }

  /// Of the centered table.
  [[nodiscard]] const Subspace& subspace() const {
    return state_->subspace.get([&] { return subspace_of(centered(), backend()); });
  }

  [[nodiscard]] const C& context() const { return state_->context; }
  [[nodiscard]] const auto& backend() const { return state_->context.backend; }
  [[nodiscard]] const auto& executor() const { return state_->context.executor; }

 private:
  struct State {
    explicit State(const C& c) : context(c) {}
    C context;
    MatrixX<double> values;
    double scale = 1.0;
    Index n_constant = 0;
    bool small_offsets = false;
    OnDemand<double> squared_norm, gram_squared_norm;
    OnDemand<VectorX<double>> row_squared_norms;
    OnDemand<MatrixX<double>> centered, gram, scatter, squared_distances, factor;
    OnDemand<Subspace> subspace;
  };

  /// Finds what is constant and how large the centered table is, after load(first, count) has filled those columns of values.
  template <std::floating_point T, class Load>
  void survey(const SeriesView<T>& given, Load&& load) {
    const detail::ColumnSurvey found = detail::survey_columns(state_->values, executor(), load);
    if (!found.finite) {
      require_finite("PreparedTable", "x", given);
      throw ValueError("PreparedTable: entries must be small enough to be summed");
    }
    state_->scale = detail::safe_scale(found.largest);
    state_->n_constant = found.n_constant;
    state_->small_offsets = found.small_offsets();
  }

  [[nodiscard]] MatrixX<double> make_centered() const {
    MatrixX<double> c = values();
    detail::center_columns(c, executor());
    if (scale() != 1) c /= scale();
    return c;
  }

  [[nodiscard]] MatrixX<double> make_gram() const {
    if (state_->small_offsets && scale() == 1) {
      return detail::double_centered(linalg::self_product<double>(values(), linalg::Op::none, backend(), executor()));
    }
    MatrixX<double> k = MatrixX<double>::Zero(n_samples(), n_samples());
    const auto load = [&](Index first, Index count, auto&& to) { to = values().middleCols(first, count); };
    detail::add_centered_gram(n_units(), k, backend(), executor(), load, [&](double) { return scale(); });
    linalg::mirror_lower(k, executor());
    return k;
  }

  /// Samples of a centered table sum to zero: the last row of F is minus the sum of the others, and the last column zero.
  /// By Cholesky of the Gram matrix while that is well-conditioned, else of the table itself, which loses no digits.
  [[nodiscard]] MatrixX<double> make_factor() const {
    const Index n = n_samples() - 1;
    if (n < 1) return MatrixX<double>::Zero(n_samples(), 0);
    const MatrixX<double> lower = linalg::cholesky(MatrixX<double>(gram().topLeftCorner(n, n)), backend());
    if (lower.size() == 0 || lower.diagonal().minCoeff() < 1e-2 * lower.diagonal().maxCoeff()) {
      return linalg::row_factor(centered(), backend()).leftCols(n);
    }
    MatrixX<double> f(n + 1, n);
    f.topRows(n) = lower;
    f.row(n) = -lower.colwise().sum();
    return f;
  }

  std::shared_ptr<State> state_;
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
