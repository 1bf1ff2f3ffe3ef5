#pragma once
/// Responses by name, for programs that learn the name at run time.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "syncact/hrf/derivative.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/hrf/gamma.hpp"
#include "syncact/hrf/none.hpp"
#include "syncact/hrf/sample.hpp"

namespace syncact::hrf {

/// The names that with_model knows.
[[nodiscard]] inline std::vector<std::string_view> model_names() {
  return {"spm",
          "spm_time_derivative",
          "spm_dispersion_derivative",
          "glover",
          "glover_time_derivative",
          "glover_dispersion_derivative",
          "glover1999",
          "boynton",
          "afni_gam",
          "fsl_double_gamma",
          "fsl_gamma",
          "none"};
}

/// Calls f with the response of this name, with the parameters that the convention gives it, and returns what f returns (the
/// same type for every response). The conventions differ in:
///   spm                           ratio 1/6; nilearn: 0.167
///   *_time_derivative             step 0.1 s; spm12: 1 s
///   glover_dispersion_derivative  nilearn: the undershoot's dispersion is 1 instead of 0.9, an oversight kept for its values
/// Throws ValueError that names the unknown model and lists the known ones.
template <class F>
decltype(auto) with_model(std::string_view name, Convention convention, F&& f) {
  const bool nilearn = convention == Convention::nilearn;
  const double delta = convention == Convention::spm12 ? 1.0 : 0.1;
  const DoubleGamma spm = nilearn ? DoubleGamma::nilearn_spm() : DoubleGamma::spm();
  const DoubleGamma glover = DoubleGamma::glover();
  if (name == "spm") return f(spm);
  if (name == "spm_time_derivative") return f(TimeDerivative<DoubleGamma>{spm, delta});
  if (name == "spm_dispersion_derivative") return f(DispersionDerivative<DoubleGamma>{spm});
  if (name == "glover") return f(glover);
  if (name == "glover_time_derivative") return f(TimeDerivative<DoubleGamma>{glover, delta});
  if (name == "glover_dispersion_derivative") {
    DoubleGamma base = glover;
    if (nilearn) base.undershoot_dispersion = 1;
    return f(DispersionDerivative<DoubleGamma>{base});
  }
  if (name == "glover1999") return f(DoubleGamma::glover1999());
  if (name == "boynton") return f(Gamma::boynton());
  if (name == "afni_gam") return f(Gamma::afni_gam());
  if (name == "fsl_double_gamma") return f(DoubleGamma::fsl());
  if (name == "fsl_gamma") return f(Gamma::fsl());
  if (name == "none") return f(None{});
  std::string known;
  for (const std::string_view model : model_names()) known += known.empty() ? model : ", " + std::string(model);
  throw ValueError(message("hrf::with_model: unknown model '", name, "'; known are ", known));
}

/// With the parameters of the response itself (Convention::exact).
template <class F>
decltype(auto) with_model(std::string_view name, F&& f) {
  return with_model(name, Convention::exact, std::forward<F>(f));
}

/// The kernel of a model by name: sample() of the response that with_model passes.
[[nodiscard]] inline std::vector<double> sample_model(std::string_view name, Convention convention, const SampleGrid& grid) {
  return with_model(name, convention, [&](const auto& h) { return sample(h, convention, grid); });
}

}  // namespace syncact::hrf

#include "syncact/core/macros_on.hpp"
