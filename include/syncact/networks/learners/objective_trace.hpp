#pragma once
/// The objective of a learner, pass by pass, and when it has settled.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Collects the objective after each pass. Learning has converged when a pass changes it by at most `tolerance`, relatively.
struct ObjectiveTrace {
  double tolerance;
  std::vector<double> values{};
  Convergence convergence{};  ///< iterations: passes; residual: relative change in the last of them

  /// Adds a value. True when learning has converged.
  bool settled(double objective) {
    const double before = values.empty() ? objective : values.back();
    const double size = std::max(std::abs(before), std::abs(objective));
    convergence.residual = size > 0 ? std::abs(before - objective) / size : 0.0;
    convergence.converged = !values.empty() && convergence.residual <= tolerance;
    values.push_back(objective);
    convergence.iterations = static_cast<Index>(values.size());
    return convergence.converged;
  }
};

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
