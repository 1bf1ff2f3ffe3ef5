#pragma once
/// How brain-like a whole model is.
#include <cmath>

#include "syncact/synchrony/synchrony.hpp"

namespace syncact::score {

/// A score, what chance gives, and how far apart they are.
struct Score {
  double value = 0;      ///< raw; grows with the number of neurons by chance alone
  double null_mean = 0;  ///< mean over null draws of the same model
  double null_sd = 0;    ///< standard deviation over null draws (n - 1)
  double corrected = 0;  ///< (value - null_mean) / null_sd, in units of the null's spread, not a normal z; NaN if null_sd is 0
  double p = 1;          ///< (draws that reached the value + 1) / (draws + 1)
};

/// Three views of one model. Each is computed on all usable neurons and networks; constant (dead) neurons take no part.
/// Compare models by `corrected`, never by `value`: models differ in their number of neurons.
struct ModelScore {
  Score mean_best_neuron;   ///< mean over networks of the best neuron's statistic: is every network found somewhere?
  Score mean_best_network;  ///< mean over neurons of the best network's statistic: is every neuron like some network?
  Score share_significant;  ///< share of neurons with a coupling of p_fwe <= fwe_level
  Index n_neurons = 0;      ///< usable
  Index n_networks = 0;     ///< usable
  Index n_unusable_neurons = 0;
};

namespace detail {

inline Score against(double value, const VectorX<double>& null, double tolerance) {
  const auto n = static_cast<double>(null.size());
  const double mean = null.mean();
  const double sd = null.size() > 1 ? std::sqrt((null.array() - mean).square().sum() / (n - 1)) : 0.0;
  const double corrected = sd > 0 ? (value - mean) / sd : std::numeric_limits<double>::quiet_NaN();
  const Index reached = (null.array() >= value - tolerance).count();
  return {value, mean, sd, corrected, stats::p_from_null(reached, null.size())};
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
[[nodiscard]] ModelScore model_score(const synchrony::Synchrony<T>& synchrony) {
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
  score.mean_best_neuron =
      detail::against(detail::mean_statistic(synchrony, synchrony.best_neuron), null.mean_best_neuron, tie);
  score.mean_best_network =
      detail::against(detail::mean_statistic(synchrony, synchrony.best_network), null.mean_best_network, tie);
  score.share_significant =
      detail::against(static_cast<double>(n_significant) / static_cast<double>(score.n_neurons), null.share_significant, 0.0);
  return score;
}

}  // namespace syncact::score
