#pragma once
/// Lasso codes of one signal by coordinate descent.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/duality_gap.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/linalg/sum_of_columns.hpp"

namespace syncact::inline v0_1::coding::detail {

/// Coordinate descent over an active set that grows by the atoms that violate optimality most, and Newton steps over the
/// active set once descent has come close or crawls. Every step lowers the objective.
/// Friedman, Hastie & Tibshirani, J. Stat. Softw. 33 (2010), section 2.2, "covariance updates"; Lee, Battle, Raina & Ng,
/// NIPS 2006, algorithm 1, steps 3 and 4 for the Newton step.
template <std::floating_point T>
class CoordinateDescent {
 public:
  /// gram [atom x atom] must outlive the object.
  CoordinateDescent(const linalg::ConstPanel<T>& gram, double alpha, bool positive, double tolerance, Index max_sweeps)
      : gram_(gram),
        alpha_(alpha),
        positive_(positive),
        tolerance_(tolerance),
        max_sweeps_(max_sweeps),
        q_(gram.rows()),
        next_(gram.rows()) {}

  /// Codes one signal from `code` [atom]. Descends to a given violation, which the gap is about proportional to; where that
  /// is not enough, a Newton step, which is exact if the active atoms are the right ones, and a smaller violation.
  CodingSummary encode(const Eigen::Ref<const VectorX<T>>& p, double squared_norm, Eigen::Ref<VectorX<T>> code) {
    Signal signal{p, code};
    active_.clear();
    for (Index k = 0; k < code.size(); ++k) {
      if (!(gram_(k, k) > 0) || (positive_ && code[k] < 0)) code[k] = 0;
      if (code[k] != 0) active_.push_back(static_cast<std::int32_t>(k));
    }
    refresh(signal);
    const double target = tolerance_ * 0.5 * squared_norm;
    const double smallest = static_cast<double>(std::numeric_limits<T>::epsilon());
    double slack = 0.1;
    for (Index sweeps = 0;; newton(signal)) {
      constexpr Index patience = 200;
      const Index taken = descend(signal, static_cast<T>(slack * alpha_), std::min(patience, max_sweeps_ - sweeps));
      sweeps += taken;
      if (slack < 1e-2) refresh(signal);  // a tight certificate must not rest on accumulated rounding
      const LassoCertificate now = certify(signal, squared_norm);
      const bool converged = now.gap <= target;
      if (converged || sweeps >= max_sweeps_ || slack < smallest || std::isnan(now.gap)) {
        const double relative = squared_norm > 0 ? std::max(now.gap, 0.0) / (0.5 * squared_norm) : now.gap;
        return {1, converged ? 1 : 0, sweeps, relative, relative, now.objective, now.squared_error};
      }
      if (taken < patience) slack *= std::clamp(0.5 * target / now.gap, 0.01, 0.5);
    }
  }

 private:
  struct Signal {
    const Eigen::Ref<const VectorX<T>>& p;
    Eigen::Ref<VectorX<T>>& code;
  };

  /// q = p - G code
  void refresh(const Signal& signal) {
    const VectorX<T> minus = -signal.code(active_);
    linalg::SumOfColumns<T>(gram_, active_, minus.data()).add(signal.p.data(), q_.data());
  }

  /// What the penalty bounds: q_k, or |q_k|.
  [[nodiscard]] T pull(Index k) const { return positive_ ? q_[k] : std::abs(q_[k]); }
  [[nodiscard]] T largest_pull() const {
    if (q_.size() == 0) return 0;
    return positive_ ? std::max(T(0), q_.template maxCoeff<Eigen::PropagateNaN>())
                     : q_.cwiseAbs().template maxCoeff<Eigen::PropagateNaN>();
  }

  /// Sweeps until no atom in play moves q by more than `limit` and no other violates optimality by more. Counts sweeps.
  Index descend(Signal& signal, T limit, Index max_sweeps) {
    const T penalty = static_cast<T>(alpha_);
    for (Index sweep = 1; sweep <= max_sweeps; ++sweep) {
      T largest = 0;
      for (const std::int32_t k : active_) largest = std::max(largest, update(signal, k, penalty));
      if (largest > limit) continue;
      const T bound = largest_pull();
      if (!(bound > penalty + limit)) return sweep;
      const T enough = penalty + T(0.5) * (bound - penalty);  // the worst, and others not much better
      for (std::int32_t k = 0; k < q_.size(); ++k) {
        if (pull(k) >= enough && std::find(active_.begin(), active_.end(), k) == active_.end()) active_.push_back(k);
      }
    }
    return max_sweeps;
  }

  /// The exact minimizer over one coordinate. Returns by how much it moved its own correlation.
  T update(Signal& signal, std::int32_t k, T penalty) {
    const T length = gram_(k, k);
    if (!(length > 0)) return 0;
    const T before = signal.code[k];
    const T z = q_[k] + length * before;
    const T after = z > penalty ? (z - penalty) / length : z < -penalty && !positive_ ? (z + penalty) / length : T(0);
    const T step = after - before;
    if (step == 0) return 0;
    signal.code[k] = after;
    const T minus = -step;
    linalg::SumOfColumns<T>(gram_, std::span(&k, 1), &minus).add(q_.data(), next_.data());
    q_.swap(next_);
    return std::abs(step) * length;
  }

  /// Newton steps for the present signs; where a sign would change, only so far, and that atom drops out. The Gram matrix
  /// of the active atoms may be singular: the ridge makes every step one of descent all the same.
  void newton(Signal& signal) {
    for (bool dropped = true; dropped;) {
      std::erase_if(active_, [&](Index k) { return signal.code[k] == 0; });
      const VectorX<double> a = signal.code(active_).template cast<double>();
      const VectorX<double> p = signal.p(active_).template cast<double>();
      MatrixX<double> gram = gram_(active_, active_).template cast<double>();
      const VectorX<double> slope = p - gram * a - alpha_ * a.cwiseSign();
      gram.diagonal().array() += 10 * static_cast<double>(std::numeric_limits<T>::epsilon()) * gram.trace();
      const VectorX<double> step = gram.llt().solve(slope);
      if (!step.allFinite()) break;
      const VectorX<double> room = -a.cwiseQuotient(step);  // steps until the sign changes, if positive
      double reach = 1;
      for (const double r : room) reach = r > 0 ? std::min(reach, r) : reach;
      dropped = reach < 1;
      for (Index i = 0; i < a.size(); ++i) {
        const bool at_zero = dropped && room[i] > 0 && room[i] <= reach;
        signal.code[nth(active_, i)] = at_zero ? T(0) : static_cast<T>(a[i] + reach * step[i]);
      }
    }
    refresh(signal);
  }

  [[nodiscard]] LassoCertificate certify(const Signal& signal, double squared_norm) const {
    double pa = 0, qa = 0, l1 = 0;
    for (const std::int32_t k : active_) {
      const double a = static_cast<double>(signal.code[k]);
      pa += a * static_cast<double>(signal.p[k]);
      qa += a * static_cast<double>(q_[k]);
      l1 += std::abs(a);
    }
    return certificate(squared_norm, pa, qa, l1, static_cast<double>(largest_pull()), alpha_);
  }

  const linalg::ConstPanel<T>& gram_;
  double alpha_;
  bool positive_;
  double tolerance_;
  Index max_sweeps_;
  VectorX<T> q_, next_;               // p - G code; room for the next
  std::vector<std::int32_t> active_;  // atoms in play
};

}  // namespace syncact::inline v0_1::coding::detail

#include "syncact/core/macros_on.hpp"
