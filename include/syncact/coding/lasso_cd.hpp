#pragma once
/// Lasso codes by coordinate descent on the Gram matrix.
#include <algorithm>
#include <limits>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/duality_gap.hpp"

namespace syncact::coding {

/// Minimises 1/2 ||x - Da||^2 + alpha ||a||_1 for each signal: coordinate descent over an active set that grows by the
/// atom that violates optimality most, from the codes passed in. A signal has converged when its duality gap is at most
/// tolerance * ||x||^2 / 2; the residual of the summary is the gap as a share of ||x||^2 / 2.
///
/// With float data D'D and D'X are float, and the gap is that of the problem they state, evaluated in double.
/// Atoms may outnumber time points and may repeat: the code is then one of the minimisers, and the gap still closes.
/// alpha = 0 is not a lasso (no gap certifies it, no code is sparse) and is refused.
/// Friedman, Hastie & Tibshirani, "Regularization paths for generalized linear models via coordinate descent", J. Stat.
/// Softw. 33 (2010), section 2.2, "covariance updates".
struct LassoCd {
  double alpha = 0.1;            ///< > 0; in units of D'X: a correlation if signals and atoms have norm 1
  double tolerance = 1e-6;       ///< > 0; relative duality gap
  Index max_iterations = 10000;  ///< >= 1; sweeps over the active set, per signal

  /// A gap of 1 % is enough while the atoms still move.
  [[nodiscard]] LassoCd relaxed() const { return {alpha, std::max(tolerance, 1e-2), max_iterations}; }

  /// Throws ValueError for a parameter out of range, ShapeError if the arguments do not fit. See SparseCoder.
  CodingSummary encode(linalg::ConstPanel<float> gram, linalg::ConstPanel<float> correlation,
                       std::span<const double> squared_norms, linalg::Panel<float> codes) const {
    return encode_all<float>(gram, correlation, squared_norms, codes);
  }
  CodingSummary encode(linalg::ConstPanel<double> gram, linalg::ConstPanel<double> correlation,
                       std::span<const double> squared_norms, linalg::Panel<double> codes) const {
    return encode_all<double>(gram, correlation, squared_norms, codes);
  }

 private:
  /// One signal being coded: its codes, the residual's correlation q = p - G code, and the atoms in play.
  template <std::floating_point T>
  struct Signal {
    const linalg::ConstPanel<T>& gram;
    Eigen::Ref<const VectorX<T>> p;
    Eigen::Ref<VectorX<T>> code;
    VectorX<T>& q;
    std::vector<Index>& active;

    void refresh() {
      q = p;
      for (const Index k : active) q.noalias() -= code[k] * gram.col(k);
    }
  };

  template <std::floating_point T>
  CodingSummary encode_all(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                           std::span<const double> squared_norms, linalg::Panel<T>& codes) const {
    require(alpha > 0, "LassoCd", "alpha must be > 0", alpha);
    require(tolerance > 0, "LassoCd", "tolerance must be > 0", tolerance);
    require(max_iterations >= 1, "LassoCd", "max_iterations must be >= 1", max_iterations);
    detail::require_coding_shapes<T>("LassoCd", gram, correlation, squared_norms, codes);
    CodingSummary summary;
    VectorX<T> q(gram.rows());
    std::vector<Index> active;
    for (Index i = 0; i < correlation.cols(); ++i) {
      Signal<T> signal{gram, correlation.col(i), codes.col(i), q, active};
      solve(signal, squared_norms[static_cast<std::size_t>(i)], summary);
    }
    return summary;
  }

  /// Alternates descent to a given violation with a look at the gap, which is about proportional to it.
  template <std::floating_point T>
  void solve(Signal<T>& signal, double squared_norm, CodingSummary& summary) const {
    signal.active.clear();
    for (Index k = 0; k < signal.code.size(); ++k) {
      if (!(signal.gram(k, k) > 0)) signal.code[k] = 0;
      if (signal.code[k] != 0) signal.active.push_back(k);
    }
    signal.refresh();
    const double target = tolerance * 0.5 * squared_norm;
    double slack = std::min(0.3, 10 * tolerance);
    Index sweeps = 0;
    while (true) {
      sweeps += descend(signal, static_cast<T>(slack * alpha), max_iterations - sweeps);
      if (slack < 1e-3) signal.refresh();  // a tight certificate must not rest on accumulated rounding
      const LassoCertificate now = certify(signal, squared_norm);
      const bool converged = now.gap <= target;
      const bool exhausted = sweeps >= max_iterations || slack < static_cast<double>(std::numeric_limits<T>::epsilon());
      if (converged || exhausted) {
        const double relative = squared_norm > 0 ? std::max(now.gap, 0.0) / (0.5 * squared_norm) : now.gap;
        return summary.merge({1, converged ? 1 : 0, sweeps, relative, relative, now.objective, now.squared_error});
      }
      slack *= std::clamp(0.5 * target / now.gap, 0.01, 0.5);
    }
  }

  /// Sweeps until no atom in play moves q by more than `limit` and no other violates |q| <= alpha by more. Counts sweeps.
  template <std::floating_point T>
  Index descend(Signal<T>& signal, T limit, Index max_sweeps) const {
    const T penalty = static_cast<T>(alpha);
    for (Index sweep = 1; sweep <= max_sweeps; ++sweep) {
      T largest = 0;
      for (const Index k : signal.active) largest = std::max(largest, update(signal, k, penalty));
      if (largest > limit) continue;
      const T bound = signal.q.size() > 0 ? signal.q.cwiseAbs().maxCoeff() : T(0);
      if (!(bound > penalty + limit)) return sweep;
      Index worst = 0;
      while (std::abs(signal.q[worst]) != bound) ++worst;
      if (std::find(signal.active.begin(), signal.active.end(), worst) == signal.active.end()) signal.active.push_back(worst);
    }
    return max_sweeps;
  }

  /// The exact minimiser over one coordinate. Returns by how much it moved its own correlation.
  template <std::floating_point T>
  static T update(Signal<T>& signal, Index k, T penalty) {
    const T length = signal.gram(k, k);
    if (!(length > 0)) return 0;
    const T before = signal.code[k];
    const T z = signal.q[k] + length * before;
    const T after = z > penalty ? (z - penalty) / length : z < -penalty ? (z + penalty) / length : T(0);
    const T step = after - before;
    if (step == 0) return 0;
    signal.code[k] = after;
    signal.q.noalias() -= step * signal.gram.col(k);
    return std::abs(step) * length;
  }

  template <std::floating_point T>
  LassoCertificate certify(const Signal<T>& signal, double squared_norm) const {
    double pa = 0, qa = 0, l1 = 0;
    for (const Index k : signal.active) {
      const double a = static_cast<double>(signal.code[k]);
      pa += a * static_cast<double>(signal.p[k]);
      qa += a * static_cast<double>(signal.q[k]);
      l1 += std::abs(a);
    }
    const double largest_q = signal.q.size() > 0 ? static_cast<double>(signal.q.cwiseAbs().maxCoeff()) : 0.0;
    return detail::certificate(squared_norm, pa, qa, l1, largest_q, alpha);
  }
};

static_assert(SparseCoder<LassoCd, float> && SparseCoder<LassoCd, double> && RelaxableCoder<LassoCd>);

}  // namespace syncact::coding
