#pragma once
/// RDMs seen through a monotone curve, or as ranks.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "syncact/core/options.hpp"
#include "syncact/numeric/ranks.hpp"
#include "syncact/similarity/rdm/concept.hpp"

namespace syncact::inline v0_1::similarity::rdm {

namespace detail {

/// The numbers among the values of an RDM.
[[nodiscard]] inline std::vector<double> present_values(const Rdm& rdm) {
  std::vector<double> present;
  for (const double value : rdm.values) {
    if (!std::isnan(value)) present.push_back(value);
  }
  return present;
}

/// Quantile of sorted values, linear between them: numpy's default.
[[nodiscard]] inline double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

/// (d - low) / (high - low), clipped to [0, 1]; NaN everywhere if high == low.
[[nodiscard]] inline Rdm between(const Rdm& rdm, double low, double high) {
  Rdm result = rdm;
  for (double& d : result.values) {
    if (std::isnan(d)) continue;
    d = high > low ? std::clamp((d - low) / (high - low), 0.0, 1.0) : std::nan("");
  }
  return result;
}

[[nodiscard]] inline similarity::Info transform_info() {
  similarity::Info info;
  info.kind = similarity::Kind::rdm;
  info.direction = similarity::Direction::distance;
  info.lowest = 0;
  info.highest = 1;
  info.x = similarity::Invariance::scale | similarity::Invariance::translation;
  info.centering = "none";
  return info;
}

}  // namespace detail

/// The RDM as it is.
struct Unchanged {
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::transform_info();
    info.id = "transform_none";
    info.formula = "d";
    info.lowest = -std::numeric_limits<double>::infinity();
    info.highest = std::numeric_limits<double>::infinity();
    info.x = similarity::Invariance::none;
    return info;
  }
  [[nodiscard]] Rdm transform(const Rdm& rdm) const { return rdm; }
};

/// Ranks 1 .. number of pairs, ties averaged; NaN stays NaN and takes no rank.
struct RankTransform {
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::transform_info();
    info.id = "transform_rank";
    info.formula = "rank of d among the pairs";
    info.lowest = 1;
    info.highest = std::numeric_limits<double>::infinity();
    info.ties = "averaged";
    return info;
  }
  [[nodiscard]] Rdm transform(const Rdm& rdm) const {
    const std::vector<double> present = detail::present_values(rdm);
    const VectorX<double> ranks =
        numeric::average_ranks(Eigen::Map<const VectorX<double>>(present.data(), static_cast<Index>(present.size())));
    Rdm result = rdm;
    Index k = 0;
    for (double& d : result.values) {
      if (!std::isnan(d)) d = ranks[k++];
    }
    return result;
  }
};

/// (d - smallest) / (largest - smallest). NaN everywhere if all are equal.
struct MinMax {
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::transform_info();
    info.id = "transform_min_max";
    info.formula = "(d - min) / (max - min)";
    return info;
  }
  [[nodiscard]] Rdm transform(const Rdm& rdm) const {
    const std::vector<double> present = detail::present_values(rdm);
    if (present.empty()) return rdm;
    const auto [low, high] = std::minmax_element(present.begin(), present.end());
    return detail::between(rdm, *low, *high);
  }
};

/// clip((d - q_l) / (q_u - q_l), 0, 1), q the quantiles of this RDM, linear between values: small distances are noise and
/// large ones carry no more than that they are large. Lin & Kriegeskorte, PNAS 121 (2024) e2317881121, "geo-topological RDM".
/// NaN everywhere if the quantiles coincide.
struct GeoTopological {
  double lower = 0.2;  ///< share of pairs below the lower bound, in [0, upper)
  double upper = 0.8;  ///< share of pairs below the upper bound, in (lower, 1]

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("lower", self.lower, "quantile that becomes 0");
    option("upper", self.upper, "quantile that becomes 1");
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::transform_info();
    info.id = "transform_geo_topological";
    info.formula = "clip((d - q_l) / (q_u - q_l), 0, 1)";
    info.note = "rsatoolbox takes the quantiles over all RDMs of an object";
    info.source = "Lin & Kriegeskorte, PNAS 121 (2024) e2317881121";
    return info;
  }
  /// Throws ValueError unless 0 <= lower < upper <= 1.
  [[nodiscard]] Rdm transform(const Rdm& rdm) const {
    require(lower >= 0 && lower < upper, "GeoTopological", "lower must be in [0, upper)", lower);
    require(upper <= 1, "GeoTopological", "upper must be <= 1", upper);
    std::vector<double> sorted = detail::present_values(rdm);
    if (sorted.empty()) return rdm;
    std::sort(sorted.begin(), sorted.end());
    return detail::between(rdm, detail::quantile(sorted, lower), detail::quantile(sorted, upper));
  }
};

static_assert(RdmTransform<Unchanged> && RdmTransform<RankTransform> && RdmTransform<MinMax> && RdmTransform<GeoTopological>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
