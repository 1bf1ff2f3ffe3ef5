#pragma once
/// One pass of block coordinate descent over the atoms.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>

#include "syncact/linalg/sum_of_columns.hpp"
#include "syncact/networks/learners/detail/code_statistics.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// What an update of the atoms may not change.
struct AtomRule {
  Index n_fixed = 0;      ///< the first so many atoms stay as they are
  bool positive = false;  ///< atoms >= 0
};

/// Updates the atoms of one panel one after the other. remainder [time x atom of the panel] holds B - DC for the atoms as
/// they come in; it is brought up to date for each atom when its turn comes, and for blocks of atoms by matrix products.
template <std::floating_point T, linalg::MatrixBackend<T> B>
void update_panel(linalg::Panel<T> atoms, MatrixX<T>& remainder, const MatrixX<T>& minus_c, double dead_below, bool positive,
                  const B& backend) {
  constexpr Index block = 16;
  MatrixX<T> steps(atoms.rows(), block);
  VectorX<T> left(atoms.rows()), atom(atoms.rows());
  std::array<std::int32_t, block> all;
  std::iota(all.begin(), all.end(), 0);
  for (Index first = 0; first < atoms.cols(); first += block) {
    const Index n = std::min(block, atoms.cols() - first), after = atoms.cols() - first - n;
    for (Index j = 0; j < n; ++j) {
      const Index k = first + j;
      if (!(-minus_c(k, k) > dead_below)) {
        steps.col(j).setZero();
        continue;
      }
      linalg::SumOfColumns<T>(steps, std::span(all).first(as_size(j)), minus_c.col(k).data() + first)
          .add(remainder.col(k).data(), left.data());
      atom = atoms.col(k) - left * (1 / minus_c(k, k));
      if (positive) atom = atom.cwiseMax(T(0));
      atom *= static_cast<T>(1 / std::max(1.0, atom.template cast<double>().norm()));
      steps.col(j) = atom - atoms.col(k);
      atoms.col(k) = atom;
    }
    if (after == 0) continue;
    backend.add_product(steps.leftCols(n), linalg::Op::none, minus_c.block(first, first + n, n, after), linalg::Op::none,
                        remainder.rightCols(after));
  }
}

/// Minimises tr(D'DC)/2 - tr(D'B) over one atom after the other within the unit ball:
///   u = d_k + (b_k - D c_k) / c_kk,   d_k = u / max(1, ||u||).
/// The remainder R = B - DC is computed panel by panel from the atoms updated so far, in tiles of time on the executor. Dead
/// atoms stay as they are. For positive atoms u is first set to max(u, 0). Mairal et al., JMLR 11 (2010), algorithm 2.
template <std::floating_point T, linalg::MatrixBackend<T> B, Executor E>
void update_atoms(MatrixX<T>& atoms, const CodeStatistics& statistics, const B& backend, const E& executor,
                  const AtomRule& rule = {}) {
  constexpr Index panel = 64, tile = 48;
  const double dead_below = statistics.dead_below();
  for (Index first = rule.n_fixed; first < atoms.cols(); first += panel) {
    const Index n = std::min(panel, atoms.cols() - first);
    const MatrixX<T> minus_c = -statistics.codes.middleCols(first, n).template cast<T>();
    MatrixX<T> remainder = statistics.data.middleCols(first, n).template cast<T>();
    executor.bulk((atoms.rows() + tile - 1) / tile, [&](Index i) {
      const Index t = i * tile, n_times = std::min(tile, atoms.rows() - t);
      backend.add_product(atoms.middleRows(t, n_times), linalg::Op::none, minus_c, linalg::Op::none,
                          remainder.middleRows(t, n_times));
    });
    update_panel<T>(atoms.middleCols(first, n), remainder, minus_c.middleRows(first, n), dead_below, rule.positive, backend);
  }
}

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
