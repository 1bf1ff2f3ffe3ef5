#pragma once
/// Responses by name, for programs that learn the name at run time.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "syncact/core/named.hpp"
#include "syncact/hrf/derivative.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/hrf/gamma.hpp"
#include "syncact/hrf/none.hpp"
#include "syncact/hrf/sample.hpp"

namespace syncact::inline v0_1::hrf {

/// Every response under its name, with the parameters that a convention gives it. The conventions differ in:
///   spm                           ratio 1/6; nilearn: 0.167
///   *_time_derivative             step 0.1 s; spm12: 1 s
///   glover_dispersion_derivative  nilearn: the undershoot's dispersion is 1 instead of 0.9, an oversight kept for its values
[[nodiscard]] inline auto responses(Convention convention = Convention::exact) {
  const bool nilearn = convention == Convention::nilearn;
  const double delta = convention == Convention::spm12 ? 1.0 : 0.1;
  const DoubleGamma spm = nilearn ? DoubleGamma::nilearn_spm() : DoubleGamma::spm();
  const DoubleGamma glover = DoubleGamma::glover();
  DoubleGamma spread = glover;
  if (nilearn) spread.undershoot_dispersion = 1;
  return std::tuple{Named{"spm", spm, "SPM's canonical response"},
                    Named{"spm_time_derivative", TimeDerivative<DoubleGamma>{spm, delta}, "its derivative in time"},
                    Named{"spm_dispersion_derivative", DispersionDerivative<DoubleGamma>{spm}, "its derivative in width"},
                    Named{"glover", glover, "what nilearn calls Glover's response"},
                    Named{"glover_time_derivative", TimeDerivative<DoubleGamma>{glover, delta}, "its derivative in time"},
                    Named{"glover_dispersion_derivative", DispersionDerivative<DoubleGamma>{spread}, "its derivative in width"},
                    Named{"glover1999", DoubleGamma::glover1999(), "the auditory response of Glover 1999"},
                    Named{"boynton", Gamma::boynton(), "gamma density of Boynton 1996"},
                    Named{"afni_gam", Gamma::afni_gam(), "AFNI's GAM"},
                    Named{"fsl_double_gamma", DoubleGamma::fsl(), "FSL's double gamma"},
                    Named{"fsl_gamma", Gamma::fsl(), "FSL's gamma"},
                    Named{"none", None{}, "no response: signals are convolved already"}};
}

/// Calls f with the response of this name, its options set, and returns what f returns (the same type for every response).
/// Throws ValueError that lists what there is for an unknown name or option.
template <class F>
decltype(auto) with_model(std::string_view name, Convention convention, std::span<const Setting> settings, F&& f) {
  return with_named(responses(convention), "response", name, settings, std::forward<F>(f));
}
template <class F>
decltype(auto) with_model(std::string_view name, Convention convention, F&& f) {
  return with_model(name, convention, {}, std::forward<F>(f));
}

/// With the parameters of the response itself (Convention::exact).
template <class F>
decltype(auto) with_model(std::string_view name, F&& f) {
  return with_model(name, Convention::exact, {}, std::forward<F>(f));
}

/// The kernel of a model by name: sample() of the response that with_model passes.
[[nodiscard]] inline std::vector<double> sample_model(std::string_view name, Convention convention, const SampleGrid& grid,
                                                      std::span<const Setting> settings = {}) {
  return with_model(name, convention, settings, [&](const auto& h) { return sample(h, convention, grid); });
}

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
