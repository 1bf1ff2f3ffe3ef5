#pragma once
/// Whether two correlations with the same variable differ: two models on one brain.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/core/errors.hpp"
#include "syncact/numeric/normal.hpp"
#include "syncact/numeric/student_t.hpp"

namespace syncact::inline v0_1::stats {

/// A statistic of the difference of r12 and r13, and its two-sided p.
struct CorrelationDifference {
  double statistic;
  double p;
};

namespace detail {

inline void require_correlations(const char* function, double r12, double r13, double r23, Index n) {
  for (const double r : {r12, r13, r23}) require(r > -1 && r < 1, function, "each correlation must lie in (-1, 1)", r);
  require(n >= 4, function, "the number of samples must be >= 4", n);
}

}  // namespace detail

/// Williams' t with n - 3 degrees of freedom: (r12 - r13) sqrt((n-1)(1+r23) / (2 (n-1)/(n-3) |R| + (r12+r13)^2/4 (1-r23)^3)),
/// |R| = 1 - r12^2 - r13^2 - r23^2 + 2 r12 r13 r23. Supposes n independent normal samples: with series in time give it
/// conditions or models, not scans. Williams, J. R. Stat. Soc. B 21 (1959) 396; Steiger, Psychol. Bull. 87 (1980) 245, eq. 7.
/// Throws ValueError unless the correlations lie in (-1, 1) and n >= 4.
[[nodiscard]] inline CorrelationDifference williams(double r12, double r13, double r23, Index n) {
  detail::require_correlations("williams", r12, r13, r23, n);
  const auto count = static_cast<double>(n);
  const double determinant = 1 - r12 * r12 - r13 * r13 - r23 * r23 + 2 * r12 * r13 * r23, mean = (r12 + r13) / 2;
  const double scale = 2 * (count - 1) / (count - 3) * determinant + mean * mean * std::pow(1 - r23, 3);
  const double t = (r12 - r13) * std::sqrt((count - 1) * (1 + r23) / scale);
  return {t, 2 * numeric::student_t_survival(std::abs(t), count - 3)};
}

/// Meng, Rosenthal and Rubin's z: (artanh r12 - artanh r13) sqrt((n-3) / (2 (1-r23) h)), h = (1 - f m)/(1 - m),
/// f = min(1, (1-r23) / (2 (1-m))), m = (r12^2 + r13^2)/2. Psychol. Bull. 111 (1992) 172. Supposes and throws as williams().
[[nodiscard]] inline CorrelationDifference meng(double r12, double r13, double r23, Index n) {
  detail::require_correlations("meng", r12, r13, r23, n);
  const double m = (r12 * r12 + r13 * r13) / 2, f = std::min(1.0, (1 - r23) / (2 * (1 - m))), h = (1 - f * m) / (1 - m);
  const double z = (std::atanh(r12) - std::atanh(r13)) * std::sqrt((static_cast<double>(n) - 3) / (2 * (1 - r23) * h));
  return {z, numeric::two_sided_normal_p(z)};
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
