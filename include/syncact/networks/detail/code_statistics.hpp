#pragma once
/// What a dictionary update needs to know of the voxels seen so far.
#include <vector>

#include "syncact/linalg/backend.hpp"

namespace syncact::networks::detail {

/// C = sum_v w_v a_v a_v' [network x network] and B = sum_v w_v x_v a_v' [time x network], in double; w_v is 1 for a voxel
/// just seen and falls with every forget().
struct CodeStatistics {
  MatrixX<double> codes;
  MatrixX<double> data;

  CodeStatistics(Index n_times, Index n_networks)
      : codes(MatrixX<double>::Zero(n_networks, n_networks)), data(MatrixX<double>::Zero(n_times, n_networks)) {}

  void forget(double factor) {
    codes *= factor;
    data *= factor;
  }

  /// As if network k had never been used.
  void drop(Index k) {
    codes.row(k).setZero();
    codes.col(k).setZero();
    data.col(k).setZero();
  }

  /// A network whose c_kk is at most this is dead: its codes carry next to nothing compared with the others'.
  [[nodiscard]] double dead_below() const { return 1e-6 * codes.trace() / static_cast<double>(codes.rows()); }
};

/// C += weight * sum_v a_v a_v', touching non-zeros only.
template <std::floating_point T>
void add_outer_products(MatrixX<double>& sum, double weight, const MatrixX<T>& codes) {
  std::vector<Index> support;
  for (Index v = 0; v < codes.cols(); ++v) {
    support.clear();
    for (Index k = 0; k < codes.rows(); ++k) {
      if (codes(k, v) != 0) support.push_back(k);
    }
    for (const Index j : support) {
      const double scale = weight * static_cast<double>(codes(j, v));
      for (const Index i : support) sum(i, j) += scale * static_cast<double>(codes(i, v));
    }
  }
}

/// Puts the new codes of a batch in the place of its old ones, which the statistics hold with weight `old_weight`:
///   C += A_new A_new' - w A_old A_old',   B += X (A_new - w A_old)'.
/// x [time x voxel], codes [network x voxel]. Time is cut into fixed tiles, so bits do not depend on the executor.
/// Mairal, Bach, Ponce & Sapiro, "Online learning for matrix factorization and sparse coding", JMLR 11 (2010), section 3.4.2.
template <std::floating_point T, linalg::MatrixBackend<T> B, Executor E>
void replace_codes(CodeStatistics& statistics, const MatrixX<T>& x, const MatrixX<T>& new_codes, const MatrixX<T>& old_codes,
                   double old_weight, const B& backend, const E& executor) {
  const MatrixX<T> change = new_codes - static_cast<T>(old_weight) * old_codes;
  constexpr Index tile = 64;
  const Index n_tiles = (x.rows() + tile - 1) / tile;
  executor.bulk(n_tiles + 1, [&](Index task) {
    if (task == 0) {
      if (old_weight != 0) add_outer_products(statistics.codes, -old_weight, old_codes);
      return add_outer_products(statistics.codes, 1.0, new_codes);
    }
    const Index first = (task - 1) * tile, n = std::min(tile, x.rows() - first);
    MatrixX<T> product = MatrixX<T>::Zero(n, change.rows());
    backend.add_product(x.middleRows(first, n), linalg::Op::none, change, linalg::Op::transpose, product);
    statistics.data.middleRows(first, n) += product.template cast<double>();
  });
}

}  // namespace syncact::networks::detail
