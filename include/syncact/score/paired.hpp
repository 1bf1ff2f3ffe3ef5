#pragma once
/// Two models on one brain: the difference of their scores, with the null of the same draws.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/score/model_score.hpp"

namespace syncact::inline v0_1::score {

/// The difference of two models' mean_best_network, the first minus the second.
struct PairedScore {
  double difference = 0;         ///< of the raw values
  double effect_difference = 0;  ///< of the effects (chance_corrected), free of the numbers of neurons: compare this
  double null_sd = 0;            ///< standard deviation over draws of the difference of raw values
  double p = 1;                  ///< two-sided: draws whose difference lies as far from its mean, (b + 1) / (P + 1)
};

/// Compares two models that were coupled with the same networks by the same draws (same null, seed and number of permutations):
/// in each draw both are shifted alike, so what they share cancels. p says how often two models that have *nothing* to do with
/// the brain differ so much; it does not say that the better one is better for other people or another film. For those, compare
/// the models in each person, or film, and test the differences by stats::sign_flip_test. Throws ValueError unless the draws
/// are the same and a pair of each is defined.
template <std::floating_point T>
[[nodiscard]] PairedScore paired_score(const synchrony::Synchrony<T>& first, const synchrony::Synchrony<T>& second) {
  const char* const function = "paired_score";
  const auto &a = first.settings, &b = second.settings;
  require(a.null_model == b.null_model && a.seed == b.seed && a.n_draws == b.n_draws, function,
          "both must have the same null, seed and number of draws");
  require(a.tail == b.tail && a.similarity == b.similarity, function, "both must have the same similarity and tail");
  const Score one = model_score(first).mean_best_network, other = model_score(second).mean_best_network;
  const VectorX<double> null = first.null.mean_best_network - second.null.mean_best_network;
  const double mean = null.mean();
  PairedScore result{one.value - other.value, one.chance_corrected - other.chance_corrected};
  const double observed = std::abs(result.difference - mean), tie = std::max(a.tie_tolerance, b.tie_tolerance);
  result.null_sd = null.size() > 1 ? std::sqrt((null.array() - mean).square().sum() / static_cast<double>(null.size() - 1)) : 0;
  result.p = stats::p_from_null(((null.array() - mean).abs() >= observed - tie).count(), null.size());
  return result;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
