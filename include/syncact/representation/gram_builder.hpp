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
/// the sum of the blocks' Gram matrices is that of the table, whatever the blocks, up to rounding.
/// Memory: n^2 doubles and one block. After any error the builder is as before.
template <class B = linalg::EigenBackend, Executor E = Serial>
  requires linalg::MatrixBackend<B, double>
class GramBuilder {
 public:
  explicit GramBuilder(const B& backend = {}, const E& executor = {}) : backend_(backend), executor_(executor) {}

  /// block [sample x unit]. Throws ShapeError if its samples are not those of the first block, ValueError for NaN or infinity.
  template <TimeSeriesMatrix M>
  void add(const M& block) {
    const Prepared<B, E> part(block, backend_, executor_);
    if (n_units_ > 0) require_extent("GramBuilder::add", "number of samples", gram_.rows(), part.n_samples());
    if (part.n_units() == 0) return;
    if (n_units_ == 0) gram_ = MatrixX<double>::Zero(part.n_samples(), part.n_samples());
    // Scales are powers of two: bringing both to the larger one rounds nothing that is not negligible.
    const bool varies = part.n_constant() < part.n_units();
    const double scale = any_varies_ && varies ? std::max(scale_, part.scale()) : varies ? part.scale() : scale_;
    const double old_ratio = scale_ / scale, new_ratio = part.scale() / scale;
    if (old_ratio != 1 && any_varies_) gram_ *= old_ratio * old_ratio;
    if (varies) gram_ += part.gram() * (new_ratio * new_ratio);
    any_varies_ = any_varies_ || varies;
    scale_ = scale;
    n_units_ += part.n_units();
    n_constant_ += part.n_constant();
  }

  /// The table of all units added so far.
  [[nodiscard]] GramTable finish() const { return {gram_, scale_, n_units_, n_constant_}; }

 private:
  B backend_;
  E executor_;
  MatrixX<double> gram_;
  double scale_ = 1.0;
  Index n_units_ = 0, n_constant_ = 0;
  bool any_varies_ = false;
};

}  // namespace syncact::representation
