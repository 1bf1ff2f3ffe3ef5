#pragma once
/// From Student's t to the z of the same probability.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "syncact/numeric/student_t.hpp"

namespace syncact::inline v0_1::numeric {

namespace detail {

/// log P(t_df > t) for t > 0, also where the probability itself underflows.
[[nodiscard]] inline double log_t_survival(double t, double df) {
  const double a = df / 2, b = 0.5, x = df / (df + t * t);
  if (x >= (a + 1) / (a + b + 2) || !(x > 0)) return std::log(numeric::student_t_survival(t, df));
  const double log_front = std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
  return log_front + std::log(detail::beta_fraction(a, b, x) / a) - std::numbers::ln2;
}

/// log P(Z > z) for z >= 0: beyond 20 by the asymptotic series of Mills' ratio, off by less than 1e-9 there.
[[nodiscard]] inline double log_normal_survival(double z) {
  if (z < 20) return std::log(0.5 * std::erfc(z / std::numbers::sqrt2));
  const double i = 1 / (z * z);
  return -0.5 * z * z - std::log(z * std::sqrt(2 * std::numbers::pi)) + std::log1p(i * (-1 + i * (3 - i * (15 - 105 * i))));
}

}  // namespace detail

/// The z with P(Z > z) = P(t_df > t). Any size of t: solved for the logarithm of the probability, by Newton's method.
/// +-infinity stays, NaN gives NaN. Throws ValueError unless df > 0.
[[nodiscard]] inline double z_from_t(double t, double df) {
  require(df > 0, "z_from_t", "df must be > 0", df);
  if (t == 0 || std::isnan(t) || std::isinf(t)) return t;
  const double target = detail::log_t_survival(std::abs(t), df);
  double z = std::min(std::abs(t), std::sqrt(-2 * target));  // z is below both
  for (int i = 0; i < 100; ++i) {
    const double now = detail::log_normal_survival(z);
    const double slope = -std::exp(-0.5 * z * z - 0.5 * std::log(2 * std::numbers::pi) - now);  // d log P / dz
    const double step = (target - now) / slope;
    z += step;
    if (std::abs(step) <= 1e-14 * std::abs(z)) break;  // after 100 steps it is as good as it gets; 10 are enough
  }
  return std::copysign(z, t);
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
