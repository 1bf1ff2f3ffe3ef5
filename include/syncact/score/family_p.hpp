#pragma once
/// p of many scores at once: layers of a network, or models on one brain, against the largest of all of them in each null draw.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "syncact/score/model_score.hpp"
#include "syncact/stats/step_down.hpp"

namespace syncact::inline v0_1::score {

/// Family-wise p of mean_best_network of several couplings with the same networks by the same draws (same null, seed and number
/// of permutations), step-down. Models of different width have different chance levels, so each is standardized by its own
/// draws,
///   z = (value - null mean) / null sd,
/// before the largest is taken. NaN for a coupling without a defined pair. Under the hypothesis that none follows the brain,
/// any p is at most .05 in .05 of studies, however many there are and however alike. Throws ValueError unless the draws are the
/// same.
template <std::floating_point T>
[[nodiscard]] std::vector<double> family_p(std::span<const synchrony::Synchrony<T>> couplings) {
  const char* const function = "family_p";
  if (couplings.empty()) return {};
  const Index n = std::ssize(couplings), n_draws = couplings[0].null.mean_best_network.size();
  VectorX<double> observed = VectorX<double>::Constant(n, std::numeric_limits<double>::quiet_NaN());
  MatrixX<double> null = MatrixX<double>::Zero(n_draws, n);
  for (Index i = 0; i < n; ++i) {
    const synchrony::Synchrony<T>& one = couplings[as_size(i)];
    const auto &a = couplings[0].settings, &b = one.settings;
    require(a.null_model == b.null_model && a.seed == b.seed && a.n_draws == b.n_draws && a.tail == b.tail, function,
            "all must have the same null, seed, tail and number of draws");
    if (one.n_defined == 0) continue;
    const VectorX<double>& draws = one.null.mean_best_network;
    const double mean = draws.mean();
    const double sd = std::sqrt((draws.array() - mean).square().mean());
    if (!(sd > 0)) continue;  // no chance to compare with
    observed[i] = (model_score(one).mean_best_network.value - mean) / sd;
    null.col(i) = (draws.array() - mean) / sd;
  }
  const VectorX<double> p = stats::step_down_max(observed, null, 1e-9);
  return {p.begin(), p.end()};
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
