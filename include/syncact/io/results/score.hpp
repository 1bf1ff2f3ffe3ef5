#pragma once
/// A model's score as JSON.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <string>

#include "syncact/io/bytes/number_text.hpp"
#include "syncact/score/model_score.hpp"

namespace syncact::inline v0_1::io {

namespace detail {

/// NaN has no JSON; it is null. A number that is a measure has a point or an exponent.
[[nodiscard]] inline std::string json_number(double value) {
  if (!std::isfinite(value)) return "null";
  const std::string text = number_text(value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

[[nodiscard]] inline std::string json_score(const score::Score& s) {
  return "{\"value\": " + json_number(s.value) + ", \"null_mean\": " + json_number(s.null_mean) +
         ", \"null_sd\": " + json_number(s.null_sd) + ", \"chance_corrected\": " + json_number(s.chance_corrected) +
         ", \"z_null\": " + json_number(s.z_null) + ", \"p\": " + json_number(s.p) + "}";
}

}  // namespace detail

/// One JSON object: mean_best_neuron, mean_best_network and share_significant, each with value, null_mean, null_sd,
/// chance_corrected, z_null and p; n_neurons, n_networks, n_unusable_neurons.
[[nodiscard]] inline std::string score_json(const score::ModelScore& score) {
  return "{\"mean_best_neuron\": " + detail::json_score(score.mean_best_neuron) +
         ", \"mean_best_network\": " + detail::json_score(score.mean_best_network) +
         ", \"share_significant\": " + detail::json_score(score.share_significant) +
         ", \"n_neurons\": " + std::to_string(score.n_neurons) + ", \"n_networks\": " + std::to_string(score.n_networks) +
         ", \"n_unusable_neurons\": " + std::to_string(score.n_unusable_neurons) + "}";
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
