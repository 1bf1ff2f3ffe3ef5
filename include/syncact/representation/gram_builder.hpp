#pragma once
/// Gram matrices of tables that come a few units at a time.
#include "syncact/representation/concept.hpp"

namespace syncact::representation {

/// What is left of a table when only its centred Gram matrix is kept: enough for the kernel measures (Hsic, Cka, Ensd,
/// ParticipationRatio, DistanceCorrelation). Distances are from the Gram matrix alone, so that those of nearly equal samples
/// lose the digits that Prepared keeps.
class GramTable {
 public:
  GramTable(MatrixX<double> gram, double scale, Index n_units, Index n_constant)
      : state_(std::make_shared<State>()), scale_(scale), n_units_(n_units), n_constant_(n_constant) {
    state_->gram = std::move(gram);
    state_->row_squared_norms = state_->gram.diagonal();
  }

  [[nodiscard]] Index n_samples() const { return state_->gram.rows(); }
  [[nodiscard]] Index n_units() const { return n_units_; }
  [[nodiscard]] Index n_constant() const { return n_constant_; }
  [[nodiscard]] double scale() const { return scale_; }
  [[nodiscard]] static bool narrow() { return false; }
  [[nodiscard]] const MatrixX<double>& gram() const { return state_->gram; }
  [[nodiscard]] const VectorX<double>& row_squared_norms() const { return state_->row_squared_norms; }
  [[nodiscard]] double squared_norm() const { return state_->row_squared_norms.sum(); }
  [[nodiscard]] double gram_squared_norm() const {
    return state_->gram_squared_norm.get([&] { return state_->gram.squaredNorm(); });
  }
  [[nodiscard]] const MatrixX<double>& squared_distances() const {
    return state_->squared_distances.get([&] { return detail::distances_from_gram(state_->gram); });
  }

 private:
  struct State {
    MatrixX<double> gram;
    VectorX<double> row_squared_norms;
    OnDemand<double> gram_squared_norm;
    OnDemand<MatrixX<double>> squared_distances;
  };
  std::shared_ptr<State> state_;
  double scale_;
  Index n_units_, n_constant_;
};

/// Streaming over units: add blocks [sample x unit] of one table in turn, then finish(). A unit is centred by its own mean, so
/// the sum of the blocks' Gram matrices is that of the table, whatever the blocks, up to rounding. Also the leanest way to the
/// kernel measures of one whole table: it is read once, and nothing of its size is allocated.
/// Memory: n^2 + 1536 n doubles. If add() throws, the builder must not be used any more.
template <class B = linalg::EigenBackend, Executor E = Serial>
  requires linalg::MatrixBackend<B, double>
class GramBuilder {
 public:
  explicit GramBuilder(const B& backend = {}, const E& executor = {}) : backend_(backend), executor_(executor) {}

  /// block [sample x unit]. Throws ShapeError if its samples are not those of the first block, ValueError for NaN or infinity.
  template <TimeSeriesMatrix M>
  void add(const M& block) {
    with_series(block, [&](const auto& view) {
      if (n_units_ == 0) gram_ = MatrixX<double>::Zero(view.n_times(), view.n_times());
      require_extent("GramBuilder::add", "number of samples", gram_.rows(), view.n_times());
      const auto load = [&](Index first, Index count, auto&& to) { detail::copy_columns(view, first, count, to); };
      const auto scale_of = [&](double largest) { return common_scale(largest); };
      const detail::ColumnSurvey found = detail::add_centred_gram(view.n_signals(), gram_, backend_, executor_, load, scale_of);
      if (!found.finite) {
        require_finite("GramBuilder::add", "block", view);
        throw ValueError("GramBuilder::add: entries must be small enough to be summed");
      }
      n_units_ += view.n_signals();
      n_constant_ += found.n_constant;
    });
  }

  /// The table of all units added so far.
  [[nodiscard]] GramTable finish() const {
    MatrixX<double> gram = gram_;
    linalg::mirror_lower(gram, executor_);
    return {std::move(gram), scale_ > 0 ? scale_ : 1.0, n_units_, n_constant_};
  }

 private:
  /// The largest of the blocks' scales so far, which all are powers of two: what is there is brought to it.
  [[nodiscard]] double common_scale(double largest) {
    const double scale = largest > 0 ? detail::safe_scale(largest) : scale_;
    if (scale > scale_) {
      if (scale_ > 0) gram_ *= (scale_ / scale) * (scale_ / scale);
      scale_ = scale;
    }
    return scale_ > 0 ? scale_ : 1.0;
  }

  B backend_;
  E executor_;
  MatrixX<double> gram_;  ///< lower triangle, in units of scale_^2
  double scale_ = 0.0;    ///< 0: nothing that varies has been added
  Index n_units_ = 0, n_constant_ = 0;
};

/// The Gram table of x [sample x unit], read once. Throws ValueError for NaN or infinity.
template <TimeSeriesMatrix M, class B = linalg::EigenBackend, Executor E = Serial>
[[nodiscard]] GramTable gram_table(const M& x, const B& backend = {}, const E& executor = {}) {
  GramBuilder<B, E> builder(backend, executor);
  builder.add(x);
  return builder.finish();
}

}  // namespace syncact::representation
