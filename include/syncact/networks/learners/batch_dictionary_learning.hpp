#pragma once
/// Functional brain networks by sparse dictionary learning, all voxels at a time.
#include "syncact/core/macros_off.hpp"

#include "syncact/coding/lasso_cd.hpp"
#include "syncact/core/series.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/atom_descent.hpp"
#include "syncact/networks/learners/compose.hpp"
#include "syncact/networks/learners/learner_options.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Minimises (1/V) sum_v 1/2 ||x_v - D a_v||^2 + alpha ||a_v||_1 over time courses D (norm at most 1) and maps A by turns:
/// code all voxels, from their last codes; then sweeps of block coordinate descent over the time courses.
///
/// With a coder that descends from the codes it is given (LassoCd), no step raises the objective: `objective` holds it after
/// each coding, and falls. With a coder that does not (Omp), it need not. An atom that no voxel uses is started anew at the
/// voxel explained worst, which leaves the objective as it is. It needs 10 to 50 times more passes than
/// OnlineDictionaryLearning for the same objective: the choice where that proof, and not time, matters.
/// Holds a scaled copy of bold and the codes, (T + K) * V numbers. More networks than time points are allowed.
/// Mairal, Bach, Ponce & Sapiro, JMLR 11 (2010), section 2 ("classical" scheme) and algorithm 2.
template <class Coder = coding::LassoCd>
  requires coding::SparseCoder<Coder, double>
struct BatchDictionaryLearning {
  Index n_networks = 50;  ///< >= 1
  Coder coder{};          ///< of voxels; LassoCd{.alpha} is the sparsity of the maps
  Scaling scaling = Scaling::unit_norm;
  Index n_passes = 100;     ///< >= 1; at most so many times are all voxels coded
  Index n_sweeps = 3;       ///< >= 1; over the time courses, after each coding
  double tolerance = 1e-4;  ///< >= 0; learning has converged when a pass changes the objective by at most this share
  std::uint64_t seed = 0;   ///< of the voxels to start from
  NanPolicy nan = NanPolicy::raise;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    visit_learner_options(self, option);
    option("n_sweeps", self.n_sweeps, "over the time courses after each coding, >= 1");
    visit_coder_options(self.coder, option);
  }

  /// Learns networks from bold [time x voxel]. progress counts passes.
  /// Throws ValueError for a parameter out of range, for NaN or infinity under NanPolicy::raise, and if bold has fewer
  /// usable voxels than networks; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
    requires coding::SparseCoder<Coder, T>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    constexpr const char* name = "BatchDictionaryLearning";
    require(n_passes >= 1, name, "n_passes must be >= 1", n_passes);
    require(n_sweeps >= 1, name, "n_sweeps must be >= 1", n_sweeps);
    require(tolerance >= 0, name, "tolerance must be >= 0", tolerance);
    VoxelTable<T> voxels = voxel_table(name, bold, n_networks, scaling, nan, context);
    MatrixX<T> atoms = start_from_voxels(voxels, n_networks, seed);
    MatrixX<T> codes = MatrixX<T>::Zero(n_networks, voxels.n_voxels());
    Steps steps(context.progress, n_passes);
    ObjectiveTrace trace{tolerance};
    Index n_replaced = 0;
    for (Index pass = 0; pass < n_passes; ++pass) {
      const auto summary = encode_voxels(coder, atoms, voxels, codes, context);
      const bool settled = trace.settled(summary.objective / static_cast<double>(voxels.n_voxels()));
      steps.advance();
      if (settled) break;
      update(atoms, codes, voxels, context);
      n_replaced += replace_unused_atoms(atoms, codes, voxels, context);
    }
    for (Index k = 0; k < n_networks; ++k) {  // an atom that ended inside the ball only gains by growing
      const T length = atoms.col(k).norm();
      if (!(length > 0)) continue;
      atoms.col(k) /= length;
      codes.row(k) *= length;
    }
    const auto coded = encode_voxels(coder, atoms, voxels, codes, context);
    Networks<T> result = compose_networks(std::move(voxels), std::move(atoms), std::move(codes), trace, coded, context);
    result.n_replaced = n_replaced;
    return result;
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
    requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>)
  &&coding::SparseCoder<Coder, series_scalar_t<M>> [[nodiscard]] Networks<series_scalar_t<M>> learn(
      const M& bold, const C& context = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, context); });
  }

 private:
  template <std::floating_point T, CallContext C>
  void update(MatrixX<T>& atoms, const MatrixX<T>& codes, const VoxelTable<T>& voxels, const C& context) const {
    using linalg::Op;
    const MatrixX<T> c = linalg::product<T>(codes, Op::none, codes, Op::transpose, context.backend, context.executor);
    const MatrixX<T> b = linalg::product<T>(voxels.values, Op::none, codes, Op::transpose, context.backend, context.executor);
    const MatrixX<double> c_double = c.template cast<double>(), b_double = b.template cast<double>();
    MatrixX<double> moved = atoms.template cast<double>();
    for (Index sweep = 0; sweep < n_sweeps; ++sweep) descend_atoms(moved, c_double, b_double);
    atoms = moved.template cast<T>();
  }
};

static_assert(NetworkLearner<BatchDictionaryLearning<>, float> && NetworkLearner<BatchDictionaryLearning<>, double>);

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
