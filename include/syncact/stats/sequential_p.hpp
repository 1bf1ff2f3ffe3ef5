#pragma once
/// A p-value from as many null draws as it needs.
#include "syncact/core/macros_off.hpp"

#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::stats {

struct SequentialOptions {
  Index stop_at = 10;    ///< draws that reach the observed value, after which no more are made
  Index n_draws = 9999;  ///< at most
};

struct SequentialP {
  double p = 1;
  Index n_reached = 0;
  Index n_draws = 0;  ///< made
};

/// Calls draw(d), d = 0, 1, ..., for null statistics until options.stop_at of them have reached `observed` (to within
/// `tolerance`), and then p = n_reached / n_draws; or until all draws are made, and then p = (n_reached + 1) / (n_draws + 1).
/// P(p <= a) <= a as for a fixed number of draws, yet a p near 1 costs some 10 draws only. Draws must be exchangeable with the
/// observation, so made with replacement. Besag & Clifford, Biometrika 78 (1991) 301.
/// Throws ValueError for settings below 1 and for a draw that is NaN.
template <class Draw>
[[nodiscard]] SequentialP sequential_p(double observed, Draw&& draw, const SequentialOptions& options = {},
                                       double tolerance = 0.0) {
  require(options.stop_at >= 1, "sequential_p", "stop_at must be >= 1", options.stop_at);
  require(options.n_draws >= 1, "sequential_p", "n_draws must be >= 1", options.n_draws);
  SequentialP result;
  if (observed != observed) return {observed, 0, 0};
  while (result.n_draws < options.n_draws) {
    const double value = draw(result.n_draws++);
    require(value == value, "sequential_p", "a draw must be a number", value);
    if (value >= observed - tolerance) ++result.n_reached;
    if (result.n_reached == options.stop_at) {
      result.p = static_cast<double>(result.n_reached) / static_cast<double>(result.n_draws);
      return result;
    }
  }
  result.p = p_from_null(result.n_reached, result.n_draws);
  return result;
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
