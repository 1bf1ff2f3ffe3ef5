#pragma once
/// Putting new codes in the place of old ones in the statistics of a dictionary.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "syncact/linalg/self_product.hpp"
#include "syncact/networks/learners/code_statistics.hpp"
#include "syncact/networks/learners/detail/sparse_product.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// C += sum_v a_v a_v' - w o_v o_v' for the codes a of some voxels now and o before, touching non-zeros only.
template <std::floating_point T>
void exchange_outer_products(MatrixX<double>& sum, const CodeChange<T>& change, double old_weight) {
  std::vector<double> now, before;
  std::size_t begin = 0;
  for (const std::uint64_t end : change.ends) {
    now.assign(change.now.begin() + static_cast<std::ptrdiff_t>(begin), change.now.begin() + static_cast<std::ptrdiff_t>(end));
    before.assign(change.before.begin() + static_cast<std::ptrdiff_t>(begin),
                  change.before.begin() + static_cast<std::ptrdiff_t>(end));
    const std::uint32_t* const networks = change.networks.data() + begin;
    const std::size_t n = now.size();
    for (std::size_t j = 0; j < n; ++j) {
      double* const column = sum.col(static_cast<Index>(networks[j])).data();
      const double x = now[j], y = -old_weight * before[j];
      for (std::size_t i = j; i < n; ++i) column[networks[i]] += x * now[i] + y * before[i];
    }
    begin = end;
  }
  linalg::mirror_lower(sum, Serial{});
}

/// Puts the new codes of a batch in the place of its old ones, which statistics that keep a share of what they are would hold
/// with weight `old_weight`:
///   C = keep C + A_new A_new' - w A_old A_old',   B = keep B + X (A_new - w A_old)'.
/// x [time x voxel], change of the codes of those voxels. Time is cut into fixed tiles, so bits do not depend on the executor.
/// Mairal, Bach, Ponce & Sapiro, "Online learning for matrix factorization and sparse coding", JMLR 11 (2010), section 3.4.2.
template <std::floating_point T, linalg::MatrixBackend<T> B, Executor E>
void replace_codes(CodeStatistics& statistics, double keep, const linalg::ConstPanel<T>& x, const CodeChange<T>& change,
                   double old_weight, const B& backend, const E& executor) {
  const SparseRows<T> sparse(change, old_weight, statistics.codes.rows());
  constexpr double dense_above = 0.25;  // from about here on the dense product is faster
  const bool dense = sparse.share() > dense_above;
  const MatrixX<T> table = dense ? sparse.table() : MatrixX<T>();
  constexpr Index tile = SparseRows<T>::tile;
  executor.bulk((x.rows() + tile - 1) / tile + 1, [&](Index task) {
    if (task == 0) {
      if (keep != 1) statistics.codes *= keep;
      return exchange_outer_products(statistics.codes, change, old_weight);
    }
    const Index first = (task - 1) * tile, n = std::min(tile, x.rows() - first);
    auto sum = statistics.data.middleRows(first, n);
    if (!dense) return sparse.add_product(x.middleRows(first, n), keep, sum);
    MatrixX<T> product = MatrixX<T>::Zero(n, table.cols());
    backend.add_product(x.middleRows(first, n), linalg::Op::none, table, linalg::Op::none, product);
    sum = keep * sum + product.template cast<double>();
  });
}

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
