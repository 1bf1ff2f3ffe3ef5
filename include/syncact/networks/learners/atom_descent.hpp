#pragma once
/// Block coordinate descent over atoms, for learners that hold all codes at once.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <concepts>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Sets one atom to the minimizer of tr(D'DC)/2 - tr(D'B) over it within the unit ball:
///   u = d_k + (b_k - D c_k) / c_kk,   d_k = u / max(1, ||u||).
/// atoms D [time x network], C = AA' [network x network], B = XA' [time x network]. An atom without codes (c_kk = 0) stays.
/// Mairal, Bach, Ponce & Sapiro, JMLR 11 (2010), algorithm 2.
template <std::floating_point T>
void descend_atom(MatrixX<T>& atoms, const MatrixX<T>& c, const MatrixX<T>& b, Index k) {
  if (!(c(k, k) > 0)) return;
  VectorX<T> u = b.col(k);
  u.noalias() -= atoms * c.col(k);
  u = atoms.col(k) + u / c(k, k);
  atoms.col(k) = u / std::max(T(1), u.norm());
}

/// One sweep of descend_atom over all atoms.
template <std::floating_point T>
void descend_atoms(MatrixX<T>& atoms, const MatrixX<T>& c, const MatrixX<T>& b) {
  for (Index k = 0; k < atoms.cols(); ++k) descend_atom(atoms, c, b, k);
}

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
