#pragma once
/// A representation made ready for comparison: what measures need of it, each computed once and only if asked for.
#include <cmath>
#include <memory>

#include "syncact/core/finite.hpp"
#include "syncact/core/on_demand.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/linalg/svd.hpp"

namespace syncact::representation {

/// The column space of a centred representation: centred = basis * diag(singular) * right'.
struct Subspace {
  MatrixX<double> basis;     ///< [sample x direction], orthonormal
  VectorX<double> singular;  ///< [direction], falling, all above the rank tolerance
  MatrixX<double> right;     ///< [unit x direction], orthonormal
  [[nodiscard]] Index rank() const { return singular.size(); }
};

/// One table [sample x unit] in double, with its Gram matrix, norms and subspace on demand. Copies share what has been
/// computed, and several threads may ask at once: comparing A layers with B layers costs A + B preparations.
///
/// Everything inside is in units of scale(), a power of two chosen so that the centred table has a largest entry in [1, 2):
/// neither squares nor fourth powers over- or underflow, and invariant measures keep their bits when the data are scaled by a
/// power of two. Centring takes the mean off twice, so that large offsets leave nothing but the rounding of the data.
template <class B = linalg::EigenBackend, Executor E = Serial>
  requires linalg::MatrixBackend<B, double>
class Prepared {
 public:
  /// x [sample x unit]. Throws ValueError for NaN or infinity: see measure/nan_rule.hpp for other ways.
  template <TimeSeriesMatrix M>
  explicit Prepared(const M& x, const B& backend = {}, const E& executor = {})
      : state_(std::make_shared<State>(backend, executor)) {
    with_series(x, [&](const auto& view) {
      require_finite("Prepared", "x", view);
      state_->values = view.to_matrix().template cast<double>();
    });
    center();
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

  /// [sample x sample] centred * centred'.
  [[nodiscard]] const MatrixX<double>& gram() const {
    return state_->gram.get([&] {
      using linalg::Op;
      return linalg::product<double>(centred(), Op::none, centred(), Op::transpose, backend(), executor());
    });
  }

  /// [unit x unit] centred' * centred.
  [[nodiscard]] const MatrixX<double>& scatter() const {
    return state_->scatter.get([&] { return linalg::cross<double>(centred(), centred(), backend(), executor()); });
  }

  /// Directions whose singular value exceeds max(n, p) eps times the largest. A constant or repeated unit adds none.
  [[nodiscard]] const Subspace& subspace() const {
    return state_->subspace.get([&] {
      linalg::ThinSvd svd = linalg::thin_svd(centred(), backend());
      const double eps = std::numeric_limits<double>::epsilon();
      const double least =
          svd.singular.size() > 0 ? static_cast<double>(std::max(n_samples(), n_units())) * eps * svd.singular[0] : 0.0;
      Index rank = 0;
      while (rank < svd.singular.size() && svd.singular[rank] > least) ++rank;
      return Subspace{svd.left.leftCols(rank), svd.singular.head(rank), svd.right.leftCols(rank)};
    });
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
    OnDemand<double> squared_norm;
    OnDemand<MatrixX<double>> gram, scatter;
    OnDemand<Subspace> subspace;
  };

  void center() {
    MatrixX<double>& c = state_->centred;
    c = state_->values;
    if (c.size() == 0) return;
    const double noise = 4 * std::numeric_limits<double>::epsilon();
    for (Index j = 0; j < c.cols(); ++j) {
      const double largest = c.col(j).cwiseAbs().maxCoeff();
      c.col(j).array() -= c.col(j).mean();
      c.col(j).array() -= c.col(j).mean();
      if (c.col(j).cwiseAbs().maxCoeff() > noise * largest) continue;
      c.col(j).setZero();
      ++state_->n_constant;
    }
    const double largest = c.cwiseAbs().maxCoeff();
    if (largest > 0) state_->scale = std::ldexp(1.0, std::ilogb(largest));
    c /= state_->scale;
  }

  std::shared_ptr<State> state_;
};

}  // namespace syncact::representation
