#pragma once
/// What a dictionary update needs to know of the voxels seen so far.
#include <cstdint>
#include <vector>

#include "syncact/linalg/backend.hpp"
#include "syncact/networks/detail/sparse_product.hpp"

namespace syncact::networks::detail {

/// C = sum_v w_v a_v a_v' [network x network] and B = sum_v w_v x_v a_v' [time x network], in double; w_v is 1 for a voxel
/// just seen and falls as later ones come.
struct CodeStatistics {
  MatrixX<double> codes;
  MatrixX<double> data;

  CodeStatistics(Index n_times, Index n_networks)
      : codes(MatrixX<double>::Zero(n_networks, n_networks)), data(MatrixX<double>::Zero(n_times, n_networks)) {}

  /// As if network k had never been used.
  void drop(Index k) {
    codes.row(k).setZero();
    codes.col(k).setZero();
    data.col(k).setZero();
  }

  /// A network whose c_kk is at most this is dead: its codes carry next to nothing compared with the others'.
  [[nodiscard]] double dead_below() const { return 1e-6 * codes.trace() / static_cast<double>(codes.rows()); }
};

/// C += sum_v a_v a_v' - w o_v o_v' for the new codes a and the old codes o of some voxels, touching non-zeros only. Returns
/// the number of new codes that are not zero.
template <std::floating_point T>
Index exchange_outer_products(MatrixX<double>& sum, const MatrixX<T>& new_codes, const MatrixX<T>& old_codes,
                              double old_weight) {
  const auto n = static_cast<std::int32_t>(sum.rows());
  Index n_nonzero = 0;
  std::vector<std::int32_t> support(static_cast<std::size_t>(n) + 1);
  std::vector<double> fresh(support.size()), stale(support.size());
  for (Index v = 0; v < new_codes.cols(); ++v) {
    std::size_t count = 0;
    const T* const a = new_codes.col(v).data();
    const T* const o = old_codes.col(v).data();
    for (std::int32_t k = 0; k < n; ++k) {  // without a branch: which networks a voxel uses cannot be predicted
      support[count] = k;
      count += static_cast<std::size_t>(static_cast<int>(a[k] != 0) | static_cast<int>(o[k] != 0));
    }
    for (std::size_t j = 0; j < count; ++j) {
      fresh[j] = static_cast<double>(a[support[j]]);
      stale[j] = static_cast<double>(o[support[j]]);
      n_nonzero += fresh[j] != 0 ? 1 : 0;
    }
    for (std::size_t j = 0; j < count; ++j) {
      double* const column = sum.col(support[j]).data();
      const double x = fresh[j], y = -old_weight * stale[j];
      for (std::size_t i = j; i < count; ++i) column[support[i]] += x * fresh[i] + y * stale[i];
    }
  }
  sum.template triangularView<Eigen::StrictlyUpper>() = sum.transpose();
  return n_nonzero;
}

/// Puts the new codes of a batch in the place of its old ones, which statistics that keep a share of what they are would hold
/// with weight `old_weight`:
///   C = keep C + A_new A_new' - w A_old A_old',   B = keep B + X (A_new - w A_old)'.
/// x [time x voxel], codes [network x voxel]. Returns the number of new codes that are not zero. Time is cut into fixed tiles,
/// so bits do not depend on the executor. Mairal, Bach, Ponce & Sapiro, "Online learning for matrix factorization and sparse
/// coding", JMLR 11 (2010), section 3.4.2.
template <std::floating_point T, linalg::MatrixBackend<T> B, Executor E>
Index replace_codes(CodeStatistics& statistics, double keep, const linalg::ConstPanel<T>& x, const MatrixX<T>& new_codes,
                    const MatrixX<T>& old_codes, double old_weight, const B& backend, const E& executor) {
  const MatrixX<T> change = new_codes - static_cast<T>(old_weight) * old_codes;
  const SparseRows<T> sparse(change);
  constexpr double dense_above = 0.25;  // from about here on the dense product is faster
  const bool dense = sparse.share() > dense_above;
  constexpr Index tile = SparseRows<T>::tile;
  Index n_nonzero = 0;
  executor.bulk((x.rows() + tile - 1) / tile + 1, [&](Index task) {
    if (task == 0) {
      if (keep != 1) statistics.codes *= keep;
      n_nonzero = exchange_outer_products(statistics.codes, new_codes, old_codes, old_weight);
      return;
    }
    const Index first = (task - 1) * tile, n = std::min(tile, x.rows() - first);
    auto sum = statistics.data.middleRows(first, n);
    if (keep != 1) sum *= keep;
    if (!dense) {  // the last tile reaches back over the one before, to be whole
      const Index back = x.rows() >= tile ? tile - n : 0;
      return sparse.add_product(x.middleRows(first - back, n + back), back, sum);
    }
    MatrixX<T> product = MatrixX<T>::Zero(n, change.rows());
    backend.add_product(x.middleRows(first, n), linalg::Op::none, change, linalg::Op::transpose, product);
    sum += product.template cast<double>();
  });
  return n_nonzero;
}

}  // namespace syncact::networks::detail
