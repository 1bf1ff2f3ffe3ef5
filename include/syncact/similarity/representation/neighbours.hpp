#pragma once
/// The nearest samples of each sample of a representation.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/numeric/ties.hpp"
#include "syncact/similarity/measurement.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// What makes sample j near to sample i.
enum class Nearness : unsigned char {
  inner_product,  ///< a large x_i' x_j of the values as given: long samples are near to all
  cosine,         ///< a large x_i' x_j / (|x_i| |x_j|) of the values as given
  euclidean,      ///< a small |x_i - x_j|
};
constexpr auto choices(Nearness) {
  return std::array{Choice{"inner_product", Nearness::inner_product}, Choice{"cosine", Nearness::cosine},
                    Choice{"euclidean", Nearness::euclidean}};
}

/// [k x sample] The k nearest other samples of each sample, nearest first.
using NeighbourTable = Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic>;

namespace detail {

/// What nearness is computed of.
struct Points {
  MatrixX<double> z;     ///< [unit x sample], in units that square without overflow; samples of no length are zero
  VectorX<double> norm;  ///< of the samples as given, in the same units: says how well they are known
};

template <class P>
[[nodiscard]] Points points(const P& x, Nearness nearness) {
  Points points{x.values().transpose(), {}};
  MatrixX<double>& z = points.z;
  if (z.size() == 0) return points;
  const double largest = z.cwiseAbs().maxCoeff();
  if (largest > 0) z /= std::ldexp(1.0, std::ilogb(largest));
  points.norm = z.colwise().stableNorm();
  if (nearness == Nearness::euclidean) {
    const VectorX<double> center = z.col(numeric::central_column(z));
    z.colwise() -= center;  // exact for whole numbers, as differences from the mean are not
    const double spread = z.cwiseAbs().maxCoeff();
    if (spread > 0) {
      const double scale = std::ldexp(1.0, std::ilogb(spread));
      z /= scale;
      points.norm /= scale;
    }
  }
  for (Index i = 0; nearness == Nearness::cosine && i < z.cols(); ++i) z.col(i).stableNormalize();
  if (nearness == Nearness::cosine) points.norm.setOnes();
  return points;
}

/// How near point j is to point i: a function of the two columns alone, and symmetric to the last bit.
[[nodiscard]] inline double nearness_of(const MatrixX<double>& z, Nearness nearness, Index i, Index j) {
  return nearness == Nearness::euclidean ? -(z.col(i) - z.col(j)).squaredNorm() : z.col(i).dot(z.col(j));
}

/// The rounding error of nearness_of: that of its sum, and what the rounding of the samples themselves makes of it.
[[nodiscard]] inline double nearness_rounding(const Points& points, Nearness nearness, Index i, Index j, double nearness_ij) {
  const double sum = numeric::rounding_of_sum(points.z.rows()), stored = 8 * std::numeric_limits<double>::epsilon();
  if (nearness != Nearness::euclidean) return sum * points.z.col(i).norm() * points.z.col(j).norm();
  const double d = -nearness_ij;
  return sum * d + stored * std::sqrt(d) * (points.norm[i] + points.norm[j]);
}

/// The k samples nearest to i. `rough` [sample] is their nearness, up to one constant, from a matrix product: it is known
/// to `error` and chooses candidates; nearness_of decides, up to its own rounding.
inline void nearest_of(Index i, const Points& points, Nearness nearness, Eigen::Ref<const VectorX<double>> rough, double error,
                       Eigen::Ref<Eigen::Matrix<Index, Eigen::Dynamic, 1>> nearest) {
  const MatrixX<double>& z = points.z;
  const Index n = z.cols(), k = nearest.size();
  std::vector<double> sorted;
  for (Index j = 0; j < n; ++j) {
    if (j != i) sorted.push_back(rough[j]);
  }
  std::nth_element(sorted.begin(), sorted.begin() + (k - 1), sorted.end(), std::greater<>());
  const double least = nth(sorted, k - 1) - 2 * error;
  std::vector<Index> candidates;
  for (Index j = 0; j < n; ++j) {
    if (j != i && rough[j] >= least) candidates.push_back(j);
  }
  const auto n_candidates = static_cast<Index>(candidates.size());
  VectorX<double> farness(n_candidates);  // minus nearness, so that falling nearness is rising order
  for (Index c = 0; c < n_candidates; ++c) farness[c] = -nearness_of(z, nearness, i, nth(candidates, c));
  numeric::settle_ties(farness, [&](auto&& f) {
    for (Index c = 0; c < n_candidates; ++c) {
      f(c, nearness_rounding(points, nearness, i, nth(candidates, c), -farness[c]));
    }
  });
  std::vector<std::pair<double, Index>> order;
  for (Index c = 0; c < n_candidates; ++c) order.emplace_back(farness[c], nth(candidates, c));
  std::partial_sort(order.begin(), order.begin() + k, order.end());
  for (Index r = 0; r < k; ++r) nearest[r] = nth(order, r).second;
}

}  // namespace detail

/// The k nearest other samples of each. A sample is never its own neighbour, also if others equal it; of those that are equally
/// near (but for rounding, relative to the terms that were summed) the lower index comes first. Neither depends on the backend:
/// products choose candidates, plain sums decide. Memory: the table and samples x 512. Status: too_few_samples if there
/// are not k others, undefined for no units and, by cosine, for a sample that is zero. Throws ValueError unless k >= 1.
template <class P>
[[nodiscard]] similarity::Measured<NeighbourTable> nearest_neighbours(const P& x, Index k, Nearness nearness) {
  require(k >= 1, "nearest_neighbours", "k must be >= 1", k);
  const Index n = x.n_samples();
  if (n <= k) return {NeighbourTable(), similarity::MeasureStatus::too_few_samples, n, 0, 0};
  const detail::Points points = detail::points(x, nearness);
  const MatrixX<double>& z = points.z;
  const VectorX<double> squares = z.colwise().squaredNorm();
  if (z.rows() == 0 || (nearness == Nearness::cosine && squares.minCoeff() == 0)) {
    return {NeighbourTable(), similarity::MeasureStatus::undefined, n, 0, 0};
  }
  const double largest = squares.maxCoeff();
  double error = 4 * static_cast<double>(z.rows() + 4) * std::numeric_limits<double>::epsilon() * largest;
  error += nearness == Nearness::euclidean  // differences of at most 2 sqrt(largest): so much may be taken for a tie
               ? 4 * numeric::rounding_of_sum(z.rows()) * largest +
                     32 * std::numeric_limits<double>::epsilon() * std::sqrt(largest) * points.norm.maxCoeff()
               : 2 * numeric::rounding_of_sum(z.rows()) * largest;
  NeighbourTable table(k, n);
  for (Index first = 0; first < n; first += linalg::tile_edge) {
    const Index size = std::min(linalg::tile_edge, n - first);
    MatrixX<double> rough = linalg::product<double>(z, linalg::Op::transpose, z.middleCols(first, size), linalg::Op::none,
                                                    x.backend(), x.executor());
    if (nearness == Nearness::euclidean) rough.colwise() -= 0.5 * squares;  // half of |x_i|^2 - |x_i - x_j|^2
    x.executor().bulk(
        size, [&](Index b) { detail::nearest_of(first + b, points, nearness, rough.col(b), error, table.col(first + b)); });
  }
  return {std::move(table), similarity::MeasureStatus::ok, n, 0, 0};
}

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
