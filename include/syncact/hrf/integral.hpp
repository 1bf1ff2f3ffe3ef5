#pragma once
/// The area under a response.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "syncact/core/seconds.hpp"
#include "syncact/hrf/concept.hpp"

namespace syncact::inline v0_1::hrf {

namespace detail {

/// Composite 8-point Gauss-Legendre quadrature of h over [from, to] in panels of at most 1/8 s, cut at whole multiples of
/// 1/8 s so that the pieces of an interval add up to the whole.
template <HemodynamicResponse H>
double quadrature(const H& h, double from, double to) {
  constexpr std::array<double, 4> node{0.18343464249564980494, 0.52553240991632898582, 0.79666647741362673959,
                                       0.96028985649753623168};
  constexpr std::array<double, 4> weight{0.36268378337836198297, 0.31370664587788728734, 0.22238103445337447054,
                                         0.10122853629037625915};
  constexpr double panels_per_second = 8;
  double sum = 0;
  for (double a = from; a < to;) {
    const double b = std::min(to, (std::floor(a * panels_per_second) + 1) / panels_per_second);
    const double middle = (a + b) / 2, half = (b - a) / 2;
    for (std::size_t i = 0; i < node.size(); ++i) {
      sum += half * weight[i] * (h(Seconds{middle - half * node[i]}) + h(Seconds{middle + half * node[i]}));
    }
    a = b;
  }
  return sum;
}

}  // namespace detail

/// Integral of h over [from, to]: exact where the response knows its integral, else by quadrature (relative error below
/// 1e-12 for a response that is smooth but for jumps at multiples of 1/8 s).
template <HemodynamicResponse H>
[[nodiscard]] double integral(const H& h, Seconds from, Seconds to) {
  from = std::clamp(from, Seconds{0}, h.duration());
  to = std::clamp(to, Seconds{0}, h.duration());
  if constexpr (IntegrableResponse<H>) {
    return h.integral(to) - h.integral(from);
  } else {
    return from <= to ? detail::quadrature(h, from.count(), to.count()) : -detail::quadrature(h, to.count(), from.count());
  }
}

/// Integral of h from 0 to t [s].
template <HemodynamicResponse H>
[[nodiscard]] double integral(const H& h, Seconds t) {
  if constexpr (IntegrableResponse<H>) {
    return h.integral(t);
  } else {
    return integral(h, Seconds{0}, t);
  }
}

/// The whole area of h. Throws ValueError if it is 0 beyond rounding: such a response cannot be brought to unit area.
template <HemodynamicResponse H>
[[nodiscard]] double area(const H& h) {
  require_valid("hrf::area", h);
  const double total = integral(h, h.duration());
  require(std::isfinite(total) && total != 0, "hrf::area", "the area of a response that is normalized must be finite and not 0",
          total);
  return total;
}

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
