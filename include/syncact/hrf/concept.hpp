#pragma once
/// What a hemodynamic response is.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <concepts>
#include <string_view>

#include "syncact/core/errors.hpp"
#include "syncact/core/seconds.hpp"

namespace syncact::inline v0_1::hrf {

/// The BOLD response h(t) to an impulse at t = 0, in seconds.
/// Axioms: h(t) = 0 for t < 0 and for t > duration(); h is finite everywhere and integrable; duration() >= 0 is finite.
/// The area need not differ from 0 (a derivative's is 0), but then a call that normalizes by the area throws.
template <class H>
concept HemodynamicResponse = std::copy_constructible<H> && requires(const H h, Seconds t) {
  { h(t) } -> std::same_as<double>;
  { h.duration() } -> std::same_as<Seconds>;
};

/// A response that knows its own integral.
/// Axiom: integral(t) is the integral of h from 0 to t; 0 for t <= 0, constant for t >= duration().
template <class H>
concept IntegrableResponse = HemodynamicResponse<H> && requires(const H h, Seconds t) {
  { h.integral(t) } -> std::same_as<double>;
};

/// A finite difference of two responses, (base() - varied()) / step(): how packages define HRF derivatives. Samplers and
/// convolutions normalize the two responses one by one, since the difference itself has no area.
template <class D>
concept DifferenceResponse = HemodynamicResponse<D> && requires(const D d) {
  { d.base() } -> HemodynamicResponse;
  { d.varied() } -> HemodynamicResponse;
  { d.step() } -> std::same_as<double>;
};

/// Throws ValueError unless the duration is finite and >= 0, the parameters are what the response itself demands (a member
/// validate(function), if it has one), and the step of a difference is > 0.
template <HemodynamicResponse H>
void require_valid(std::string_view function, const H& h) {
  const double duration = h.duration().count();
  require(std::isfinite(duration) && duration >= 0, function, "the duration of the response must be finite and >= 0 s",
          duration);
  if constexpr (requires { h.validate(function); }) h.validate(function);
  if constexpr (DifferenceResponse<H>) {
    require_valid(function, h.base());
    require(std::isfinite(h.step()) && h.step() > 0, function, "the step of a difference must be > 0", h.step());
  }
}

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
