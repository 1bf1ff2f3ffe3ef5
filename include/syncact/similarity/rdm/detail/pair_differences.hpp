#pragma once
/// (a_i - a_j)'(b_i - b_j) of all pairs of columns: the kernel of every dissimilarity that is a sum over channels of products.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/linalg/self_product.hpp"
#include "syncact/similarity/rdm/detail/patterns.hpp"
#include "syncact/similarity/rdm/detail/ties.hpp"
#include "syncact/similarity/rdm/rdm.hpp"

namespace syncact::inline v0_1::similarity::rdm::detail {

/// (a_i - a_j)'(b_i - b_j) for the columns of a and b [channel x condition], by matrix products, a square of 1024 conditions at
/// a time. Pairs so close that the products would cancel are computed from the differences themselves. NaN where a condition is
/// unusable. Pass the same table twice for squared Euclidean distances: that is half the work. `ok` and `norm` are those of
/// Patterns; values that are equal but for rounding come out equal (ties.hpp).
template <linalg::MatrixBackend<double> B, Executor E>
[[nodiscard]] Rdm pair_differences(const MatrixX<double>& a, const MatrixX<double>& b, const std::vector<unsigned char>& ok,
                                   const VectorX<double>& norm, const B& backend, const E& executor) {
  using linalg::Op;
  constexpr double close = 1e-5;
  constexpr Index side = 2 * linalg::tile_edge, task = 16;
  const bool same = &a == &b;
  const Index n = a.cols();
  Rdm rdm{n, VectorX<double>(n * (n - 1) / 2)};
  VectorX<double> own(n), size(n);  // a_i'b_i and ||a_i|| ||b_i||
  const auto usable = [&](Index i) { return nth(ok, i) != 0; };
  const auto write = [&](const MatrixX<double>& products, Index row, Index column) {
    executor.bulk((products.cols() + task - 1) / task, [&](Index t) {
      for (Index i = column + t * task; i < column + std::min(products.cols(), (t + 1) * task); ++i) {
        for (Index j = std::max(row, i + 1); j < row + products.rows(); ++j) {
          double& d = rdm.values[Rdm::pair(i, j, n)];
          d = own[i] + own[j] - products(j - row, i - column);
          if (std::abs(d) < close * (size[i] + size[j])) d = (a.col(i) - a.col(j)).dot(b.col(i) - b.col(j));
          if (!usable(i) || !usable(j)) d = std::numeric_limits<double>::quiet_NaN();
        }
      }
    });
  };
  for (Index row = 0; row < n; row += side) {
    const Index n_rows = std::min(side, n - row);
    for (Index column = row; column >= 0; column -= side) {  // the diagonal first: it holds what the others need
      const Index n_columns = std::min(side, n - column);
      MatrixX<double> products;  // a_j'b_i + b_j'a_i; those with j > i count
      if (same && row == column) {
        products = MatrixX<double>::Zero(n_rows, n_rows);
        linalg::add_lower_self_product<double>(a.middleCols(row, n_rows), Op::transpose, products, backend, executor);
      } else {
        products = linalg::product<double>(a.middleCols(row, n_rows), Op::transpose, b.middleCols(column, n_columns), Op::none,
                                           backend, executor);
      }
      if (same) {
        products *= 2;
      } else {
        products += linalg::product<double>(b.middleCols(row, n_rows), Op::transpose, a.middleCols(column, n_columns), Op::none,
                                            backend, executor);
      }
      if (row == column) {
        own.segment(row, n_rows) = size.segment(row, n_rows) = 0.5 * products.diagonal();
        for (Index i = row; !same && i < row + n_rows; ++i) size[i] = a.col(i).norm() * b.col(i).norm();
      }
      write(products, row, column);
    }
  }
  settle_ties(rdm, size, norm, a.rows());
  return rdm;
}

}  // namespace syncact::inline v0_1::similarity::rdm::detail

#include "syncact/core/macros_on.hpp"
