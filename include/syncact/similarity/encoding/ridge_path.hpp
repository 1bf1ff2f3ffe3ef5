#pragma once
/// The part of ridge regression that knows neither alpha nor targets: one decomposition serves all of them.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <memory>
#include <utility>

#include "syncact/core/on_demand.hpp"
#include "syncact/linalg/self_product.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/encoding/detail/tables.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// Centered features X = S V' in their principal directions: S = scores [sample x direction] with S'S = diag(spectrum), V
/// [feature x direction] orthonormal. The smaller of X X' (dual) and X'X (primal) is decomposed; both give the same S up to
/// sign. Ridge coefficients in these coordinates are (S'y) / (spectrum + alpha), whatever alpha and y.
/// Directions below max(n, p) eps of the largest eigenvalue are left out: alpha = 0 is the least-norm solution of the rest.
/// Copies share the decomposition.
template <CallContext C = Context<>>
class RidgePath {
 public:
  /// x [sample x feature], at least 2 x 1 and finite.
  explicit RidgePath(MatrixX<double> x, const C& context = {}) : state_(std::make_shared<State>(context)) {
    state_->mean = detail::center_columns(x);
    state_->x = std::move(x);
    state_->dual = state_->x.rows() <= state_->x.cols();
    if (state_->dual) {
      decompose_dual();
    } else {
      decompose_primal();
    }
  }

  [[nodiscard]] Index n_samples() const { return state_->x.rows(); }
  [[nodiscard]] Index n_directions() const { return state_->spectrum.size(); }
  [[nodiscard]] const VectorX<double>& mean() const { return state_->mean; }  ///< [feature]
  [[nodiscard]] const MatrixX<double>& scores() const { return state_->scores; }
  [[nodiscard]] const VectorX<double>& spectrum() const { return state_->spectrum; }

  /// V [feature x direction].
  [[nodiscard]] const MatrixX<double>& directions() const {
    return state_->directions.get([&] {
      if (!state_->dual) return state_->vectors;
      const MatrixX<double> turned = state_->vectors * state_->spectrum.cwiseSqrt().cwiseInverse().asDiagonal();
      return linalg::cross<double>(state_->x, turned, backend(), executor());
    });
  }

  /// [sample x direction] of new samples [sample x feature]. Throws ShapeError for another number of features.
  [[nodiscard]] MatrixX<double> project(const MatrixX<double>& x_new) const {
    require_extent("RidgePath::project", "number of features", mean().size(), x_new.cols());
    const MatrixX<double> centered = x_new.rowwise() - mean().transpose();
    return product(centered, directions());
  }

  /// [sample] h_ii = 1/n + sum_k s_ik^2 / (spectrum_k + alpha): how much a sample's own target moves its prediction.
  [[nodiscard]] VectorX<double> leverage(double alpha) const {
    const VectorX<double> weight = (spectrum().array() + alpha).inverse();
    VectorX<double> h = scores().cwiseAbs2() * weight;
    return h.array() + 1.0 / static_cast<double>(n_samples());
  }

  [[nodiscard]] MatrixX<double> product(const MatrixX<double>& a, const MatrixX<double>& b) const {
    return linalg::product<double>(a, linalg::Op::none, b, linalg::Op::none, backend(), executor());
  }
  [[nodiscard]] const C& context() const { return state_->context; }
  [[nodiscard]] const auto& backend() const { return state_->context.backend; }
  [[nodiscard]] const auto& executor() const { return state_->context.executor; }

 private:
  struct State {
    explicit State(const C& c) : context(c) {}
    C context;
    VectorX<double> mean;
    MatrixX<double> x, scores, vectors;
    VectorX<double> spectrum;
    bool dual = false;
    OnDemand<MatrixX<double>> directions;
  };

  /// Keeps the eigenpairs above rounding, eigenvalues rising.
  void keep(linalg::SymmetricEigen eigen) {
    const Index n = eigen.values.size();
    const double largest = n > 0 ? eigen.values[n - 1] : 0.0;
    const double least =
        static_cast<double>(std::max(state_->x.rows(), state_->x.cols())) * std::numeric_limits<double>::epsilon() * largest;
    Index rank = 0;
    while (rank < n && eigen.values[n - 1 - rank] > std::max(least, 0.0)) ++rank;
    state_->spectrum = eigen.values.tail(rank);
    state_->vectors = eigen.vectors.rightCols(rank);
  }

  void decompose_dual() {
    keep(linalg::symmetric_eigen(linalg::self_product<double>(state_->x, linalg::Op::none, backend(), executor()), backend()));
    state_->scores = state_->vectors * state_->spectrum.cwiseSqrt().asDiagonal();
  }

  void decompose_primal() {
    keep(linalg::symmetric_eigen(linalg::self_product<double>(state_->x, linalg::Op::transpose, backend(), executor()),
                                 backend()));
    state_->scores = product(state_->x, state_->vectors);
  }

  std::shared_ptr<State> state_;
};

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
