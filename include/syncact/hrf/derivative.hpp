#pragma once
/// Derivatives of a response as the packages define them: one-sided finite differences.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/options.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/hrf/concept.hpp"
#include "syncact/hrf/integral.hpp"

namespace syncact::inline v0_1::hrf {

/// The response, later by `by` and still cut off where it was.
template <HemodynamicResponse H>
struct Delayed {
  H response{};
  Seconds by{0};  ///< >= 0

  [[nodiscard]] double operator()(Seconds t) const { return t <= duration() ? response(t - by) : 0.0; }
  [[nodiscard]] Seconds duration() const { return response.duration(); }
  [[nodiscard]] double integral(Seconds t) const { return hrf::integral(response, std::min(t, duration()) - by); }
};

/// (h(t) - h(t - delta)) / delta. SPM takes delta = 1 s, nilearn 0.1 s.
template <HemodynamicResponse H>
struct TimeDerivative {
  H response{};
  double delta = 0.1;  ///< > 0 [s]

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    if constexpr (HasOptions<H>) H::options(self.response, option);
    option("delta", self.delta, "step of the difference, > 0 [s]");
  }

  [[nodiscard]] H base() const { return response; }
  [[nodiscard]] Delayed<H> varied() const { return {response, Seconds{delta}}; }
  [[nodiscard]] double step() const { return delta; }

  [[nodiscard]] double operator()(Seconds t) const { return (base()(t) - varied()(t)) / delta; }
  [[nodiscard]] Seconds duration() const { return response.duration(); }
  [[nodiscard]] double integral(Seconds t) const { return (hrf::integral(response, t) - varied().integral(t)) / delta; }
};

/// A response whose width is a member `dispersion`.
template <class H>
concept Dispersed = HemodynamicResponse<H> && requires(H h) {
  { h.dispersion } -> std::same_as<double&>;
};

/// (h(t) - h(t; dispersion + delta)) / delta. SPM and nilearn take delta = 0.01 s.
template <Dispersed H>
struct DispersionDerivative {
  H response{};
  double delta = 0.01;  ///< > 0 [s]

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    if constexpr (HasOptions<H>) H::options(self.response, option);
    option("delta", self.delta, "step of the difference, > 0 [s]");
  }

  [[nodiscard]] H base() const { return response; }
  [[nodiscard]] H varied() const {
    H wider = response;
    wider.dispersion += delta;
    return wider;
  }
  [[nodiscard]] double step() const { return delta; }

  [[nodiscard]] double operator()(Seconds t) const { return (base()(t) - varied()(t)) / delta; }
  [[nodiscard]] Seconds duration() const { return response.duration(); }
  [[nodiscard]] double integral(Seconds t) const { return (hrf::integral(response, t) - hrf::integral(varied(), t)) / delta; }
};

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
