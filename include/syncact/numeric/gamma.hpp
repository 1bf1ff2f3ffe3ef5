#pragma once
/// The gamma distribution, thread-safe (the C library's lgamma writes a global) and the same on every platform.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>

#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1::numeric {

/// ln Gamma(x) for x > 0: recurrence up to x >= 10, then Stirling's series (Abramowitz & Stegun 6.1.40).
[[nodiscard]] inline double log_gamma(double x) {
  double product = 1;
  for (; x < 10; x += 1) product *= x;
  const double r = 1 / (x * x);
  const double series =
      (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * 691.0 / 360360))))) / x;
  return (x - 0.5) * std::log(x) - x + 0.91893853320467274178 + series - std::log(product);
}

/// Density of the gamma distribution, x^(shape-1) e^-x / Gamma(shape), at x; 0 for x < 0.
/// Throws ValueError unless shape > 0.
[[nodiscard]] inline double gamma_density(double shape, double x) {
  require(shape > 0 && std::isfinite(shape), "hrf::gamma_density", "shape must be > 0", shape);
  if (!(x > 0)) return x == 0 && shape == 1 ? 1.0 : 0.0;
  return std::exp((shape - 1) * std::log(x) - x - log_gamma(shape));
}

/// Regularized lower incomplete gamma function P(shape, x) for shape > 0, correct to about 1e-14; 0 for x <= 0.
/// Throws ValueError unless shape > 0. The series (A&S 6.5.29) below x = shape + 1, the continued fraction (A&S 6.5.31,
/// modified Lentz) above.
[[nodiscard]] inline double regularized_gamma(double shape, double x) {
  require(shape > 0 && std::isfinite(shape), "hrf::regularized_gamma", "shape must be > 0", shape);
  if (!(x > 0)) return 0;
  const double factor = std::exp(shape * std::log(x) - x - log_gamma(shape));
  constexpr double eps = std::numeric_limits<double>::epsilon() / 4;
  constexpr int max_terms = 100000;  // about sqrt(shape) terms are needed; never reached below shape 1e9
  if (x < shape + 1) {
    double term = 1 / shape, sum = term;
    for (int n = 1; n < max_terms && term > eps * sum; ++n) {
      term *= x / (shape + n);
      sum += term;
    }
    return factor * sum;
  }
  double b = x + 1 - shape, c = 1e300, d = 1 / b, fraction = d;
  for (int n = 1; n < max_terms; ++n) {
    const double a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= c * d;
    if (std::abs(c * d - 1) <= 4 * eps) break;
  }
  return 1 - factor * fraction;
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
