#pragma once
/// A representation made ready for comparison: what measures need of it, each computed once and only if asked for.
#include <memory>

#include "syncact/core/finite.hpp"
#include "syncact/core/on_demand.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/row_factor.hpp"
#include "syncact/linalg/self_product.hpp"
#include "syncact/linalg/svd.hpp"
#include "syncact/representation/detail/centring.hpp"
#include "syncact/representation/detail/distances.hpp"

namespace syncact::representation {

/// The column space of a table: table = basis * diag(singular) * right'.
struct Subspace {
  MatrixX<double> basis;     ///< [sample x direction], orthonormal
  VectorX<double> singular;  ///< [direction], falling, all above the rank tolerance
  MatrixX<double> right;     ///< [unit x direction], orthonormal
  [[nodiscard]] Index rank() const { return singular.size(); }
};

/// The directions whose singular value exceeds max(rows, columns) eps times the largest. A constant or repeated column of a
/// centred table adds none.
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
/// Centring takes each mean off twice, so that large offsets leave nothing but the rounding of the data. Everything derived is
/// in units of scale(), a power of two that is 1 unless the centred table has its largest entry beyond 2^-64 .. 2^65: neither
/// squares nor fourth powers over- or underflow.
///
/// Memory in doubles: 2 n p for the table and its centred form; n^2 each, once asked for, for gram() and
/// squared_distances(); p^2 for scatter(); n^2 for factor() if p > n; (n + p) min(n, p) for subspace().
template <class B = linalg::EigenBackend, Executor E = Serial>
  requires linalg::MatrixBackend<B, double>
class Prepared {
 public:
  /// x [sample x unit], copied. Throws ValueError for NaN or infinity: see measure/nan_rule.hpp for other ways.
  template <TimeSeriesMatrix M>
  explicit Prepared(const M& x, const B& backend = {}, const E& executor = {})
      : state_(std::make_shared<State>(backend, executor)) {
    with_series(x, [&](const auto& view) {
      state_->values.resize(view.n_times(), view.n_signals());
      detail::over_columns(view.n_signals(), executor,
                           [&](Index first, Index count) { detail::copy_columns(view, first, count, state_->values); });
      center(view);
    });
  }

  /// x [sample x unit], moved from. Throws as the other.
  explicit Prepared(MatrixX<double>&& x, const B& backend = {}, const E& executor = {})
      : state_(std::make_shared<State>(backend, executor)) {
    state_->values = std::move(x);
    center(SeriesView<double>(state_->values));
  }

  [[nodiscard]] Index n_samples() const { return state_->values.rows(); }
  [[nodiscard]] Index n_units() const { return state_->values.cols(); }

  /// [sample x unit] As given.
  [[nodiscard]] const MatrixX<double>& values() const { return state_->values; }

  /// [sample x unit] Each unit minus its mean, divided by scale(). A unit that is constant up to rounding is exactly zero.
  [[nodiscard]] const MatrixX<double>& centred() const { return state_->centred; }
  [[nodiscard]] double scale() const { return state_->scale; }
  [[nodiscard]] Index n_constant() const { return state_->n_constant; }

  /// ||centred||_F^2.
  [[nodiscard]] double squared_norm() const {
    return state_->squared_norm.get([&] { return centred().squaredNorm(); });
  }

  /// [sample x sample] centred * centred', symmetric to the last bit.
  [[nodiscard]] const MatrixX<double>& gram() const {
    return state_->gram.get([&] { return linalg::self_product<double>(centred(), linalg::Op::none, backend(), executor()); });
  }

  /// [unit x unit] centred' * centred, symmetric to the last bit.
  [[nodiscard]] const MatrixX<double>& scatter() const {
    return state_->scatter.get(
        [&] { return linalg::self_product<double>(centred(), linalg::Op::transpose, backend(), executor()); });
  }

  /// [sample] The diagonal of gram().
  [[nodiscard]] const VectorX<double>& row_squared_norms() const {
    return state_->row_squared_norms.get([&]() -> VectorX<double> { return centred().rowwise().squaredNorm(); });
  }

  /// ||gram||_F^2 = ||scatter||_F^2, from scatter() if the units are at most half as many as the samples.
  [[nodiscard]] double gram_squared_norm() const {
    return state_->gram_squared_norm.get([&] { return (2 * n_units() <= n_samples() ? scatter() : gram()).squaredNorm(); });
  }

  /// [sample x sample] Squared Euclidean distances between rows, in units of scale()^2. Rows that nearly coincide are
  /// subtracted one from the other, so that equal rows have distance 0 and close ones keep their digits.
  [[nodiscard]] const MatrixX<double>& squared_distances() const {
    return state_->squared_distances.get([&] {
      MatrixX<double> d = detail::distances_from_gram(gram());
      detail::refine_close_pairs(centred(), gram().diagonal(), d, executor());
      return d;
    });
  }

  /// [sample x min(samples, units)] The smallest F with F F' = gram(): the centred table itself, or an n x n triangle.
  [[nodiscard]] const MatrixX<double>& factor() const {
    if (n_units() <= n_samples()) return centred();
    return state_->factor.get([&] { return linalg::row_factor(centred(), backend()); });
  }

  /// Of the centred table.
  [[nodiscard]] const Subspace& subspace() const {
    return state_->subspace.get([&] { return subspace_of(centred(), backend()); });
  }

  [[nodiscard]] const B& backend() const { return state_->backend; }
  [[nodiscard]] const E& executor() const { return state_->executor; }

 private:
  struct State {
    State(const B& b, const E& e) : backend(b), executor(e) {}
    B backend;
    E executor;
    MatrixX<double> values, centred;
    double scale = 1.0;
    Index n_constant = 0;
    OnDemand<double> squared_norm, gram_squared_norm;
    OnDemand<VectorX<double>> row_squared_norms;
    OnDemand<MatrixX<double>> gram, scatter, squared_distances, factor;
    OnDemand<Subspace> subspace;
  };

  template <std::floating_point T>
  void center(const SeriesView<T>& given) {
    detail::Centred c = detail::center(state_->values, executor());
    if (!c.finite) {
      require_finite("Prepared", "x", given);
      throw ValueError("Prepared: entries must be small enough to be summed");
    }
    state_->centred = std::move(c.table);
    state_->scale = c.scale;
    state_->n_constant = c.n_constant;
  }

  std::shared_ptr<State> state_;
};

}  // namespace syncact::representation
