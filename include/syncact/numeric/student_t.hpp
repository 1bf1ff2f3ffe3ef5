#pragma once
/// Student's t distribution, and the textbook p-value of a correlation under the only name it deserves here.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::numeric {

namespace detail {

/// The continued fraction of the incomplete beta function, DLMF 8.17.22, by Lentz's method.
inline double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  const auto nonzero = [](double v) { return std::abs(v) < tiny ? tiny : v; };
  double c = 1, d = 1 / nonzero(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m <= 500; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < 1e-16) break;  // after 500 terms it is as good as it gets: 1e-12 for a, b < 1e5
  }
  return value;
}

}  // namespace detail

/// Regularized incomplete beta function I_x(a, b) for a, b > 0 and x in [0, 1]. DLMF 8.17.
[[nodiscard]] inline double incomplete_beta(double a, double b, double x) {
  require(a > 0 && b > 0, "incomplete_beta", "a and b must be > 0", std::min(a, b));
  require(x >= 0 && x <= 1, "incomplete_beta", "x must lie in [0, 1]", x);
  if (x == 0 || x == 1) return x;
  const double log_front = std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
  const double front = std::exp(log_front);
  if (x < (a + 1) / (a + b + 2)) return front * detail::beta_fraction(a, b, x) / a;
  return 1 - front * detail::beta_fraction(b, a, 1 - x) / b;
}

/// P(t_df > t).
[[nodiscard]] inline double student_t_survival(double t, double df) {
  require(df > 0, "student_t_survival", "df must be > 0", df);
  if (std::isnan(t)) return t;
  if (std::isinf(t)) return t > 0 ? 0.0 : 1.0;
  const double half = 0.5 * incomplete_beta(df / 2, 0.5, df / (df + t * t));
  return t > 0 ? half : 1 - half;
}

/// Two-sided p of a Pearson correlation over n time points as the textbook has it, t = r sqrt((n-2)/(1-r^2)), df = n - 2.
/// It assumes that the n samples are independent. HRF-smoothed series are not: at a TR of 1 s about 40 % of unrelated pairs
/// come out below .05. For published comparisons and teaching only; use a null model for a conclusion.
/// NaN unless n > 2 and |r| <= 1.
[[nodiscard]] inline double p_assuming_independent_samples(double r, Index n) {
  if (!(std::abs(r) <= 1) || n <= 2) return std::numeric_limits<double>::quiet_NaN();
  const auto df = static_cast<double>(n - 2);
  return 2 * student_t_survival(std::abs(r) * std::sqrt(df / (1 - r * r)), df);
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
