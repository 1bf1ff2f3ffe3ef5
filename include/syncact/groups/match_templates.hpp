#pragma once
/// Which known network a learned one is: scores with templates, and a one-to-one assignment.
#include "syncact/core/macros_off.hpp"

#include <optional>
#include <vector>

#include "syncact/groups/hausdorff.hpp"
#include "syncact/groups/map_overlap.hpp"
#include "syncact/networks/match.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::groups {

/// What a map and a template are compared by.
enum class MapScore : unsigned char {
  pearson,       ///< r over voxels, no level needed: look at this first
  dice,          ///< of the supports
  jaccard,       ///< of the supports
  coverage,      ///< share of the template that the map covers
  soft_overlap,  ///< of maps scaled to a largest size of 1
  hausdorff,     ///< distance of the supports in millimetres: small is alike
};

struct TemplateMatching {
  MapScore score = MapScore::pearson;
  SupportRule map_support{};       ///< of the learned maps
  SupportRule template_support{};  ///< of the templates
  double percentile = 95;          ///< of hausdorff: 100 is the distance itself, 95 forgives stray voxels
};

struct TemplateMatches {
  MatrixX<double> score;  ///< [network x template]; NaN where undefined (empty supports, a constant map)
  std::vector<networks::MatchedPair>
      pairs{};  ///< one to one, by rising network, each with its score; undefined ones never pair
};

namespace detail {

[[nodiscard]] inline MatrixX<double> map_scores(const MatrixX<double>& maps, const MatrixX<double>& templates,
                                                const TemplateMatching& options, const MatrixX<double>& centers) {
  const Index n = maps.rows(), m = templates.rows();
  MatrixX<double> score(n, m);
  std::vector<VectorX<double>> a, b;
  std::vector<std::vector<Index>> in_a, in_b;
  const auto scaled = [](const VectorX<double>& map) {
    const double largest = map.size() > 0 ? map.cwiseAbs().maxCoeff() : 0.0;
    return largest > 0 ? VectorX<double>(map / largest) : map;
  };
  for (Index k = 0; k < n; ++k) {
    a.push_back(scaled(maps.row(k).transpose()));
    in_a.push_back(support(maps.row(k).transpose(), options.map_support));
  }
  for (Index k = 0; k < m; ++k) {
    b.push_back(scaled(templates.row(k).transpose()));
    in_b.push_back(support(templates.row(k).transpose(), options.template_support));
  }
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < m; ++j) {
      const auto k = as_size(i), l = as_size(j);
      switch (options.score) {
        case MapScore::dice:
          score(i, j) = dice(in_a[k], in_b[l]);
          break;
        case MapScore::jaccard:
          score(i, j) = jaccard(in_a[k], in_b[l]);
          break;
        case MapScore::coverage:
          score(i, j) = coverage(in_a[k], in_b[l]);
          break;
        case MapScore::soft_overlap:
          score(i, j) = soft_overlap(a[k], b[l]);
          break;
        default:
          score(i, j) = hausdorff(centers, in_a[k], in_b[l], options.percentile);
      }
    }
  }
  return score;
}

template <CallContext C>
[[nodiscard]] MatrixX<double> map_correlations(const MatrixX<double>& maps, const MatrixX<double>& templates,
                                               const C& context) {
  const MatrixX<double> a = maps.transpose(), b = templates.transpose();
  const auto ua = numeric::to_unit_norm(SeriesView<double>(a), NanPolicy::raise, context.executor),
             ub = numeric::to_unit_norm(SeriesView<double>(b), NanPolicy::raise, context.executor);
  MatrixX<double> r = linalg::cross(ua.values, ub.values, context.backend, context.executor);
  for (Index i = 0; i < r.rows(); ++i) {
    for (Index j = 0; j < r.cols(); ++j) {
      if (!ua.ok(i) || !ub.ok(j)) r(i, j) = std::numeric_limits<double>::quiet_NaN();
    }
  }
  return r;
}

}  // namespace detail

/// Compares learned maps [network x voxel] with templates [template x voxel] on the same voxels, and assigns min(n, m) of
/// them one to one so that the sum of scores is largest (of distances: smallest). The sign of maps is kept: turn them first
/// if it means nothing. centers [voxel x 3] in millimetres are needed for hausdorff alone (voxel_centers).
/// An assignment pairs all it can: a pair says "the best that is left", not "alike". Read the score.
/// Throws ShapeError if numbers of voxels differ, ValueError for NaN or infinity in maps.
template <CallContext C = Context<>>
[[nodiscard]] TemplateMatches match_templates(const MatrixX<double>& maps, const MatrixX<double>& templates,
                                              const TemplateMatching& options = {},
                                              const MatrixX<double>& centers = MatrixX<double>(0, 3), const C& context = {}) {
  constexpr const char* name = "match_templates";
  require_extent(name, "number of voxels of templates", maps.cols(), templates.cols());
  require_finite(name, "maps", SeriesView<double>(maps));
  require_finite(name, "templates", SeriesView<double>(templates));
  const bool distance = options.score == MapScore::hausdorff;
  if (distance) require_extent(name, "number of rows of centers", maps.cols(), centers.rows());
  TemplateMatches result{options.score == MapScore::pearson ? detail::map_correlations(maps, templates, context)
                                                            : detail::map_scores(maps, templates, options, centers)};
  if (result.score.size() == 0) return result;
  MatrixX<double> gain = distance ? MatrixX<double>(-result.score) : result.score;
  const double worst = gain.array().isNaN().select(0.0, gain).minCoeff() - 1;
  gain = gain.array().isNaN().select(worst, gain).eval();
  for (auto pair : networks::match_scores(gain)) {
    pair.score = result.score(pair.a, pair.b);
    if (!std::isnan(pair.score)) result.pairs.push_back(pair);
  }
  return result;
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
