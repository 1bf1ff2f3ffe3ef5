#pragma once
/// The axioms of spatial reductions, as checks for your own.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "syncact/activations/reductions.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"

namespace syncact::inline v0_1::laws {

/// Axioms of activations::SpatialReduction on maps of several shapes: independence of strides, finite for finite maps, NaN
/// for a NaN at any position, the same value from a copy.
template <std::floating_point T, activations::SpatialReduction<T> R>
[[nodiscard]] Report check_spatial_reduction(const R& reduction, std::uint64_t seed = 1) {
  Report report;
  for (const auto& [height, width] : {std::pair<Index, Index>{1, 1}, {1, 7}, {5, 1}, {6, 9}}) {
    for (const double scale : {1.0, 1e-12, 1e12, -1.0, 0.0}) {
      std::vector<T> rows(as_size(height * width)), spread(rows.size() * 6);
      for (Index y = 0; y < height; ++y) {
        for (Index x = 0; x < width; ++x) {
          const double value = Random(seed).normal(static_cast<std::uint64_t>(y * width + x));
          const T v = static_cast<T>(scale * (scale < 0 ? std::abs(value) : value));  // also a map without positives
          nth(rows, y * width + x) = v;
          nth(spread, 2 * (y + height * x)) = v;
        }
      }
      const MapView<T> map(rows.data(), height, width, width, 1);
      const double value = reduction(map);
      report.expect(std::isfinite(value), "finite for a finite map", value, " for ", height, " x ", width);
      report.expect(R(reduction)(map) == value, "a copy gives the same value");
      const double strided = reduction(MapView<T>(spread.data(), height, width, 2, 2 * height));
      report.expect(strided == value, "independent of strides", strided, " and ", value);
      const double reversed = reduction(MapView<T>(rows.data() + (height - 1) * width, height, width, -width, 1));
      std::vector<T> flipped;
      for (Index y = height; y-- > 0;) flipped.insert(flipped.end(), rows.begin() + y * width, rows.begin() + (y + 1) * width);
      report.expect(reversed == reduction(MapView<T>(flipped.data(), height, width, width, 1)),
                    "independent of negative strides");
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const T kept = std::exchange(rows[i], std::numeric_limits<T>::quiet_NaN());
        report.expect(std::isnan(reduction(map)), "NaN in, NaN out", "NaN at ", i, " gives ", reduction(map));
        rows[i] = kept;
      }
    }
  }
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
