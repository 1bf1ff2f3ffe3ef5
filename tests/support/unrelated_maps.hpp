#pragma once
/// How often unrelated maps of the brain are called alike.
#include <cmath>

#include "syncact/stats/map_correlations.hpp"

namespace syncact::test {

/// Of 200 pairs of unrelated maps, those significant at .05 against the null, and if all places counted as independent.
struct UnrelatedMaps {
  Index n_false = 0, n_naive = 0;
};

/// Maps of 200 pairs by make(seed), the null of each first one by null_of(map).
template <class Make, class NullOf>
[[nodiscard]] UnrelatedMaps unrelated_maps(const Make& make, const NullOf& null_of) {
  UnrelatedMaps found;
  for (std::uint64_t pair = 0; pair < 200; ++pair) {
    const VectorX<double> a = make(1000 + 2 * pair);
    const MatrixX<double> b = make(1001 + 2 * pair).transpose();
    const stats::MapCorrelation one = stats::map_correlations(a, b, null_of(a), 39, pair)[0];
    found.n_false += one.p <= 0.05 ? 1 : 0;
    found.n_naive += one.r * std::sqrt(static_cast<double>(a.size())) > 1.645 ? 1 : 0;
  }
  return found;
}

}  // namespace syncact::test
