#pragma once
/// Distances along the cloud of patterns instead of through the air.
#include "syncact/core/macros_off.hpp"

#include <limits>

#include "syncact/core/options.hpp"
#include "syncact/similarity/rdm/detail/ties.hpp"
#include "syncact/similarity/rdm/transforms.hpp"

namespace syncact::inline v0_1::similarity::rdm {

enum class ClosestPair : unsigned char {
  connected,  ///< its edge has length 0
  cut,        ///< its edge is missing, as in rsatoolbox, where length 0 is read as "no edge"
};
constexpr auto choices(ClosestPair) {
  return std::array{Choice{"connected", ClosestPair::connected}, Choice{"cut", ClosestPair::cut}};
}

/// Shortest paths over the graph whose edges are the distances scaled to [0, 1] by MinMax, without those of length 1 (the
/// largest). Lin & Kriegeskorte, PNAS 121 (2024) e2317881121. Pairs that are NaN are no edges; where no path is left, and
/// where all distances are equal, the result is NaN. Floyd-Warshall, n^3.
struct Geodesic {
  ClosestPair closest_pair = ClosestPair::connected;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("closest_pair", self.closest_pair, "whether the pair at scaled distance 0 has an edge");
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::transform_info();
    info.id = "transform_geodesic";
    info.formula = "shortest paths over min-max scaled d, without the largest edge";
    info.highest = std::numeric_limits<double>::infinity();
    info.cost = "n^3";
    info.note = "rsatoolbox loses the edge of the closest pair: closest_pair=cut";
    info.source = "Lin & Kriegeskorte, PNAS 121 (2024) e2317881121";
    return info;
  }
  [[nodiscard]] Rdm transform(const Rdm& rdm) const {
    constexpr double no_path = std::numeric_limits<double>::infinity();
    MatrixX<double> path = MinMax{}.transform(rdm).square();
    const Index n = rdm.n_conditions;
    for (Index j = 0; j < n; ++j) {
      for (Index i = 0; i < n; ++i) {
        const bool lost = closest_pair == ClosestPair::cut && path(i, j) == 0;
        if (i != j && (!(path(i, j) < 1) || lost)) path(i, j) = no_path;
      }
    }
    for (Index k = 0; k < n; ++k) {
      for (Index j = 0; j < n; ++j) path.col(j).array() = path.col(j).array().min(path.col(k).array() + path(k, j));
    }
    Rdm result = from_square(path);
    for (double& d : result.values) {
      if (d == no_path) d = std::numeric_limits<double>::quiet_NaN();
    }
    const double rounding = numeric::rounding_of_sum(n);
    detail::settle_ties(result, [&](Index, Index, double d) { return rounding * std::abs(d); });
    return result;
  }
};

static_assert(RdmTransform<Geodesic>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
