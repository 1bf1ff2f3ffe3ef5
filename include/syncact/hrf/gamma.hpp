#pragma once
/// A single gamma density as hemodynamic response.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/core/seconds.hpp"
#include "syncact/hrf/concept.hpp"
#include "syncact/numeric/gamma.hpp"

namespace syncact::inline v0_1::hrf {

/// h(t) = amplitude * G(t - onset; shape, scale),  G(x; k, s) = x^(k-1) e^(-x/s) / (s^k Gamma(k)), cut off at `length`.
struct Gamma {
  double shape = 6;      ///< > 0
  double scale = 1;      ///< > 0 [s]
  double onset = 0;      ///< the response starts this late [s]
  double amplitude = 1;  ///< area of the uncut response
  Seconds length{32};    ///< beyond it the response is 0

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("shape", self.shape, "> 0");
    option("scale", self.scale, "> 0 [s]");
    option("onset", self.onset, "the response starts this late [s]");
    option("length", self.length, "beyond it the response is 0");
  }

  /// Boynton et al., J Neurosci 16 (1996), eq. 3, with n = 3, tau = 1.08 s, delay 2.05 s (area 1).
  [[nodiscard]] static Gamma boynton() { return {.shape = 3, .scale = 1.08, .onset = 2.05}; }
  /// Gamma density of mean lag 6 s and standard deviation 3 s, FSL FEAT's default gamma.
  [[nodiscard]] static Gamma fsl() { return {.shape = 4, .scale = 1.5}; }
  /// AFNI's GAM: (t/(p q))^p e^(p - t/q), peak 1 at t = p q; Cohen, NeuroImage 6 (1997).
  [[nodiscard]] static Gamma afni_gam(double p = 8.6, double q = 0.547) {
    return {.shape = p + 1, .scale = q, .amplitude = q / numeric::gamma_density(p + 1, p)};
  }

  /// Throws ValueError unless it is a density: called by whatever uses a response.
  void validate(std::string_view function) const {
    require(std::isfinite(shape) && shape > 0, function, "shape of the response must be > 0", shape);
    require(std::isfinite(scale) && scale > 0, function, "scale of the response must be > 0 s", scale);
    require(std::isfinite(onset), function, "onset of the response must be finite", onset);
  }

  [[nodiscard]] double operator()(Seconds t) const {
    if (!(t.count() >= 0 && t <= length)) return 0;
    return amplitude / scale * numeric::gamma_density(shape, (t.count() - onset) / scale);
  }
  [[nodiscard]] Seconds duration() const { return length; }
  [[nodiscard]] double integral(Seconds t) const {
    const auto cumulative = [&](double s) { return numeric::regularized_gamma(shape, (s - onset) / scale); };
    return amplitude * (cumulative(std::clamp(t, Seconds{0}, length).count()) - cumulative(0));
  }
  friend bool operator==(const Gamma&, const Gamma&) = default;
};

static_assert(IntegrableResponse<Gamma>);

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
