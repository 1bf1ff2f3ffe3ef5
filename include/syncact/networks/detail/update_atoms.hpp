#pragma once
/// One pass of block coordinate descent over the atoms.
#include <algorithm>

#include "syncact/networks/detail/code_statistics.hpp"

namespace syncact::networks::detail {

/// Minimises tr(D'DC)/2 - tr(D'B) over one atom after the other within the unit ball:
///   u = d_k + (b_k - D c_k) / c_kk,   d_k = u / max(1, ||u||).
/// The remainder R = B - DC is kept current for blocks of atoms by matrix products. Dead atoms stay as they are.
/// Mairal et al., JMLR 11 (2010), algorithm 2.
template <std::floating_point T, linalg::MatrixBackend<T> B>
void update_atoms(MatrixX<T>& atoms, const CodeStatistics& statistics, const B& backend) {
  using linalg::Op;
  constexpr Index block = 16;
  const Index n_atoms = atoms.cols();
  const double dead_below = statistics.dead_below();
  const MatrixX<T> minus_c = -statistics.codes.cast<T>();
  MatrixX<T> remainder = statistics.data.cast<T>();
  backend.add_product(atoms, Op::none, minus_c, Op::none, remainder);
  MatrixX<T> steps(atoms.rows(), block);
  for (Index first = 0; first < n_atoms; first += block) {
    const Index n = std::min(block, n_atoms - first), after = n_atoms - first - n;
    for (Index j = 0; j < n; ++j) {
      const Index k = first + j;
      if (statistics.codes(k, k) <= dead_below) {
        steps.col(j).setZero();
        continue;
      }
      VectorX<T> atom = atoms.col(k) - remainder.col(k) / minus_c(k, k);
      atom /= static_cast<T>(std::max(1.0, atom.template cast<double>().norm()));
      steps.col(j) = atom - atoms.col(k);
      atoms.col(k) = atom;
      for (Index other = k + 1; other < first + n; ++other) remainder.col(other) += minus_c(k, other) * steps.col(j);
    }
    if (after == 0) continue;
    backend.add_product(steps.leftCols(n), Op::none, minus_c.block(first, first + n, n, after), Op::none,
                        remainder.rightCols(after));
  }
}

}  // namespace syncact::networks::detail
