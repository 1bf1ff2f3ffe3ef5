#pragma once
/// Codes of all voxels of a table, and what they leave unexplained.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/networks/learners/detail/chunks.hpp"
#include "syncact/networks/learners/detail/coding_atoms.hpp"
#include "syncact/networks/voxel_table.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

namespace detail {

/// Throws ValueError if a coder left NaN or infinity: one such code would spread to every atom.
template <class Codes>
void require_finite_codes(const Codes& codes) {
  if (!std::isfinite(static_cast<double>(codes.sum()))) {
    require(codes.allFinite(), "encode_voxels", "the codes that a coder returns must be finite");
  }
}

/// Codes the signals [time x voxel] of a chunk, from the codes passed in.
template <std::floating_point T, coding::SparseCoder<T> Coder, linalg::MatrixBackend<T> B>
coding::CodingSummary encode_chunk(const Coder& coder, const CodingAtoms<T>& atoms, const linalg::ConstPanel<T>& signals,
                                   std::span<const double> squared_norms, const Chunk& chunk, linalg::Panel<T> codes,
                                   const B& backend) {
  const auto [first, n] = chunk;
  MatrixX<T> correlation = MatrixX<T>::Zero(atoms.gram.rows(), n);
  backend.add_product(atoms.transposed, linalg::Op::none, signals.middleCols(first, n), linalg::Op::none, correlation);
  const coding::CodingSummary summary = coder.encode(linalg::ConstPanel<T>(atoms.gram), linalg::ConstPanel<T>(correlation),
                                                     squared_norms.subspan(as_size(first), as_size(n)), codes);
  require_finite_codes(codes);
  return summary;
}

/// The same for all signals, chunk by chunk on the executor.
template <std::floating_point T, coding::SparseCoder<T> Coder, CallContext C>
coding::CodingSummary encode_chunks(const Coder& coder, const CodingAtoms<T>& atoms, const linalg::ConstPanel<T>& signals,
                                    std::span<const double> squared_norms, MatrixX<T>& codes, const C& context) {
  const std::vector<Chunk> chunks = chunks_of(signals.cols());
  std::vector<coding::CodingSummary> parts(chunks.size());
  context.executor.bulk(static_cast<Index>(chunks.size()), [&](Index task) {
    const auto c = as_size(task);
    parts[c] = encode_chunk<T>(coder, atoms, signals, squared_norms, chunks[c],
                               codes.middleCols(chunks[c].first, chunks[c].size), context.backend);
  });
  coding::CodingSummary summary;
  for (const auto& part : parts) summary.merge(part);
  return summary;
}

}  // namespace detail

/// Codes every voxel in atoms [time x network], from the codes passed in: codes [network x usable voxel]. Bits do not depend on
/// the executor.
template <std::floating_point T, coding::SparseCoder<T> Coder, CallContext C = Context<>>
coding::CodingSummary encode_voxels(const Coder& coder, const MatrixX<T>& atoms, const VoxelTable<T>& voxels, MatrixX<T>& codes,
                                    const C& context = {}) {
  return detail::encode_chunks<T>(coder, detail::coding_atoms(atoms, context.backend, context.executor), voxels.values,
                                  voxels.squared_norms, codes, context);
}

/// ||x_v - D a_v||^2 of each voxel of the table, from the residuals themselves.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] VectorX<double> squared_errors(const MatrixX<T>& atoms, const MatrixX<T>& codes, const VoxelTable<T>& voxels,
                                             const C& context = {}) {
  constexpr Index chunk = 256;
  VectorX<double> errors(voxels.n_voxels());
  context.executor.bulk((voxels.n_voxels() + chunk - 1) / chunk, [&](Index c) {
    const Index first = c * chunk, n = std::min(chunk, voxels.n_voxels() - first);
    MatrixX<T> fit = MatrixX<T>::Zero(voxels.n_times(), n);
    context.backend.add_product(atoms, linalg::Op::none, codes.middleCols(first, n), linalg::Op::none, fit);
    errors.segment(first, n) =
        (voxels.values.middleCols(first, n) - fit).template cast<double>().colwise().squaredNorm().transpose();
  });
  return errors;
}

/// Starts each atom that no voxel uses anew at the voxel explained worst, a different one each; codes stay as they are, so
/// the objective does not change. Returns how many were started anew.
template <std::floating_point T, CallContext C = Context<>>
Index replace_unused_atoms(MatrixX<T>& atoms, const MatrixX<T>& codes, const VoxelTable<T>& voxels, const C& context = {}) {
  VectorX<double> errors;
  Index n_replaced = 0;
  for (Index k = 0; k < atoms.cols(); ++k) {
    if (!codes.row(k).isZero(0)) continue;
    if (errors.size() == 0) errors = squared_errors(atoms, codes, voxels, context);
    Index worst = 0;
    if (!(errors.maxCoeff(&worst) > 0)) break;
    errors[worst] = 0;
    atoms.col(k) = voxels.values.col(worst).normalized();
    ++n_replaced;
  }
  return n_replaced;
}

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
