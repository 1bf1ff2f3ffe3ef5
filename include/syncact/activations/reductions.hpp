#pragma once
/// One number per channel map: what a channel "does" in a frame.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "syncact/core/nth.hpp"
#include "syncact/core/tensor_view.hpp"

namespace syncact::inline v0_1::activations {

/// Reduces a channel's map to its activation.
/// Axioms: the result depends on the map's values and positions only, not on how they lie in memory; it is finite for a
/// finite map; a map with a NaN gives NaN. Maps have at least one element. Sums are taken in double.
template <class R, class T>
concept SpatialReduction = std::copyable<R> && std::floating_point<T> && requires(const R reduction, const MapView<T>& map) {
  { reduction(map) } -> std::same_as<double>;
};

namespace detail {

/// Calls f(value) for every element, as double, row by row.
template <std::floating_point T, class F>
void for_each(const MapView<T>& map, F&& f) {
  for (Index y = 0; y < map.height(); ++y) {
    for (Index x = 0; x < map.width(); ++x) f(static_cast<double>(map(y, x)));
  }
}

/// The sum of all elements, in double: eight sums of every eighth element, row by row, and theirs in pairs. The order is the
/// same however the map lies in memory, and where it lies without gaps the processor takes several elements at a time.
template <std::floating_point T>
[[nodiscard]] double sum_of(const MapView<T>& map) {
  std::array<double, 8> lanes{};
  if (map.contiguous()) {
    const T* const data = &map.front();
    const Index n = map.size(), whole = n / 8 * 8;
    for (Index i = 0; i < whole; i += 8) {
      for (std::size_t lane = 0; lane < 8; ++lane) lanes[lane] += static_cast<double>(data[i + static_cast<Index>(lane)]);
    }
    for (Index i = whole; i < n; ++i) nth(lanes, i - whole) += static_cast<double>(data[i]);
  } else {
    std::size_t at = 0;
    for_each(map, [&](double value) { lanes[at++ % 8] += value; });
  }
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

}  // namespace detail

/// The mean over the map (global average pooling).
struct Mean {
  template <std::floating_point T>
  [[nodiscard]] double operator()(const MapView<T>& map) const {
    return detail::sum_of(map) / static_cast<double>(map.size());
  }
};

/// The largest value of the map.
struct Max {
  template <std::floating_point T>
  [[nodiscard]] double operator()(const MapView<T>& map) const {
    double largest = -std::numeric_limits<double>::infinity();
    detail::for_each(map, [&](double v) {
      if (!(v <= largest)) largest = std::isnan(largest) ? largest : v;  // a NaN enters and stays
    });
    return largest;
  }
};

/// The Euclidean norm of the map, sqrt(sum x^2); it grows with the number of positions.
struct L2 {
  template <std::floating_point T>
  [[nodiscard]] double operator()(const MapView<T>& map) const {
    double largest = 0, sum = 0;
    detail::for_each(map, [&](double v) { largest = std::max(largest, std::abs(v)); });
    if (largest == 0 || !std::isfinite(largest)) largest = 1;
    detail::for_each(map, [&](double v) { sum += (v / largest) * (v / largest); });
    return largest * std::sqrt(sum);
  }
};

/// The mean of the map's positive values, 0 if there are none.
struct MeanOfPositives {
  template <std::floating_point T>
  [[nodiscard]] double operator()(const MapView<T>& map) const {
    double sum = 0;
    Index n = 0;
    detail::for_each(map, [&](double v) {
      if (v <= 0) return;  // not so for a NaN, which enters the sum
      sum += v;
      ++n;
    });
    return n > 0 ? sum / static_cast<double>(n) : 0.0;
  }
};

/// No reduction: every position of every channel is a unit of its own.
struct Identity {};

static_assert(SpatialReduction<Mean, float> && SpatialReduction<Max, float> && SpatialReduction<L2, double> &&
              SpatialReduction<MeanOfPositives, double> && !SpatialReduction<Identity, float>);

}  // namespace syncact::inline v0_1::activations

#include "syncact/core/macros_on.hpp"
