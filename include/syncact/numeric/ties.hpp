#pragma once
/// Ties: values that are equal in exact arithmetic made equal to the bit, so that every rank, count and order that is taken of
/// them later agrees with it.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::numeric {

/// The rounding error of a sum of n products, relative to the sum of their absolute values, with room to spare.
[[nodiscard]] inline double rounding_of_sum(Index n) {
  return (16 + 2 * std::sqrt(static_cast<double>(n))) * std::numeric_limits<double>::epsilon();
}

namespace detail {

struct MaybeTied {
  double value;
  double tolerance;
  Index place;
};

/// Finds without sorting which of many values may be within their tolerances of another: each value's leading bits, rounded
/// down and rounded to nearest, are counted in two hash tables, and a value is passed over if both say that it is alone. Two
/// values closer than a quarter of a step share one of the two.
class LonelyValues {
 public:
  explicit LonelyValues(Index n)
      : shift_(64 - static_cast<int>(std::bit_width(8 * static_cast<std::uint64_t>(std::max<Index>(n, 1))))),
        down_(std::size_t{1} << (64 - shift_), 0),
        nearest_(down_.size(), 0) {}

  void count(double value) {
    for (auto [table, at] : {std::pair{&down_, slot(value, 0)}, std::pair{&nearest_, slot(value, half)}}) {
      if ((*table)[at] < 2) ++(*table)[at];
    }
  }
  [[nodiscard]] bool alone(double value) const { return down_[slot(value, 0)] < 2 && nearest_[slot(value, half)] < 2; }
  /// Tolerances above this share of the value are not seen by the tables.
  static constexpr double finest = 0x1p-28;

 private:
  static constexpr int dropped_bits = 26;
  static constexpr std::uint64_t half = std::uint64_t{1} << (dropped_bits - 1);

  [[nodiscard]] std::size_t slot(double value, std::uint64_t offset) const {
    const std::uint64_t leading = (std::bit_cast<std::uint64_t>(std::abs(value)) + offset) >> dropped_bits;
    return static_cast<std::size_t>((leading * 0x9E3779B97F4A7C15u) >> shift_);
  }

  int shift_;
  std::vector<std::uint8_t> down_, nearest_;
};

}  // namespace detail

/// Gives values that differ by no more than their tolerances together the smallest of them. `for_each(f)` calls f(k, tolerance)
/// for every k; the tolerance is the rounding error that values[k] may have. NaN stays NaN. About 10 n steps where few values
/// tie, n log n where many do.
template <class Values, class ForEach>
void settle_ties(Values&& values, ForEach&& for_each) {
  const Index n = values.size();
  constexpr Index few = 4096;  // sorting these costs less than the tables
  std::vector<detail::MaybeTied> tied;
  if (n <= few) {
    for_each([&](Index k, double tolerance) {
      if (!std::isnan(values[k])) tied.push_back({values[k], tolerance, k});
    });
  } else {
    detail::LonelyValues lonely(n);
    for (Index k = 0; k < n; ++k) lonely.count(values[k]);
    for_each([&](Index k, double tolerance) {
      const double value = values[k];
      const bool coarse = tolerance > detail::LonelyValues::finest * std::abs(value);
      if (!std::isnan(value) && (coarse || !lonely.alone(value))) tied.push_back({value, tolerance, k});
    });
  }
  std::sort(tied.begin(), tied.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
  for (std::size_t first = 0, k = 1; k < tied.size(); ++k) {
    const double distance = tied[k].value - tied[first].value;
    if (distance <= tied[k].tolerance + tied[first].tolerance) {
      if (distance > 0) values[tied[k].place] = tied[first].value;
    } else {
      first = k;
    }
  }
}

/// The same with one tolerance for all.
template <class Values>
void settle_ties(Values&& values, double tolerance) {
  const Index n = values.size();
  settle_ties(values, [&](auto&& f) {
    for (Index k = 0; k < n; ++k) f(k, tolerance);
  });
}

/// The column nearest to the mean of those that are ok (all, if none is said). Differences from a column of the table are exact
/// where differences from the mean are rounded: of whole numbers, and of numbers within a factor of two.
template <class Table>
[[nodiscard]] Index central_column(const Table& columns, const std::vector<unsigned char>& ok = {}) {
  const auto usable = [&](Index i) { return ok.empty() || nth(ok, i) != 0; };
  VectorX<double> mean = VectorX<double>::Zero(columns.rows());
  double n = 0;
  for (Index i = 0; i < columns.cols(); ++i) {
    if (usable(i)) mean += (columns.col(i) - mean) / ++n;
  }
  Index best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < columns.cols(); ++i) {
    if (!usable(i)) continue;
    const double distance = (columns.col(i) - mean).squaredNorm();
    if (distance < least) least = distance, best = i;
  }
  return best;
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
