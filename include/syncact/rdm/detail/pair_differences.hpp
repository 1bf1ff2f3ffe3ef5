#pragma once
/// (a_i - a_j)'(b_i - b_j) of all pairs of columns: the kernel of every dissimilarity that is a sum over channels of products.
#include <cmath>
#include <limits>

#include "syncact/linalg/backend.hpp"
#include "syncact/rdm/detail/patterns.hpp"
#include "syncact/rdm/rdm.hpp"

namespace syncact::rdm::detail {

/// Edge of a tile of pairs. A constant, because the bits of a product may depend on it; small, so that little is computed on
/// the wrong side of the diagonal.
inline constexpr Index pair_tile = 192;

/// Calls f(first_row, n_rows, first_column, n_columns) for the tiles of the upper triangle of n x n, on the executor.
template <Executor E, class F>
void for_each_upper_tile(Index n, Index edge, const E& executor, F&& f) {
  const Index n_tiles = (n + edge - 1) / edge;
  executor.bulk(n_tiles * (n_tiles + 1) / 2, [&](Index t) {
    auto column = static_cast<Index>((std::sqrt(8.0 * static_cast<double>(t) + 1.0) - 1.0) / 2.0);
    while (column * (column + 1) / 2 > t) --column;
    while ((column + 1) * (column + 2) / 2 <= t) ++column;
    const Index row = t - column * (column + 1) / 2;
    f(row * edge, std::min(edge, n - row * edge), column * edge, std::min(edge, n - column * edge));
  });
}

/// (a_i - a_j)'(b_i - b_j) for the columns of a and b [channel x condition], by matrix products. Pairs so close that the
/// products would cancel are computed from the differences themselves. NaN where a condition is unusable.
/// Pass the same table twice for squared Euclidean distances.
template <linalg::MatrixBackend<double> B, Executor E>
[[nodiscard]] Rdm pair_differences(const MatrixX<double>& a, const MatrixX<double>& b, const std::vector<unsigned char>& ok,
                                   const B& backend, const E& executor) {
  using linalg::Op;
  constexpr double close = 1e-5;
  const bool same = &a == &b;
  const Index n = a.cols();
  Rdm rdm{n, VectorX<double>(n * (n - 1) / 2)};
  VectorX<double> own(n), size(n);
  executor.bulk((n + pair_tile - 1) / pair_tile, [&](Index block) {
    for (Index i = block * pair_tile; i < std::min(n, (block + 1) * pair_tile); ++i) {
      own[i] = a.col(i).dot(b.col(i));
      size[i] = same ? own[i] : a.col(i).norm() * b.col(i).norm();
    }
  });
  for_each_upper_tile(n, pair_tile, executor, [&](Index row, Index n_rows, Index column, Index n_columns) {
    MatrixX<double> tile = MatrixX<double>::Zero(n_rows, n_columns);
    backend.add_product(a.middleCols(row, n_rows), Op::transpose, b.middleCols(column, n_columns), Op::none, tile);
    if (same) {
      tile *= 2;
    } else {
      backend.add_product(b.middleCols(row, n_rows), Op::transpose, a.middleCols(column, n_columns), Op::none, tile);
    }
    for (Index i = row; i < row + n_rows; ++i) {
      for (Index j = std::max(column, i + 1); j < column + n_columns; ++j) {
        double& d = rdm.values[Rdm::pair(i, j, n)];
        d = own[i] + own[j] - tile(i - row, j - column);
        if (std::abs(d) < close * (size[i] + size[j])) d = (a.col(i) - a.col(j)).dot(b.col(i) - b.col(j));
        if (!ok[static_cast<std::size_t>(i)] || !ok[static_cast<std::size_t>(j)]) d = std::numeric_limits<double>::quiet_NaN();
      }
    }
  });
  return rdm;
}

}  // namespace syncact::rdm::detail
