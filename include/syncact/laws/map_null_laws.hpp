#pragma once
/// Laws of stats::MapNullModel, for any policy.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "syncact/laws/report.hpp"
#include "syncact/stats/map_correlations.hpp"

namespace syncact::inline v0_1::laws {

/// Checks the axioms of a null made of `map`, whose pairs of neighbours are given: of a smooth map of a few hundred voxels or
/// more.
template <stats::MapNullModel N>
[[nodiscard]] Report check_map_null(const N& null, const VectorX<double>& map,
                                    const std::vector<std::pair<Index, Index>>& neighbours) {
  Report report;
  constexpr int n_draws = 200;
  const auto of_neighbours = [&](const VectorX<double>& x) {
    const double mean = x.mean(), variance = (x.array() - mean).square().mean();
    double sum = 0;
    for (const auto& [a, b] : neighbours) sum += (x[a] - mean) * (x[b] - mean);
    return sum / static_cast<double>(neighbours.size()) / variance;
  };
  const VectorX<double> unit = (map.array() - map.mean()).matrix().normalized();
  double r = 0, smooth = 0;
  for (std::uint64_t d = 0; d < n_draws; ++d) {
    const VectorX<double> drawn = null(Random(7, d));
    report.expect(drawn.size() == map.size(), "the number of voxels stays", drawn.size(), " of ", map.size());
    if (!report.ok()) return report;
    report.expect(drawn.allFinite(), "a random map is finite", d);
    report.expect(drawn == null(Random(7, d)), "equal Random give equal maps", d);
    r += unit.dot((drawn.array() - drawn.mean()).matrix().normalized()) / n_draws;
    smooth += of_neighbours(drawn) / n_draws;
  }
  report.expect(null(Random(7, 0)) != null(Random(7, 1)), "independent Random give different maps", 1);
  report.expect_near(r, 0, 0.15, "random maps have nothing to do with the map, on average");
  report.expect_near(smooth, of_neighbours(map), 0.15, "neighbours are as alike as in the map, on average");
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
