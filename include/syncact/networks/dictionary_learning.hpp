#pragma once
/// Functional brain networks by online sparse dictionary learning.
#include "syncact/coding/lasso_cd.hpp"
#include "syncact/core/series.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/detail/dictionary_training.hpp"

namespace syncact::networks {

/// Minimises (1/V) sum_v 1/2 ||x_v - D a_v||^2 + alpha ||a_v||_1 over time courses D (unit norm) and maps A, from
/// mini-batches of voxels: code a batch (roughly, from its last codes), put its codes into the statistics in the place of
/// its old ones, update the time courses. While learning is young the statistics forget, so that early, poor codes do not
/// hold it back; later every voxel counts once. The final maps are coded to the coder's own precision.
///
/// Time courses are started from voxels drawn by `seed`; one that no voxel uses is started anew from the voxel explained
/// worst. More networks than time points are allowed (K > T), more than usable voxels are not. Results do not depend on
/// the number of threads or on storage order, nor on the units of the voxels unless scaling is none.
/// docs/concepts/networks.md explains the choices. Mairal, Bach, Ponce & Sapiro, JMLR 11 (2010), algorithms 1 and 2 and
/// section 3.4; Lv et al., Med. Image Anal. 20 (2015) for its use on fMRI.
template <class Coder = coding::LassoCd>
  requires coding::SparseCoder<Coder, double>
struct OnlineDictionaryLearning {
  Index n_networks = 50;  ///< >= 1
  Coder coder{};          ///< of voxels; LassoCd{.alpha} is the sparsity of the maps
  Scaling scaling = Scaling::unit_norm;
  Index n_passes = 20;      ///< >= 1; at most so many visits to each voxel
  Index batch_size = 256;   ///< >= 1; voxels per update of the time courses
  double tolerance = 1e-3;  ///< >= 0; learning has converged when a pass changes the objective by at most this share
  std::uint64_t seed = 0;
  NanPolicy nan_policy = NanPolicy::raise;

  /// Learns networks from bold [time x voxel]. progress counts batches.
  /// Throws ValueError for a parameter out of range, for NaN or infinity under NanPolicy::raise, and if bold has fewer
  /// usable voxels than networks; Cancelled if progress asks to stop.
  template <std::floating_point T, linalg::MatrixBackend<T> B = linalg::EigenBackend, Executor E = Serial>
    requires coding::SparseCoder<Coder, T>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const B& backend = {}, const E& executor = {},
                                  const Progress& progress = {}) const {
    return detail::DictionaryTraining<T, OnlineDictionaryLearning, B, E>(*this, bold, backend, executor, progress).run();
  }

  template <TimeSeriesMatrix M, linalg::MatrixBackend<series_scalar_t<M>> B = linalg::EigenBackend, Executor E = Serial>
  [[nodiscard]] auto learn(const M& bold, const B& backend = {}, const E& executor = {}, const Progress& progress = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, backend, executor, progress); });
  }
};

}  // namespace syncact::networks
