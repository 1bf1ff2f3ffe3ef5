#pragma once
/// Correction of p-values for their number. NaN (an undefined test) stays NaN and does not count.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::stats {

namespace detail {

/// Positions of the p-values that are numbers, smallest first. Throws ValueError for p outside [0, 1].
inline std::vector<std::size_t> ascending(std::span<const double> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    require(p[i] >= 0 && p[i] <= 1, "correction", "p must lie in [0, 1]", p[i]);
    order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

/// q of rank i of m is min over j >= i of factor * m * p_(j) / j, at most 1.
inline std::vector<double> step_up(std::span<const double> p, double factor) {
  const std::vector<std::size_t> order = ascending(p);
  std::vector<double> q(p.size(), std::numeric_limits<double>::quiet_NaN());
  double smallest = 1;
  for (std::size_t i = order.size(); i > 0; --i) {
    const double scaled = factor * static_cast<double>(order.size()) * p[order[i - 1]] / static_cast<double>(i);
    smallest = std::min(smallest, scaled);
    q[order[i - 1]] = smallest;
  }
  return q;
}

}  // namespace detail

/// Benjamini-Hochberg q: rejecting q <= a keeps the expected share of false discoveries at a, if the tests are independent
/// or positively dependent. Benjamini & Hochberg, J. R. Stat. Soc. B 57 (1995) 289.
[[nodiscard]] inline std::vector<double> benjamini_hochberg(std::span<const double> p) { return detail::step_up(p, 1.0); }

/// Benjamini-Yekutieli q: as Benjamini-Hochberg under any dependence, at the price of a factor sum 1/i.
/// Benjamini & Yekutieli, Ann. Statist. 29 (2001) 1165.
[[nodiscard]] inline std::vector<double> benjamini_yekutieli(std::span<const double> p) {
  double harmonic = 0;
  for (std::size_t i = detail::ascending(p).size(); i > 0; --i) harmonic += 1.0 / static_cast<double>(i);
  return detail::step_up(p, harmonic);
}

/// Holm's adjusted p: family-wise error under any dependence. Holm, Scand. J. Statist. 6 (1979) 65.
[[nodiscard]] inline std::vector<double> holm(std::span<const double> p) {
  const std::vector<std::size_t> order = detail::ascending(p);
  std::vector<double> adjusted(p.size(), std::numeric_limits<double>::quiet_NaN());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    largest = std::max(largest, std::min(1.0, static_cast<double>(order.size() - i) * p[order[i]]));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

/// Hommel's adjusted p: the closed test of Simes' inequality, hence never above Holm's or Hochberg's. Family-wise error if the
/// tests are independent or positively dependent. Hommel, Biometrika 75 (1988) 383; the algorithm of Wright, Biometrics 48
/// (1992) 1005. Time m^2.
[[nodiscard]] inline std::vector<double> hommel(std::span<const double> p) {
  const std::vector<std::size_t> order = detail::ascending(p);
  const auto m = order.size();
  std::vector<double> adjusted(p.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<double> sorted, best;  // best[i]: the largest Simes p of the subsets that hold test i
  for (const std::size_t at : order) sorted.push_back(p[at]);
  double all = 1;
  for (std::size_t i = 0; i < m; ++i) all = std::min(all, static_cast<double>(m) * sorted[i] / static_cast<double>(i + 1));
  best.assign(m, all);
  for (std::size_t size = m; size-- > 2;) {  // subsets of `size` tests: the smallest one, and the size - 1 largest
    const std::size_t first_large = m - size + 1;
    double large = 1;
    for (std::size_t j = 2; j <= size; ++j) {
      large = std::min(large, static_cast<double>(size) * sorted[first_large + j - 2] / static_cast<double>(j));
    }
    for (std::size_t i = 0; i < m; ++i) {
      const double simes = std::min(large, static_cast<double>(size) * sorted[std::min(i, first_large - 1)]);
      best[i] = std::max(best[i], simes);
    }
  }
  for (std::size_t i = 0; i < m; ++i) adjusted[order[i]] = std::min(1.0, std::max(best[i], sorted[i]));
  return adjusted;
}

/// Bonferroni's adjusted p: p times the number of tests, at most 1.
[[nodiscard]] inline std::vector<double> bonferroni(std::span<const double> p) {
  const auto n = static_cast<double>(detail::ascending(p).size());
  std::vector<double> adjusted(p.begin(), p.end());
  for (double& value : adjusted) value = std::isnan(value) ? value : std::min(1.0, n * value);
  return adjusted;
}

/// Benjamini-Hochberg from counts: histogram[b] tests were reached by b of n null draws, n = size - 1, so their p is
/// (b+1)/(n+1). Returns q for every b. The same as benjamini_hochberg on all p-values, however many there are.
[[nodiscard]] inline std::vector<double> benjamini_hochberg_of_counts(std::span<const Index> histogram) {
  require(!histogram.empty(), "benjamini_hochberg_of_counts", "the number of bins of the histogram must be n_draws + 1",
          histogram.size());
  const auto n_draws = static_cast<Index>(histogram.size()) - 1;
  Index rank = 0;
  for (const Index n : histogram) rank += n;
  const auto n_tests = static_cast<double>(rank);
  std::vector<double> q(histogram.size(), 1.0);
  double smallest = 1;
  for (std::size_t b = histogram.size(); b > 0; --b) {
    if (histogram[b - 1] > 0) {
      smallest = std::min(smallest, n_tests * p_from_null(static_cast<Index>(b) - 1, n_draws) / static_cast<double>(rank));
    }
    rank -= histogram[b - 1];
    q[b - 1] = smallest;
  }
  return q;
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
