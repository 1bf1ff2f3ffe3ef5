#pragma once
/// How much two maps overlap, by what is above a level, or weight by weight.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::groups {

/// Which voxels belong to a map.
struct SupportRule {
  enum class Unit : unsigned char {
    value,          ///< |a| > level
    share_of_peak,  ///< |a| > level * max |a|
    z,              ///< |a - mean| > level * sd, over all voxels
  };
  enum class Sign : unsigned char { both, positive };

  Unit unit = Unit::value;
  double level = 0.0;      ///< >= 0
  Sign sign = Sign::both;  ///< positive: the size is not taken
};

/// The voxels of a map, rising. Throws ValueError for NaN or infinity, or a negative level.
[[nodiscard]] inline std::vector<Index> support(const VectorX<double>& map, const SupportRule& rule) {
  require(rule.level >= 0, "support", "level must be >= 0", rule.level);
  require(map.allFinite(), "support", "the sum of a map must be finite", map.sum());
  VectorX<double> values = map;
  double level = rule.level;
  if (map.size() > 0 && rule.unit == SupportRule::Unit::share_of_peak) level *= map.cwiseAbs().maxCoeff();
  if (map.size() > 0 && rule.unit == SupportRule::Unit::z) {
    values.array() -= map.mean();
    level *= values.norm() / std::sqrt(static_cast<double>(map.size()));
  }
  std::vector<Index> result;
  for (Index v = 0; v < values.size(); ++v) {
    if ((rule.sign == SupportRule::Sign::both ? std::abs(values[v]) : values[v]) > level) result.push_back(v);
  }
  return result;
}

namespace detail {

/// Number of elements that two rising lists share.
[[nodiscard]] inline double n_common(std::span<const Index> a, std::span<const Index> b) {
  std::vector<Index> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return static_cast<double>(both.size());
}

/// part / whole, NaN for an empty whole.
[[nodiscard]] inline double share(double part, double whole) {
  return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace detail

/// 2|A & B| / (|A| + |B|) of rising lists of voxels; NaN if both are empty. Dice, Ecology 26 (1945) 297.
[[nodiscard]] inline double dice(std::span<const Index> a, std::span<const Index> b) {
  return detail::share(2 * detail::n_common(a, b), static_cast<double>(a.size() + b.size()));
}

/// |A & B| / |A or B|; NaN if both are empty. J = D / (2 - D).
[[nodiscard]] inline double jaccard(std::span<const Index> a, std::span<const Index> b) {
  const double common = detail::n_common(a, b);
  return detail::share(common, static_cast<double>(a.size() + b.size()) - common);
}

/// |A & B| / |B|, the share of B that A covers; NaN if B is empty.
[[nodiscard]] inline double coverage(std::span<const Index> a, std::span<const Index> b) {
  return detail::share(detail::n_common(a, b), static_cast<double>(b.size()));
}

/// sum min(|a|, |b|) / ((sum |a| + sum |b|) / 2), Dice without a level; NaN if both maps are zero. It asks for maps in one
/// unit: scale them first. Lv et al., Med. Image Anal. 20 (2015) 112, "spatial overlap".
[[nodiscard]] inline double soft_overlap(const VectorX<double>& a, const VectorX<double>& b) {
  require_extent("soft_overlap", "number of voxels of b", a.size(), b.size());
  return detail::share(a.cwiseAbs().cwiseMin(b.cwiseAbs()).sum(), (a.lpNorm<1>() + b.lpNorm<1>()) / 2);
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
