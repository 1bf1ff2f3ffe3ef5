#pragma once
/// Lasso codes by coordinate descent on the Gram matrix.
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/duality_gap.hpp"

namespace syncact::coding {

/// Minimises 1/2 ||x - Da||^2 + alpha ||a||_1 for each signal: coordinate descent over an active set that grows by the
/// atom that violates optimality most, from the codes passed in, and Newton steps over the active set once descent has come
/// close or crawls. A signal has converged when its duality gap is at most
/// tolerance * ||x||^2 / 2; the residual of the summary is the gap as a share of ||x||^2 / 2.
///
/// With float data D'D and D'X are float, and the gap is that of the problem they state, evaluated in double.
/// Atoms may outnumber time points and may repeat: the code is then one of the minimisers, and the gap still closes.
/// alpha = 0 is not a lasso (no gap certifies it, no code is sparse) and is refused.
/// Friedman, Hastie & Tibshirani, "Regularization paths for generalized linear models via coordinate descent", J. Stat.
/// Softw. 33 (2010), section 2.2, "covariance updates"; Lee, Battle, Raina & Ng, "Efficient sparse coding algorithms", NIPS
/// 2006, algorithm 1, steps 3 and 4 for the Newton step.
struct LassoCd {
  double alpha = 0.1;            ///< > 0; in units of D'X: a correlation if signals and atoms have norm 1
  double tolerance = 1e-6;       ///< > 0; relative duality gap
  Index max_iterations = 10000;  ///< >= 1; sweeps over the active set, per signal

  /// A gap of 1 % is enough while the atoms still move.
  [[nodiscard]] LassoCd relaxed() const { return {alpha, std::max(tolerance, 1e-2), max_iterations}; }

  /// Throws ValueError for a parameter out of range, ShapeError if the arguments do not fit. See SparseCoder.
  /// Templates, so that they are compiled where they are called, not in every file that includes this one.
  template <class = void>
  CodingSummary encode(linalg::ConstPanel<float> gram, linalg::ConstPanel<float> correlation,
                       std::span<const double> squared_norms, linalg::Panel<float> codes) const {
    return encode_all<float>(gram, correlation, squared_norms, codes);
  }
  template <class = void>
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

  /// Descends to a given violation, which the gap is about proportional to; where that is not enough, a Newton step, which
  /// is exact if the active atoms are the right ones, and a smaller violation.
  template <std::floating_point T>
  void solve(Signal<T>& signal, double squared_norm, CodingSummary& summary) const {
    signal.active.clear();
    for (Index k = 0; k < signal.code.size(); ++k) {
      if (!(signal.gram(k, k) > 0)) signal.code[k] = 0;
      if (signal.code[k] != 0) signal.active.push_back(k);
    }
    signal.refresh();
    const double target = tolerance * 0.5 * squared_norm;
    const double smallest = static_cast<double>(std::numeric_limits<T>::epsilon());
    double slack = 0.1;
    for (Index sweeps = 0;; newton(signal)) {
      constexpr Index patience = 200;
      const Index taken = descend(signal, static_cast<T>(slack * alpha), std::min(patience, max_iterations - sweeps));
      sweeps += taken;
      if (slack < 1e-2) signal.refresh();  // a tight certificate must not rest on accumulated rounding
      const LassoCertificate now = certify(signal, squared_norm);
      const bool converged = now.gap <= target;
      if (converged || sweeps >= max_iterations || slack < smallest || std::isnan(now.gap)) {
        const double relative = squared_norm > 0 ? std::max(now.gap, 0.0) / (0.5 * squared_norm) : now.gap;
        return summary.merge({1, converged ? 1 : 0, sweeps, relative, relative, now.objective, now.squared_error});
      }
      if (taken < patience) slack *= std::clamp(0.5 * target / now.gap, 0.01, 0.5);
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

  /// Newton steps for the present signs; where a sign would change, only so far, and that atom drops out. The Gram matrix
  /// of the active atoms may be singular: the ridge makes every step one of descent all the same.
  template <std::floating_point T>
  void newton(Signal<T>& signal) const {
    for (bool dropped = true; dropped;) {
      std::erase_if(signal.active, [&](Index k) { return signal.code[k] == 0; });
      const auto& active = signal.active;
      const VectorX<double> a = signal.code(active).template cast<double>();
      const VectorX<double> p = signal.p(active).template cast<double>();
      MatrixX<double> gram = signal.gram(active, active).template cast<double>();
      const VectorX<double> slope = p - gram * a - alpha * a.cwiseSign();
      gram.diagonal().array() += 10 * static_cast<double>(std::numeric_limits<T>::epsilon()) * gram.trace();
      const VectorX<double> step = gram.llt().solve(slope);
      if (!step.allFinite()) break;
      const VectorX<double> room = -a.cwiseQuotient(step);  // steps until the sign changes, if positive
      double reach = 1;
      for (const double r : room) reach = r > 0 ? std::min(reach, r) : reach;
      dropped = reach < 1;
      for (Index i = 0; i < a.size(); ++i) {
        const bool at_zero = dropped && room[i] > 0 && room[i] <= reach;
        signal.code[active[static_cast<std::size_t>(i)]] = at_zero ? T(0) : static_cast<T>(a[i] + reach * step[i]);
      }
    }
    signal.refresh();
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
    const T largest_q = signal.q.size() > 0 ? signal.q.cwiseAbs().template maxCoeff<Eigen::PropagateNaN>() : T(0);
    return detail::certificate(squared_norm, pa, qa, l1, static_cast<double>(largest_q), alpha);
  }
};

static_assert(SparseCoder<LassoCd, float> && SparseCoder<LassoCd, double> && RelaxableCoder<LassoCd>);

}  // namespace syncact::coding
