#pragma once
/// A test of the correlation of two maps of the brain against random maps.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <concepts>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/random.hpp"
#include "syncact/core/types.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::stats {

/// A null model of maps: null(random) is a random map [voxel] that keeps what a map of the brain has whatever it means, above
/// all its smoothness. Axioms: equal Random give equal maps, independent ones independent maps; the number of voxels stays.
template <class N>
concept MapNullModel = requires(const N null, const Random& random) {
  { null(random) } -> std::same_as<VectorX<double>>;
};

/// Pearson's r of two maps and how often a random map in place of the first has as large a one.
struct MapCorrelation {
  double r = 0;
  double p = 1;  ///< one-sided: r of random maps that reach it
};

/// Correlates a map with each of `others` [map x voxel]; random maps of `null`, a MapNull or SpinNull of the map, or your own,
/// are the same for all of them. NaN for constant maps. Throws ShapeError, ValueError unless n_permutations >= 1.
template <MapNullModel N>
[[nodiscard]] std::vector<MapCorrelation> map_correlations(const VectorX<double>& map, const MatrixX<double>& others,
                                                           const N& null, Index n_permutations, std::uint64_t seed = 0) {
  const char* const function = "map_correlations";
  require_extent(function, "number of voxels of the other maps", map.size(), others.cols());
  require(n_permutations >= 1, function, "n_permutations must be >= 1", n_permutations);
  const auto normalized = [](VectorX<double> x) -> VectorX<double> {
    x.array() -= x.mean();
    return x / x.norm();  // NaN for a constant one
  };
  MatrixX<double> units(others.cols(), others.rows());
  for (Index k = 0; k < others.rows(); ++k) units.col(k) = normalized(others.row(k).transpose());
  const auto correlations = [&](const VectorX<double>& x) {
    const VectorX<double> unit = normalized(x);
    VectorX<double> r(units.cols());
    for (Index k = 0; k < r.size(); ++k) r[k] = units.col(k).dot(unit);
    return r;
  };
  const VectorX<double> observed = correlations(map);
  VectorX<double> reached = VectorX<double>::Zero(others.rows());
  for (Index d = 0; d < n_permutations; ++d) {
    const VectorX<double> drawn = correlations(null(Random(seed, static_cast<std::uint64_t>(d))));
    reached.array() += (drawn.array() >= observed.array() - 1e-12).cast<double>();
  }
  std::vector<MapCorrelation> result;
  for (Index k = 0; k < others.rows(); ++k) {
    const double p = p_from_null(static_cast<Index>(reached[k]), n_permutations);
    result.push_back({observed[k], std::isnan(observed[k]) ? observed[k] : p});
  }
  return result;
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
