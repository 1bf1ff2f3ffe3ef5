#pragma once
/// The nearest samples of each sample of a representation.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "syncact/measure/measurement.hpp"
#include "syncact/measure/options.hpp"
#include "syncact/representation/prepared.hpp"

namespace syncact::representation {

/// What makes sample j near to sample i.
enum class Nearness : unsigned char {
  inner_product,  ///< a large x_i' x_j of the values as given: long samples are near to all
  cosine,         ///< a large x_i' x_j / (|x_i| |x_j|) of the values as given
  euclidean,      ///< a small |x_i - x_j|
};
constexpr auto choices(Nearness) {
  return std::array{measure::Choice{"inner_product", Nearness::inner_product}, measure::Choice{"cosine", Nearness::cosine},
                    measure::Choice{"euclidean", Nearness::euclidean}};
}

/// [k x sample] The k nearest other samples of each sample, nearest first.
using NeighbourTable = Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic>;

namespace detail {

/// [unit x sample] What nearness is computed of, in units that square without overflow. Samples of no length are zero.
template <class P>
[[nodiscard]] MatrixX<double> points(const P& x, Nearness nearness) {
  MatrixX<double> z = (nearness == Nearness::euclidean ? x.centred() : x.values()).transpose();
  if (nearness == Nearness::euclidean || z.size() == 0) return z;
  const double largest = z.cwiseAbs().maxCoeff();
  if (largest > 0) z /= std::ldexp(1.0, std::ilogb(largest));
  for (Index i = 0; nearness == Nearness::cosine && i < z.cols(); ++i) z.col(i).stableNormalize();
  return z;
}

/// How near point j is to point i: a function of the two columns alone, and symmetric to the last bit.
[[nodiscard]] inline double nearness_of(const MatrixX<double>& z, Nearness nearness, Index i, Index j) {
  return nearness == Nearness::euclidean ? -(z.col(i) - z.col(j)).squaredNorm() : z.col(i).dot(z.col(j));
}

/// The k samples nearest to i. `rough` [sample] is their nearness, up to one constant, from a matrix product: it is known
/// to `error` and chooses candidates; nearness_of decides.
inline void nearest_of(Index i, const MatrixX<double>& z, Nearness nearness, Eigen::Ref<const VectorX<double>> rough,
                       double error, Eigen::Ref<Eigen::Matrix<Index, Eigen::Dynamic, 1>> nearest) {
  const Index n = z.cols(), k = nearest.size();
  std::vector<double> sorted;
  for (Index j = 0; j < n; ++j) {
    if (j != i) sorted.push_back(rough[j]);
  }
  std::nth_element(sorted.begin(), sorted.begin() + (k - 1), sorted.end(), std::greater<>());
  const double least = sorted[static_cast<std::size_t>(k - 1)] - 2 * error;
  std::vector<std::pair<double, Index>> candidates;  // minus nearness, so that the pairs sort by falling nearness, rising index
  for (Index j = 0; j < n; ++j) {
    if (j != i && rough[j] >= least) candidates.emplace_back(-nearness_of(z, nearness, i, j), j);
  }
  std::partial_sort(candidates.begin(), candidates.begin() + k, candidates.end());
  for (Index r = 0; r < k; ++r) nearest[r] = candidates[static_cast<std::size_t>(r)].second;
}

}  // namespace detail

/// The k nearest other samples of each. A sample is never its own neighbour, also if others equal it; of equally near ones
/// the lower index comes first. Neither depends on the backend: products choose candidates, plain sums decide.
/// Memory: the table and samples x 512. Status: too_few_samples if there are not k others, undefined for no units and, by
/// cosine, for a sample that is zero. Throws ValueError unless k >= 1.
template <class P>
[[nodiscard]] measure::Measured<NeighbourTable> nearest_neighbours(const P& x, Index k, Nearness nearness) {
  require(k >= 1, "nearest_neighbours", "k must be >= 1", k);
  const Index n = x.n_samples();
  if (n <= k) return {NeighbourTable(), measure::Status::too_few_samples, n, 0, 0};
  const MatrixX<double> z = detail::points(x, nearness);
  const VectorX<double> squares = z.colwise().squaredNorm();
  if (z.rows() == 0 || (nearness == Nearness::cosine && squares.minCoeff() == 0)) {
    return {NeighbourTable(), measure::Status::undefined, n, 0, 0};
  }
  const double error = 4 * static_cast<double>(z.rows() + 4) * std::numeric_limits<double>::epsilon() * squares.maxCoeff();
  NeighbourTable table(k, n);
  for (Index first = 0; first < n; first += linalg::tile_edge) {
    const Index size = std::min(linalg::tile_edge, n - first);
    MatrixX<double> rough = linalg::product<double>(z, linalg::Op::transpose, z.middleCols(first, size), linalg::Op::none,
                                                    x.backend(), x.executor());
    if (nearness == Nearness::euclidean) rough.colwise() -= 0.5 * squares;  // half of |x_i|^2 - |x_i - x_j|^2
    x.executor().bulk(size,
                      [&](Index b) { detail::nearest_of(first + b, z, nearness, rough.col(b), error, table.col(first + b)); });
  }
  return {std::move(table), measure::Status::ok, n, 0, 0};
}

}  // namespace syncact::representation
