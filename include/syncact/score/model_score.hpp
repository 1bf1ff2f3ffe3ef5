#pragma once
/// How brain-like a whole model is.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/synchrony/synchrony.hpp"

namespace syncact::inline v0_1::score {

/// A score, what chance gives, and how far apart they are.
struct Score {
  double value = 0;      ///< raw; grows with the number of neurons by chance alone
  double null_mean = 0;  ///< mean over null draws of the same model
  double null_sd = 0;    ///< standard deviation over null draws (n - 1)
  /// The effect: (value - null_mean) / (ceiling - null_mean). 0 is chance, 1 is the ceiling; free of the numbers of neurons,
  /// scans and draws. NaN if the null reaches the ceiling.
  double chance_corrected = 0;
  double z_null = 0;  ///< a test statistic, not an effect: (value - null_mean) / null_sd; NaN if null_sd is 0
  double p = 1;       ///< (draws that reached the value + 1) / (draws + 1)
};

/// The best that a model could reach, for example the score of another half of the subjects. Without one it is 1.
struct ScoreCeilings {
  double mean_best_neuron = 1;
  double mean_best_network = 1;
  double share_significant = 1;
};

/// Three views of one model. Each is computed on all usable neurons and networks; constant (dead) neurons take no part.
/// Rank models by mean_best_network.chance_corrected. `value` grows with the number of neurons; so does `z_null`, and it falls
/// where a better model's null spreads more. mean_best_neuron asks for the best of all neurons, so that its effect depends on
/// how many there are to choose from.
struct ModelScore {
  Score mean_best_neuron;   ///< mean over networks of the best neuron's statistic: is every network found somewhere?
  Score mean_best_network;  ///< mean over neurons of the best network's statistic: is every neuron like some network?
  Score share_significant;  ///< share of neurons with a coupling of p_fwe <= fwe_level
  Index n_neurons = 0;      ///< usable
  Index n_networks = 0;     ///< usable
  Index n_unusable_neurons = 0;
};

namespace detail {

inline Score against(double value, const VectorX<double>& null, double tolerance, double ceiling) {
  const auto n = static_cast<double>(null.size());
  const double mean = null.mean();
  const double sd = null.size() > 1 ? std::sqrt((null.array() - mean).square().sum() / (n - 1)) : 0.0;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const Index reached = (null.array() >= value - tolerance).count();
  return {value,
          mean,
          sd,
          ceiling > mean ? (value - mean) / (ceiling - mean) : nan,
          sd > 0 ? (value - mean) / sd : nan,
          stats::p_from_null(reached, null.size())};
}

/// Mean statistic of the couplings that exist; NaN if none does.
template <std::floating_point T>
double mean_statistic(const synchrony::Synchrony<T>& synchrony, const std::vector<std::optional<synchrony::Coupling>>& best) {
  double sum = 0;
  Index n = 0;
  for (const auto& coupling : best) {
    if (!coupling) continue;
    sum += synchrony.statistic(coupling->r);
    ++n;
  }
  return n > 0 ? sum / static_cast<double>(n) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace detail

/// The model scores of a coupling, with the null of the same draws. Throws ValueError if no pair is defined.
template <std::floating_point T>
[[nodiscard]] ModelScore model_score(const synchrony::Synchrony<T>& synchrony, const ScoreCeilings& ceilings = {}) {
  require(synchrony.n_defined > 0, "model_score", "at least one pair must be defined", synchrony.n_defined);
  ModelScore score;
  Index n_significant = 0;
  for (const auto& best : synchrony.best_network) {
    if (!best) continue;
    ++score.n_neurons;
    if (best->p_fwe <= synchrony.settings.fwe_level) ++n_significant;
  }
  score.n_networks = synchrony.n_defined / score.n_neurons;
  score.n_unusable_neurons = synchrony.n_neurons() - score.n_neurons;
  const double tie = synchrony.settings.tie_tolerance;
  const auto& null = synchrony.null;
  score.mean_best_neuron = detail::against(detail::mean_statistic(synchrony, synchrony.best_neuron), null.mean_best_neuron, tie,
                                           ceilings.mean_best_neuron);
  score.mean_best_network = detail::against(detail::mean_statistic(synchrony, synchrony.best_network), null.mean_best_network,
                                            tie, ceilings.mean_best_network);
  score.share_significant = detail::against(static_cast<double>(n_significant) / static_cast<double>(score.n_neurons),
                                            null.share_significant, 0.0, ceilings.share_significant);
  return score;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
