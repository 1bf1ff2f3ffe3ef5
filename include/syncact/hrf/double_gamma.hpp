#pragma once
/// The canonical response: a gamma density minus a later, smaller one.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/seconds.hpp"
#include "syncact/hrf/gamma.hpp"

namespace syncact::inline v0_1::hrf {

/// h(t) = amplitude * (G(t - onset; delay/dispersion, dispersion)
///                     - ratio * G(t - onset; undershoot/undershoot_dispersion, undershoot_dispersion)), cut at `length`,
/// with G(x; k, s) = x^(k-1) e^(-x/s) / (s^k Gamma(k)), so that delay and undershoot are the means of the two densities.
/// Friston et al., NeuroImage 7 (1998); Glover, NeuroImage 9 (1999). Area amplitude * (1 - ratio), but for the cut.
struct DoubleGamma {
  double delay = 6;                  ///< mean of the response [s]
  double undershoot = 16;            ///< mean of the undershoot [s]
  double dispersion = 1;             ///< scale of the response [s]
  double undershoot_dispersion = 1;  ///< scale of the undershoot [s]
  double ratio = 1.0 / 6;            ///< area of the undershoot over area of the response
  double onset = 0;                  ///< the response starts this late [s]
  double amplitude = 1;
  Seconds length{32};  ///< beyond it the response is 0

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("delay", self.delay, "mean of the response [s]");
    option("undershoot", self.undershoot, "mean of the undershoot [s]");
    option("dispersion", self.dispersion, "scale of the response [s]");
    option("undershoot_dispersion", self.undershoot_dispersion, "scale of the undershoot [s]");
    option("ratio", self.ratio, "area of the undershoot over area of the response");
    option("onset", self.onset, "the response starts this late [s]");
    option("length", self.length, "beyond it the response is 0");
  }

  /// SPM12's canonical response (spm_hrf with its default parameters), not normalized.
  [[nodiscard]] static DoubleGamma spm() { return {}; }
  /// What nilearn calls "spm": ratio 0.167 in place of 1/6.
  [[nodiscard]] static DoubleGamma nilearn_spm() { return {.ratio = 0.167}; }
  /// What nilearn calls "glover".
  [[nodiscard]] static DoubleGamma glover() {
    return {.delay = 6, .undershoot = 12, .dispersion = 0.9, .undershoot_dispersion = 0.9, .ratio = 0.48};
  }
  /// Glover (1999), auditory: (t/5.4)^6 e^-((t-5.4)/.9) - .35 (t/10.8)^12 e^-((t-10.8)/.9), each part with peak 1.
  [[nodiscard]] static DoubleGamma glover1999() {
    const double first = 0.9 / numeric::gamma_density(7, 6), second = 0.9 / numeric::gamma_density(13, 12);
    return {.delay = 6.3,
            .undershoot = 11.7,
            .dispersion = 0.9,
            .undershoot_dispersion = 0.9,
            .ratio = 0.35 * second / first,
            .amplitude = first};
  }
  /// FSL FEAT's double gamma: mean 6 s, sd 2.449 s minus a sixth of mean 16 s, sd 4 s.
  [[nodiscard]] static DoubleGamma fsl() { return {.dispersion = 2.449 * 2.449 / 6}; }

  /// Throws ValueError unless both parts are densities: called by whatever uses a response.
  void validate(std::string_view function) const {
    require(std::isfinite(delay) && delay > 0, function, "delay of the response must be > 0 s", delay);
    require(std::isfinite(undershoot) && undershoot > 0, function, "undershoot of the response must be > 0 s", undershoot);
    require(std::isfinite(dispersion) && dispersion > 0, function, "dispersion of the response must be > 0 s", dispersion);
    require(std::isfinite(undershoot_dispersion) && undershoot_dispersion > 0, function,
            "undershoot_dispersion of the response must be > 0 s", undershoot_dispersion);
    require(std::isfinite(ratio), function, "ratio of the response must be finite", ratio);
    require(std::isfinite(onset), function, "onset of the response must be finite", onset);
  }

  [[nodiscard]] double operator()(Seconds t) const { return amplitude * (response()(t) - ratio * dip()(t)); }
  [[nodiscard]] Seconds duration() const { return length; }
  [[nodiscard]] double integral(Seconds t) const { return amplitude * (response().integral(t) - ratio * dip().integral(t)); }
  friend bool operator==(const DoubleGamma&, const DoubleGamma&) = default;

 private:
  [[nodiscard]] Gamma response() const { return {delay / dispersion, dispersion, onset, 1, length}; }
  [[nodiscard]] Gamma dip() const { return {undershoot / undershoot_dispersion, undershoot_dispersion, onset, 1, length}; }
};

static_assert(IntegrableResponse<DoubleGamma>);

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
