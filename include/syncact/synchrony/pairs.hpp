#pragma once
/// Couplings in long form: one pair a row, strongest first.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/synchrony/synchrony.hpp"

namespace syncact::inline v0_1::synchrony {

/// Which p-value decides.
enum class Criterion : unsigned char {
  fwe,  ///< p_fwe: no false pair in the whole table, with probability 1 - level
  fdr,  ///< q_fdr: a share `level` of the pairs is expected to be false
};

constexpr auto choices(Criterion) { return std::array{Choice{"fwe", Criterion::fwe}, Choice{"fdr", Criterion::fdr}}; }

[[nodiscard]] inline double value_of(const Coupling& coupling, Criterion criterion) {
  return criterion == Criterion::fwe ? coupling.p_fwe : coupling.q_fdr;
}

namespace detail {

/// The known pairs that pass, by decreasing statistic, then neuron, then network.
template <std::floating_point T, class Pass>
std::vector<Coupling> sorted_pairs(const Synchrony<T>& synchrony, Pass pass) {
  std::vector<Coupling> pairs;
  for (Index n = 0; n < synchrony.n_neurons(); ++n) {
    for (const Coupling& c : synchrony.of_neuron(n)) {
      if (pass(c)) pairs.push_back(c);
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [&](const Coupling& a, const Coupling& b) { return synchrony.statistic(a.r) > synchrony.statistic(b.r); });
  return pairs;
}

}  // namespace detail

/// The pairs with p <= level. If only the best couplings were kept, the list ends where they end: a neuron has at most its
/// own keep_top pairs and those in which it is among a network's keep_top.
template <std::floating_point T>
[[nodiscard]] std::vector<Coupling> significant_pairs(const Synchrony<T>& synchrony, double level = 0.05,
                                                      Criterion criterion = Criterion::fwe) {
  return detail::sorted_pairs(synchrony, [&](const Coupling& c) { return value_of(c, criterion) <= level; });
}

/// The n pairs of largest statistic among those known, significant or not.
template <std::floating_point T>
[[nodiscard]] std::vector<Coupling> top_pairs(const Synchrony<T>& synchrony, Index n) {
  require(n >= 0, "top_pairs", "n must be >= 0", n);
  // No pair below the n-th best of what is kept can be in the list, so a bound from the best couplings keeps it small.
  std::vector<double> best;
  for (const std::optional<Coupling>& c : synchrony.best_network) {
    if (c) best.push_back(synchrony.statistic(c->r));
  }
  double bound = -std::numeric_limits<double>::infinity();
  if (n > 0 && as_size(n) <= best.size()) {
    std::nth_element(best.begin(), best.begin() + (n - 1), best.end(), std::greater<>());
    bound = nth(best, n - 1);
  }
  std::vector<Coupling> pairs =
      detail::sorted_pairs(synchrony, [&](const Coupling& c) { return synchrony.statistic(c.r) >= bound; });
  if (as_size(n) < pairs.size()) pairs.resize(as_size(n));
  return pairs;
}

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
