#pragma once
/// Ranks with ties averaged: what Spearman's and Kendall's statistics are made of.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::numeric {

/// Ranks 1 .. n of finite values; values that differ by no more than `tolerance` share the mean of the ranks they span, as
/// equal ones do. The ranks sum to n(n+1)/2. Dissimilarities of this library come with their ties settled and need no
/// tolerance.
[[nodiscard]] inline VectorX<double> average_ranks(const VectorX<double>& values, double tolerance = 0) {
  const Index n = values.size();
  std::vector<Index> order(as_size(n));
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(), [&](Index a, Index b) { return values[a] < values[b]; });
  VectorX<double> ranks(n);
  for (Index first = 0; first < n;) {
    const double value = values[nth(order, first)];
    Index last = first;
    while (last + 1 < n && values[nth(order, last + 1)] - value <= tolerance) ++last;
    for (Index i = first; i <= last; ++i) ranks[nth(order, i)] = 1 + 0.5 * static_cast<double>(first + last);
    first = last + 1;
  }
  return ranks;
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
