#pragma once
/// Facets of a unit: the different things that its most active frames show.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "syncact/annotation/describe/top_frames.hpp"
#include "syncact/core/random.hpp"
#include "syncact/numeric/extend_basis.hpp"

namespace syncact::inline v0_1::annotation::describe {

struct FacetOptions {
  Index n_top = 60;         ///< frames of largest activation that are looked at
  Index apart = 1;          ///< no two of them closer than so many frames: neighbours in a film are one scene
  Index most = 4;           ///< facets that are looked for
  Index n_references = 19;  ///< samples without facets that a split is compared with; no p is below one over this and 1
  double level = 0.05;      ///< a split of larger p is none
  std::uint64_t seed = 0;
};

/// Frames, most active first, by facet; the facet with the most frames first.
struct Facets {
  std::vector<std::vector<Index>> frames;
  double silhouette = 0;  ///< mean over frames of the best split, in [-1, 1], taken or not
  double p = 1;           ///< of it: samples without facets that separate as well
};

namespace detail {

/// Rows of length 1 in clusters by the cosine with their centres (spherical k-means), the best of five starts: [row] the
/// cluster.
[[nodiscard]] inline std::vector<Index> cosine_clusters(const MatrixX<double>& rows, Index k, std::uint64_t seed) {
  const Index n = rows.rows();
  std::vector<Index> best;
  double most = -std::numeric_limits<double>::infinity();
  for (std::uint64_t start = 0; start < 5; ++start) {
    const Random random(seed, start);
    MatrixX<double> centres(k, rows.cols());
    VectorX<double> nearest = VectorX<double>::Constant(n, std::numeric_limits<double>::infinity());
    for (Index c = 0; c < k; ++c) {  // k-means++: far rows are likelier to be the next centre
      Index chosen = random.below(static_cast<std::uint64_t>(c), n);
      if (c > 0) {
        double left = random.uniform(static_cast<std::uint64_t>(100 + c)) * nearest.sum();
        for (chosen = 0; chosen + 1 < n && left >= nearest[chosen]; ++chosen) left -= nearest[chosen];
      }
      centres.row(c) = rows.row(chosen);
      for (Index i = 0; i < n; ++i) nearest[i] = std::min(nearest[i], std::max(0.0, 1 - rows.row(i).dot(centres.row(c))));
    }
    std::vector<Index> cluster(as_size(n), -1);
    double total = 0;
    for (int sweep = 0; sweep < 100; ++sweep) {
      bool moved = false;
      total = 0;
      for (Index i = 0; i < n; ++i) {
        Index at = 0;
        for (Index c = 1; c < k; ++c) {
          if (rows.row(i).dot(centres.row(c)) > rows.row(i).dot(centres.row(at))) at = c;
        }
        total += rows.row(i).dot(centres.row(at));
        moved = moved || nth(cluster, i) != at;
        nth(cluster, i) = at;
      }
      if (!moved) break;
      centres.setZero();
      for (Index i = 0; i < n; ++i) centres.row(nth(cluster, i)) += rows.row(i);
      for (Index c = 0; c < k; ++c) {
        const double norm = centres.row(c).norm();
        if (norm > 0) centres.row(c) /= norm;
      }
    }
    if (total > most) most = total, best = cluster;
  }
  return best;
}

/// Mean silhouette of clusters of rows of length 1 by 1 - cosine; 0 for rows alone in their cluster.
[[nodiscard]] inline double mean_silhouette(const MatrixX<double>& rows, const std::vector<Index>& cluster, Index k) {
  double sum = 0;
  for (Index i = 0; i < rows.rows(); ++i) {
    VectorX<double> distance = VectorX<double>::Zero(k), n = VectorX<double>::Zero(k);
    for (Index j = 0; j < rows.rows(); ++j) {
      if (j == i) continue;
      distance[nth(cluster, j)] += 1 - rows.row(i).dot(rows.row(j));
      n[nth(cluster, j)] += 1;
    }
    const Index own = nth(cluster, i);
    if (n[own] == 0) continue;
    double other = std::numeric_limits<double>::infinity();
    for (Index c = 0; c < k; ++c) {
      if (c != own && n[c] > 0) other = std::min(other, distance[c] / n[c]);
    }
    const double within = distance[own] / n[own], larger = std::max(within, other);
    if (std::isfinite(other) && larger > 0) sum += (other - within) / larger;
  }
  return sum / static_cast<double>(rows.rows());
}

/// The clusters of largest mean silhouette among 2 to `most`, of rows that are first scaled to length 1.
struct Split {
  std::vector<Index> cluster;
  Index k = 1;
  double silhouette = -1;
};

[[nodiscard]] inline Split best_split(MatrixX<double> rows, Index most, std::uint64_t seed) {
  for (Index i = 0; i < rows.rows(); ++i) {
    const double norm = rows.row(i).norm();
    if (norm > 0) rows.row(i) /= norm;
  }
  Split best;
  for (Index k = 2; k <= std::min(most, rows.rows() - 1); ++k) {
    std::vector<Index> cluster = cosine_clusters(rows, k, seed);
    const double silhouette = mean_silhouette(rows, cluster, k);
    if (silhouette > best.silhouette) best = {std::move(cluster), k, silhouette};
  }
  return best;
}

/// The same rows in as few columns as they need: coordinates in a basis of what they span.
[[nodiscard]] inline MatrixX<double> compact(const MatrixX<double>& rows) {
  if (rows.cols() <= rows.rows()) return rows;
  MatrixX<double> basis(rows.cols(), rows.rows());
  Index rank = 0;
  for (Index i = 0; i < rows.rows(); ++i) numeric::extend_basis(basis, rank, rows.row(i).transpose());
  MatrixX<double> result(rows.rows(), rank);
  for (Index i = 0; i < rows.rows(); ++i) {
    for (Index b = 0; b < rank; ++b) result(i, b) = rows.row(i).dot(basis.col(b));
  }
  return result;
}

/// As many rows drawn from the one Gaussian that has the mean and the covariance of these.
[[nodiscard]] inline MatrixX<double> gaussian_like(const MatrixX<double>& rows, const Random& random) {
  const Index n = rows.rows();
  const VectorX<double> mean = rows.colwise().mean().transpose();
  MatrixX<double> centered = rows.transpose();  // [feature x row]
  for (Index i = 0; i < n; ++i) centered.col(i) -= mean;
  MatrixX<double> drawn(n, rows.cols());
  for (Index i = 0; i < n; ++i) {
    VectorX<double> row = mean;
    for (Index j = 0; j < n; ++j) {
      row += random.normal(static_cast<std::uint64_t>(i * n + j)) / std::sqrt(static_cast<double>(n - 1)) * centered.col(j);
    }
    drawn.row(i) = row.transpose();
  }
  return drawn;
}

}  // namespace detail

/// Splits the most active frames of a unit [frame] by what else the frames are like: features [frame x feature], as the
/// activations of the other units of its layer, or embeddings of pictures. Features are standardized over all frames; frames
/// are alike by the cosine; the number of facets is the one of largest mean silhouette. Any cloud can be cut in two, so a split
/// counts only if it separates better than the best splits of samples from one Gaussian with the frames' mean and covariance do
/// (after SigClust, Huang et al., J. Comput. Graph. Stat. 24 (2015) 975); else there is one facet. A unit for faces and for
/// clocks has two. Two scenes of one thing can be two facets, too: `apart` keeps the frames of a scene from being many. Time:
/// n_references n_top^3. Throws ShapeError for other numbers of frames, ValueError for options out of range and NaN.
[[nodiscard]] inline Facets facets(const Eigen::Ref<const VectorX<double>>& unit, const MatrixX<double>& features,
                                   const FacetOptions& options = {}) {
  const char* const function = "facets";
  require_extent(function, "number of frames of the features", unit.size(), features.rows());
  require(options.most >= 1, function, "most must be >= 1", options.most);
  require(options.n_references >= 1, function, "n_references must be >= 1", options.n_references);
  require(features.allFinite(), function, "features must be finite");
  const std::vector<Index> top = top_frames(unit, options.n_top, options.apart);
  const Index n = std::ssize(top);
  MatrixX<double> rows = MatrixX<double>::Zero(n, features.cols());
  for (Index f = 0; f < features.cols(); ++f) {
    const double mean = features.col(f).mean();
    const double sd = std::sqrt((features.col(f).array() - mean).square().mean());
    if (!(sd > 0)) continue;
    for (Index i = 0; i < n; ++i) rows(i, f) = (features(nth(top, i), f) - mean) / sd;
  }
  Facets result{{top}, 0, 1};
  if (features.cols() == 0) return result;
  rows = detail::compact(rows);
  if (rows.cols() == 0) return result;  // no feature varies
  const detail::Split split = detail::best_split(rows, options.most, options.seed);
  if (split.k < 2) return result;
  result.silhouette = split.silhouette;
  Index reached = 0;
  for (Index d = 0; d < options.n_references; ++d) {
    const Random random(options.seed, 1000 + static_cast<std::uint64_t>(d));
    const detail::Split other = detail::best_split(detail::gaussian_like(rows, random), options.most, options.seed);
    reached += other.silhouette >= split.silhouette - 1e-12 ? 1 : 0;
  }
  result.p = static_cast<double>(reached + 1) / static_cast<double>(options.n_references + 1);
  if (result.p > options.level) return result;
  result.frames.assign(as_size(split.k), {});
  for (Index i = 0; i < n; ++i) nth(result.frames, nth(split.cluster, i)).push_back(nth(top, i));
  std::erase_if(result.frames, [](const auto& frames) { return frames.empty(); });
  std::stable_sort(result.frames.begin(), result.frames.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return result;
}

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
