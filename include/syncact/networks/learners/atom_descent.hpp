#pragma once
/// Block coordinate descent over atoms, for learners that hold all codes at once.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Sets one atom to the minimizer of tr(D'DC)/2 - tr(D'B) over it within the unit ball:
///   u = d_k + (b_k - D c_k) / c_kk,   d_k = u / max(1, ||u||).
/// atoms D [time x network], C = AA' [network x network], B = XA' [time x network]. An atom without codes (c_kk = 0) stays.
/// Mairal, Bach, Ponce & Sapiro, JMLR 11 (2010), algorithm 2.
inline void descend_atom(MatrixX<double>& atoms, const MatrixX<double>& c, const MatrixX<double>& b, Index k) {
  if (!(c(k, k) > 0)) return;
  VectorX<double> u = b.col(k);
  u.noalias() -= atoms * c.col(k);
  u = atoms.col(k) + u / c(k, k);
  atoms.col(k) = u / std::max(1.0, u.norm());
}

/// One sweep of descend_atom over all atoms.
inline void descend_atoms(MatrixX<double>& atoms, const MatrixX<double>& c, const MatrixX<double>& b) {
  for (Index k = 0; k < atoms.cols(); ++k) descend_atom(atoms, c, b, k);
}

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
