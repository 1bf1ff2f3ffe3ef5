#pragma once
/// Certificates of the lasso: how far a code is, at most, from the best one.
#include <algorithm>
#include <cmath>

#include "syncact/linalg/backend.hpp"

namespace syncact::coding {

/// What can be said of a code a of a signal x for F(a) = 1/2 ||x - Da||^2 + alpha ||a||_1.
struct LassoCertificate {
  double objective = 0.0;      ///< F(a)
  double squared_error = 0.0;  ///< ||x - Da||^2
  double gap = 0.0;            ///< F(a) - min F is at most this; >= 0 up to rounding, 0 exactly at the minimum
  double kkt = 0.0;            ///< largest violation of the optimality conditions, as a share of alpha
};

namespace detail {

/// F(a) and its gap from p'a, q'a, ||a||_1 and max|q|, where p = D'x and q = D'(x - Da).
/// The dual of F is to maximise x'u - 1/2||u||^2 over |d_k'u| <= alpha; u = s(x - Da) is feasible for |s| <= alpha/max|q|,
/// and the best such s is tried. Everything follows from x'r = ||x||^2 - p'a and ||r||^2 = x'r - q'a, r = x - Da.
inline LassoCertificate certificate(double squared_norm, double pa, double qa, double l1, double largest_q, double alpha) {
  const double xr = squared_norm - pa;
  const double rr = std::max(xr - qa, 0.0);
  double s = rr > 0 ? xr / rr : 0.0;
  if (largest_q > 0) s = std::clamp(s, -alpha / largest_q, alpha / largest_q);
  const double objective = 0.5 * rr + alpha * l1;
  if (std::isnan(largest_q)) s = largest_q;
  return {objective, rr, objective - (s * xr - 0.5 * s * s * rr), 0.0};
}

}  // namespace detail

/// Certifies one code from scratch, in double. gram [atom x atom], correlation and code [atom], alpha > 0.
/// The optimality conditions are q_k = alpha sign(a_k) where a_k != 0, |q_k| <= alpha elsewhere; q = correlation - gram a.
/// Mairal, Bach & Ponce, "Sparse modeling for image and vision processing" (2014), section 5.2; for the gap see
/// Bach, Jenatton, Mairal & Obozinski, "Optimization with sparsity-inducing penalties" (2012), section 1.4.
template <std::floating_point T>
[[nodiscard]] LassoCertificate certify_lasso(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                                             double squared_norm, const linalg::ConstPanel<T>& code, double alpha) {
  const VectorX<double> a = code.col(0).template cast<double>();
  const VectorX<double> p = correlation.col(0).template cast<double>();
  VectorX<double> q = p;
  for (Index k = 0; k < a.size(); ++k) {
    if (a[k] != 0) q -= a[k] * gram.col(k).template cast<double>();
  }
  double kkt = 0;
  for (Index k = 0; k < a.size(); ++k) {
    const double violation = a[k] != 0 ? std::abs(q[k] - std::copysign(alpha, a[k])) : std::max(std::abs(q[k]) - alpha, 0.0);
    if (!(violation <= kkt)) kkt = violation;
  }
  const double largest_q = q.size() > 0 ? q.cwiseAbs().maxCoeff<Eigen::PropagateNaN>() : 0.0;
  LassoCertificate result = detail::certificate(squared_norm, p.dot(a), q.dot(a), a.lpNorm<1>(), largest_q, alpha);
  result.kkt = kkt / alpha;
  return result;
}

}  // namespace syncact::coding
