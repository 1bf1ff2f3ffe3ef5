#pragma once
/// The truncated shift test's p-value: valid for stationary series of any length and smoothness.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <span>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::stats {

/// p of a statistic that is at most the middle one of `statistics`, as that of one test is where they are the largest of a
/// family at each shift: how many of them are not smaller than it by more than `tolerance`, over half their number (rounded
/// down) plus one, at most 1. NaN for NaN.
[[nodiscard]] inline double truncated_shift_p(double statistic, std::span<const double> statistics, double tolerance) {
  if (statistic != statistic) return statistic;
  const auto reached =
      std::count_if(statistics.begin(), statistics.end(), [&](double s) { return s >= statistic - tolerance; });
  const std::size_t max_shift = statistics.size() / 2;
  return std::min(1.0, static_cast<double>(reached) / static_cast<double>(max_shift + 1));
}

/// p of the statistic in the middle of `statistics`, those of all shifts -max .. max in order: m / (max + 1), at most 1, where
/// m of them (the middle too) are not smaller than it by more than `tolerance`. No shift may go around an end: one series gives
/// a window that stays, the other the windows before and behind it.
///
/// P(p <= a) <= a if the statistics are a stationary sequence, as they are when one of two independent series is: among any max
/// + 1 neighbours at most m can be among their own m largest. It asks neither for long runs nor for small autocorrelation,
/// which circular shifts do; the price is power, as p is about twice the share of larger shifts and scans at both ends are
/// given up. Yuan & Shou, PLOS Biology 22 (2024) e3002758. Throws ValueError unless the number of statistics is odd.
[[nodiscard]] inline double truncated_shift_p(std::span<const double> statistics, double tolerance = 0.0) {
  require(statistics.size() % 2 == 1, "truncated_shift_p", "the number of statistics must be odd", statistics.size());
  return truncated_shift_p(statistics[statistics.size() / 2], statistics, tolerance);
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
