#pragma once
/// Networks that died or that repeat others: how a learner fails quietly.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::networks::learners {

/// When a unit counts as lost.
struct CollapseRule {
  double dead_below = 1e-3;       ///< >= 0; dead if its norm is at most this share of the median norm of all units, or 0
  double duplicate_above = 0.95;  ///< in (0, 1]; a duplicate if |cosine| with an earlier unit that lives is larger
};

/// What is left of n units.
struct Collapse {
  Index n_units = 0;
  std::vector<Index> dead{};                          ///< rising
  std::vector<std::pair<Index, Index>> duplicates{};  ///< a unit, and the first one that it repeats

  [[nodiscard]] Index n_distinct() const {
    return n_units - static_cast<Index>(dead.size()) - static_cast<Index>(duplicates.size());
  }
  [[nodiscard]] bool any() const { return n_distinct() < n_units; }
};

/// Looks for dead and repeated rows of weights [unit x anything]: maps of networks, or the weights of a layer. Several
/// networks may share few voxels without being duplicates; a pair of opposite sign is one.
/// Throws ValueError for a rule out of range.
template <std::floating_point T>
[[nodiscard]] Collapse find_collapse(const MatrixX<T>& weights, const CollapseRule& rule = {}) {
  require(rule.dead_below >= 0, "find_collapse", "dead_below must be >= 0", rule.dead_below);
  require(rule.duplicate_above > 0 && rule.duplicate_above <= 1, "find_collapse", "duplicate_above must lie in (0, 1]",
          rule.duplicate_above);
  Collapse collapse{weights.rows()};
  MatrixX<double> units = weights.template cast<double>().transpose();
  const VectorX<double> norms = units.colwise().norm().transpose();
  std::vector<double> sorted(norms.begin(), norms.end());
  std::sort(sorted.begin(), sorted.end());
  const double floor = sorted.empty() ? 0.0 : rule.dead_below * sorted[sorted.size() / 2];
  std::vector<Index> alive;
  for (Index k = 0; k < units.cols(); ++k) {
    if (!(norms[k] > floor)) {
      collapse.dead.push_back(k);
      continue;
    }
    units.col(k) /= norms[k];
    Index twin = -1;
    for (const Index j : alive) {
      if (std::abs(units.col(j).dot(units.col(k))) > rule.duplicate_above) {
        twin = j;
        break;
      }
    }
    if (twin >= 0) {
      collapse.duplicates.emplace_back(k, twin);
    } else {
      alive.push_back(k);
    }
  }
  return collapse;
}

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
