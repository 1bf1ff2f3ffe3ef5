#pragma once
/// Certificates of the lasso: how far a code is, at most, from the best one.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::coding {

/// The price of a code: alpha sum_k w_k |a_k| + ridge/2 ||a||^2, and whether codes must not be negative.
struct LassoPenalty {
  double alpha = 0.1;             ///< > 0
  double ridge = 0.0;             ///< >= 0; > 0 makes it an elastic net
  bool positive = false;          ///< codes >= 0
  std::vector<double> weights{};  ///< [atom] w_k > 0; empty: all 1

  /// Throws ValueError for a parameter out of range, ShapeError unless there is a weight for each atom, or none.
  void validate(std::string_view function, Index n_atoms) const {
    require(alpha > 0, function, "alpha must be > 0", alpha);
    require(ridge >= 0 && std::isfinite(ridge), function, "ridge must be >= 0", ridge);
    if (weights.empty()) return;
    require_extent(function, "number of weights", n_atoms, static_cast<Index>(weights.size()));
    for (const double w : weights) require(w > 0 && std::isfinite(w), function, "each weight must be > 0", w);
  }

  [[nodiscard]] double weight(Index k) const { return weights.empty() ? 1.0 : nth(weights, k); }
};

/// What can be said of a code a of a signal x for F(a) = 1/2 ||x - Da||^2 + alpha sum_k w_k |a_k| + ridge/2 ||a||^2.
struct LassoCertificate {
  double objective = 0.0;      ///< F(a)
  double squared_error = 0.0;  ///< ||x - Da||^2
  double gap = 0.0;            ///< F(a) - min F is at most this; >= 0 up to rounding, 0 exactly at the minimum
  double kkt = 0.0;            ///< largest violation of the optimality conditions, as a share of alpha (of alpha w_k)
};

namespace detail {

/// F(a) and its gap from p'a, q'a, ||a||_1 and the largest |q_k| (for positive codes: q_k, at least 0), where p = D'x and
/// q = D'(x - Da). The dual of F is to maximize x'u - 1/2||u||^2 over |d_k'u| <= alpha (d_k'u <= alpha); u = s(x - Da) is
/// feasible for 0 <= s <= alpha/max|q|, and the best such s is tried. Everything follows from x'r = ||x||^2 - p'a and
/// ||r||^2 = x'r - q'a, r = x - Da.
inline LassoCertificate certificate(double squared_norm, double pa, double qa, double l1, double largest_q, double alpha) {
  const double xr = squared_norm - pa;
  const double rr = std::max(xr - qa, 0.0);
  double s = rr > 0 ? std::max(xr / rr, 0.0) : 0.0;
  if (largest_q > 0) s = std::min(s, alpha / largest_q);
  const double objective = 0.5 * rr + alpha * l1;
  if (std::isnan(largest_q)) s = largest_q;
  return {objective, rr, objective - (s * xr - 0.5 * s * s * rr), 0.0};
}

}  // namespace detail

/// Certifies one code from scratch, in double. gram [atom x atom], correlation and code [atom].
/// The optimality conditions are q_k = alpha sign(a_k) where a_k != 0, |q_k| <= alpha elsewhere; q = correlation - gram a.
/// A ridge adds sqrt(ridge) I below D and zeros below x; weights divide atoms; for positive codes q_k <= alpha is enough, and
/// a negative code has no finite objective. A gap is that of the lasso so changed.
/// Mairal, Bach & Ponce, "Sparse modeling for image and vision processing" (2014), section 5.2; for the gap see
/// Bach, Jenatton, Mairal & Obozinski, "Optimization with sparsity-inducing penalties" (2012), section 1.4; for the ridge Zou
/// & Hastie, J. R. Stat. Soc. B 67 (2005), lemma 1.
template <std::floating_point T>
[[nodiscard]] LassoCertificate certify_lasso(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                                             double squared_norm, const linalg::ConstPanel<T>& code,
                                             const LassoPenalty& penalty) {
  const VectorX<double> a = code.col(0).template cast<double>();
  const VectorX<double> p = correlation.col(0).template cast<double>();
  VectorX<double> q = p - penalty.ridge * a;
  for (Index k = 0; k < a.size(); ++k) {
    if (a[k] != 0) q -= a[k] * gram.col(k).template cast<double>();
  }
  double kkt = 0, l1 = 0, largest_q = 0;
  for (Index k = 0; k < a.size(); ++k) {
    const double w = penalty.weight(k), pull = (penalty.positive ? std::max(q[k], 0.0) : std::abs(q[k])) / w;
    const double violation = a[k] != 0 ? std::abs(q[k] / w - std::copysign(penalty.alpha, a[k])) : pull - penalty.alpha;
    if (!(violation <= kkt)) kkt = violation;
    if (!(pull <= largest_q)) largest_q = pull;
    l1 += w * std::abs(a[k]);
    if (penalty.positive && a[k] < 0) kkt = l1 = std::numeric_limits<double>::infinity();
  }
  LassoCertificate result = detail::certificate(squared_norm, p.dot(a), q.dot(a), l1, largest_q, penalty.alpha);
  result.squared_error -= penalty.ridge * a.squaredNorm();
  result.kkt = kkt / penalty.alpha;
  return result;
}

/// The plain lasso.
template <std::floating_point T>
[[nodiscard]] LassoCertificate certify_lasso(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                                             double squared_norm, const linalg::ConstPanel<T>& code, double alpha) {
  return certify_lasso<T>(gram, correlation, squared_norm, code, LassoPenalty{.alpha = alpha});
}

}  // namespace syncact::inline v0_1::coding

#include "syncact/core/macros_on.hpp"
