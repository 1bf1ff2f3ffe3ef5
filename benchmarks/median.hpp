#pragma once
/// What repeated timings are told by.
#include <algorithm>
#include <span>

/// The middle one of the values, which it sorts.
inline double median(std::span<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}
