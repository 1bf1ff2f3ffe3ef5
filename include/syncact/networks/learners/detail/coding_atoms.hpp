#pragma once
/// Atoms, prepared for coding.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/core/executor.hpp"
#include "syncact/linalg/self_product.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// What coding in atoms D [time x network] needs of them.
template <std::floating_point T>
struct CodingAtoms {
  MatrixX<T> transposed;  ///< D' [network x time]: a product with D' would copy it anew for each chunk of voxels
  MatrixX<T> gram;        ///< D'D
};

/// The lower triangle of D'D is computed in panels on the executor and mirrored.
template <std::floating_point T, linalg::MatrixBackend<T> B, Executor E>
[[nodiscard]] CodingAtoms<T> coding_atoms(const MatrixX<T>& atoms, const B& backend, const E& executor) {
  constexpr Index panel = 64;
  const Index n = atoms.cols();
  CodingAtoms<T> prepared{atoms.transpose(), MatrixX<T>::Zero(n, n)};
  executor.bulk((n + panel - 1) / panel, [&](Index p) {
    const Index first = p * panel, width = std::min(panel, n - first);
    backend.add_product(prepared.transposed.bottomRows(n - first), linalg::Op::none, atoms.middleCols(first, width),
                        linalg::Op::none, prepared.gram.block(first, first, n - first, width));
  });
  linalg::mirror_lower(prepared.gram, Serial{});
  return prepared;
}

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
