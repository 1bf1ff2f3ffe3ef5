#pragma once
/// The axioms of hemodynamic responses, as checks for your own.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/core/seconds.hpp"
#include "syncact/hrf/integral.hpp"
#include "syncact/laws/report.hpp"

namespace syncact::inline v0_1::laws {

/// Axioms of hrf::HemodynamicResponse, on a grid of 1/16 s: zero outside [0, duration], finite, the same value twice.
template <hrf::HemodynamicResponse H>
[[nodiscard]] Report check_hemodynamic_response(const H& h) {
  Report report;
  const double duration = h.duration().count();
  report.expect(std::isfinite(duration) && duration >= 0, "duration is finite and not negative", duration);
  if (!report.ok()) return report;
  for (const double t : {-1e-9, -0.5, -7.0, -1e6}) {
    report.expect(h(Seconds{t}) == 0, "h(t) = 0 for t < 0", "h(", t, ") = ", h(Seconds{t}));
  }
  for (const double t : {1e-6 * (1 + duration), 0.5, 7.0, 1e6}) {
    const double after = h(Seconds{duration + t});
    report.expect(after == 0, "h(t) = 0 for t > duration", "h(", duration + t, ") = ", after);
  }
  const auto n = static_cast<Index>(std::min(1e6, 16 * duration));
  for (Index i = 0; i <= n; ++i) {
    const Seconds t{static_cast<double>(i) / 16};
    report.expect(std::isfinite(h(t)), "h is finite", "h(", t.count(), ") = ", h(t));
    report.expect(h(t) == H(h)(t), "a copy gives the same value", "at ", t.count(), " s");
  }
  return report;
}

/// Axioms of hrf::IntegrableResponse: integral(t) equals Gauss-Legendre quadrature of h within `tolerance` times the largest
/// |integral|, is 0 before 0 and constant after the duration.
template <hrf::IntegrableResponse H>
[[nodiscard]] Report check_integrable_response(const H& h, double tolerance = 1e-10) {
  Report report;
  const double duration = h.duration().count();
  constexpr Index n = 8192;  // panels short enough for a kink inside one of them
  const double panel = duration / n;
  double quadrature = 0, scale = 0;
  for (Index i = 1; i <= n; ++i) scale = std::max(scale, std::abs(h.integral(Seconds{panel * static_cast<double>(i)})));
  for (Index i = 0; i < n; ++i) {
    const double from = panel * static_cast<double>(i), to = panel * static_cast<double>(i + 1);
    quadrature += hrf::detail::quadrature(h, from, to);
    if (i % 64 != 63) continue;
    report.expect_near(h.integral(Seconds{to}), quadrature, tolerance * scale, "integral equals quadrature");
  }
  report.expect(h.integral(Seconds{0}) == 0, "integral(0) = 0", h.integral(Seconds{0}));
  report.expect(h.integral(Seconds{-3}) == 0, "integral is 0 before 0", h.integral(Seconds{-3}));
  report.expect(h.integral(Seconds{duration + 9}) == h.integral(h.duration()), "integral is constant after the duration",
                h.integral(Seconds{duration + 9}), " and ", h.integral(h.duration()));
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
