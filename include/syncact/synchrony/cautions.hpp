#pragma once
/// Cautions: what a reader of a coupling's p-values must know, in plain sentences.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/synchrony/synchrony.hpp"

namespace syncact::inline v0_1::synchrony {

/// Below so many effective samples (as estimated from the run) shifts and phases call more than .06 of unrelated pairs
/// significant at .05: simulated with series of autoregression 0 to .95 in runs of 30 to 500 scans, one to 20 of them.
inline constexpr double fewest_effective_samples = 40;

/// Neurons whose best network has the smallest p_fwe that the null draws can give, 1 / (draws + 1), if that is significant:
/// their p is at most this, and cannot be compared; compare r, or see stats::NullTail.
template <std::floating_point T>
[[nodiscard]] Index n_at_floor(const Synchrony<T>& synchrony) {
  const double floor = stats::p_from_null(0, synchrony.settings.n_draws);
  return std::count_if(synchrony.best_network.begin(), synchrony.best_network.end(), [&](const auto& best) {
    return best && best->p_fwe <= synchrony.settings.fwe_level && best->p_fwe <= floor * (1 + 1e-12);
  });
}

/// Sentences about what weakens the p-values of a coupling; empty if nothing is known to.
/// Short and smooth runs: every null that keeps the spectrum of a run takes its two ends for neighbours, and shifts of a smooth
/// series resemble each other. More runs do not help, longer ones do; the truncated shift test is valid at any length.
/// Too few draws: b of P draws give no p below 1 / (P + 1), which may be above the level.
template <std::floating_point T>
[[nodiscard]] std::vector<std::string> cautions(const Synchrony<T>& synchrony) {
  std::vector<std::string> result;
  const CouplingSettings& settings = synchrony.settings;
  if (synchrony.n_defined == 0) return result;
  if (settings.effective_samples < fewest_effective_samples) {
    result.push_back(message("the shortest run is worth only ", std::round(settings.effective_samples * 10) / 10,
                             " independent time points, as its series are smooth; below ", fewest_effective_samples,
                             " null draws call about .06 to .15 of unrelated pairs significant at .05. Use longer runs, or "
                             "synchrony::truncated_shift_test (couple --truncated-shift), which holds for any length"));
  }
  const double floor = stats::p_from_null(0, settings.n_draws);
  if (floor > settings.fwe_level) {
    result.push_back(message("the ", settings.n_draws, " null draws that there are cannot give a p below ", floor,
                             ", so that nothing can be significant at ", settings.fwe_level,
                             "; use more permutations, or a smaller min_shift if the run has no more shifts"));
  }
  return result;
}

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
