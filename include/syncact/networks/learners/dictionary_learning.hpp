#pragma once
/// Functional brain networks by online sparse dictionary learning.
#include "syncact/core/macros_off.hpp"

#include <functional>
#include <limits>

#include "syncact/coding/lasso_cd.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/core/series.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/detail/dictionary_training.hpp"
#include "syncact/networks/learners/learner_options.hpp"
#include "syncact/networks/learners/training_state.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/parallel/thread_pool.hpp"

namespace syncact::inline v0_1::networks::learners {

/// What becomes of the codes a voxel had when it is visited again.
enum class Revisit : unsigned char {
  replaced,    ///< its new codes take the place of its old ones in the statistics, which in the end hold every voxel once
  accumulated  ///< its new codes are added, and old ones fade: classic online dictionary learning
};

constexpr auto choices(Revisit) {
  return std::array{Choice{"replaced", Revisit::replaced}, Choice{"accumulated", Revisit::accumulated}};
}

/// Where time courses that are not given start.
enum class Start : unsigned char {
  voxels,           ///< at voxels drawn by the seed that do not repeat one another
  singular_vectors  ///< at the leading left singular vectors of the voxels, then at voxels; costs T^2 V + 10 T^3 operations
};

constexpr auto choices(Start) {
  return std::array{Choice{"voxels", Start::voxels}, Choice{"singular_vectors", Start::singular_vectors}};
}

/// Minimizes (1/V) sum_v 1/2 ||x_v - D a_v||^2 + alpha ||a_v||_1 over time courses D (unit norm) and maps A, from
/// mini-batches of voxels: code a batch (roughly, from its last codes), put its codes into the statistics in the place of
/// its old ones, update the time courses, later on with every second batch only. While learning is young the statistics forget,
/// so that early, poor codes do not hold it back; later every voxel counts once. The final maps are coded to the coder's own
/// precision.
///
/// Time courses are started from those given, then as `start` says; one that no voxel uses is started anew from
/// the voxel explained worst. More networks than time points are allowed (K > T), more than usable voxels are not. Results
/// do not depend on the number of threads or on storage order, nor on the units of the voxels unless scaling is none.
/// docs/concepts/networks.md explains the choices. Mairal, Bach, Ponce & Sapiro, JMLR 11 (2010), algorithms 1 and 2 and
/// section 3.4; Lv et al., Med. Image Anal. 20 (2015) for its use on fMRI; Zhao et al., IEEE Trans. Biomed. Eng. 62 (2015) for
/// given time courses.
template <class Coder = coding::LassoCd>
  requires coding::SparseCoder<Coder, double>
struct OnlineDictionaryLearning {
  Index n_networks = 50;  ///< >= 1
  Coder coder{};          ///< of voxels; LassoCd{.alpha} is the sparsity of the maps
  Scaling scaling = Scaling::unit_norm;
  Index n_passes = 20;           ///< >= 1; at most so many visits to each voxel
  Index batch_size = 256;        ///< >= 1; voxels that are coded together
  Index batches_per_update = 2;  ///< >= 1; of the time courses, which early on are updated for each batch
  double tolerance = 1e-3;       ///< >= 0; learning has converged when a pass changes the objective by at most this share
  std::uint64_t seed = 0;
  NanPolicy nan = NanPolicy::raise;

  MatrixX<double> start_atoms{};  ///< [time x at most n_networks] time courses to start from; centered if voxels are
  Index n_fixed = 0;              ///< 0 .. start_atoms.cols(): the first so many of them are not changed by learning
  Start start = Start::voxels;    ///< of the other time courses
  bool positive_atoms = false;    ///< time courses >= 0; wants Scaling::none, as a centered voxel has none
  bool replaces_dead = true;      ///< start networks that no voxel uses anew; false: leave them
  Revisit revisit = Revisit::replaced;
  Seconds time_limit{std::numeric_limits<double>::infinity()};  ///< end learning after the batch that passes it; > 0
  std::function<bool(const PassReport&)> after_pass{};          ///< may be empty; return false to end learning after this pass
  Index block_size = std::numeric_limits<Index>::max();         ///< >= 1; voxels in memory at a time, see learn_from

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    visit_learner_options(self, option);
    option("batch_size", self.batch_size, "voxels that are coded together, >= 1");
    option("batches_per_update", self.batches_per_update, "of the time courses once learning has settled, >= 1");
    option("start", self.start, "where time courses start");
    option("positive_atoms", self.positive_atoms, "time courses >= 0; wants scaling none");
    option("replaces_dead", self.replaces_dead, "start networks that no voxel uses anew");
    option("revisit", self.revisit, "what becomes of a voxel's codes when it is visited again");
    option("time_limit", self.time_limit, "end learning after the batch that passes it, > 0");
    option("block_size", self.block_size, "voxels in memory at a time, >= 1");
    visit_coder_options(self.coder, option);
  }

  /// Learns networks from bold [time x voxel]. progress counts batches.
  /// Throws ValueError for a parameter out of range, for NaN or infinity under NanPolicy::raise, and if bold has fewer
  /// usable voxels than networks; ShapeError if start_atoms do not fit; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
    requires coding::SparseCoder<Coder, T>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    TrainingState<T> state;
    return learn_from<T>(VoxelsInMemory<T>{bold}, state, context);
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
    requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>)
  &&coding::SparseCoder<Coder, series_scalar_t<M>> [[nodiscard]] Networks<series_scalar_t<M>> learn(
      const M& bold, const C& context = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, context); });
  }

  /// The same from a source of voxels, of which block_size are in memory at a time, going on from `state`. The state is
  /// valid after each batch, also when progress has thrown Cancelled: with it, the same call goes on where it stopped.
  /// Voxels are drawn at random within blocks of neighbours only, so blocks should be as large as memory allows.
  template <std::floating_point T, VoxelSource<T> Source, CallContext C = Context<>>
    requires coding::SparseCoder<Coder, T>
  [[nodiscard]] Networks<T> learn_from(const Source& source, TrainingState<T>& state, const C& context = {}) const;

  /// Learning without the maps, which may be larger than memory. Returns the time courses [time x network]; code voxels in them
  /// block by block with encode_voxels. progress counts batches.
  template <std::floating_point T, VoxelSource<T> Source, CallContext C = Context<>>
    requires coding::SparseCoder<Coder, T>
  [[nodiscard]] MatrixX<T> train_from(const Source& source, TrainingState<T>& state, const C& context = {}) const;

  /// Throws ValueError or ShapeError for settings that cannot be, for any voxels of n_times time points.
  void validate(Index n_times) const {
    constexpr const char* name = "OnlineDictionaryLearning";
    require(n_networks >= 1, name, "n_networks must be >= 1", n_networks);
    require(n_passes >= 1, name, "n_passes must be >= 1", n_passes);
    require(batch_size >= 1, name, "batch_size must be >= 1", batch_size);
    require(batches_per_update >= 1, name, "batches_per_update must be >= 1", batches_per_update);
    require(block_size >= 1, name, "block_size must be >= 1", block_size);
    require(tolerance >= 0, name, "tolerance must be >= 0", tolerance);
    require(time_limit.count() > 0, name, "time_limit must be > 0 s", time_limit.count());
    require(n_fixed >= 0 && n_fixed <= start_atoms.cols(), name, "n_fixed must be in 0 .. number of start_atoms", n_fixed);
    require(start_atoms.cols() <= n_networks, name, "the number of start_atoms must be at most n_networks", start_atoms.cols());
    if (start_atoms.size() == 0) return;
    require_extent(name, "number of rows of start_atoms", n_times, start_atoms.rows());
    const double shortest = scaled_start_atoms().colwise().norm().minCoeff();
    require(shortest > 0 && start_atoms.allFinite(), name,
            "the standard deviation of each of start_atoms must be finite and > 0", shortest);
    require(!positive_atoms || start_atoms.minCoeff() >= 0, name, "the least of start_atoms must be >= 0",
            start_atoms.minCoeff());
  }

  /// start_atoms, centered if voxels are.
  [[nodiscard]] MatrixX<double> scaled_start_atoms() const {
    if (scaling == Scaling::none || start_atoms.size() == 0) return start_atoms;
    return start_atoms.rowwise() - start_atoms.colwise().mean();
  }
};

// Not in the class, where it would be inline and compiled by every file that calls it (compiled_kernels.hpp).
template <class Coder>
  requires coding::SparseCoder<Coder, double>
template <std::floating_point T, VoxelSource<T> Source, CallContext C>
  requires coding::SparseCoder<Coder, T> Networks<T> OnlineDictionaryLearning<Coder>::learn_from(const Source& source,
                                                                                                 TrainingState<T>& state,
                                                                                                 const C& context)
const {
  validate(source.n_times());
  return detail::DictionaryTraining<T, OnlineDictionaryLearning, Source, C>(*this, state, source, persistent(context), true)
      .run();
}

template <class Coder>
  requires coding::SparseCoder<Coder, double>
template <std::floating_point T, VoxelSource<T> Source, CallContext C>
  requires coding::SparseCoder<Coder, T> MatrixX<T> OnlineDictionaryLearning<Coder>::train_from(const Source& source,
                                                                                                TrainingState<T>& state,
                                                                                                const C& context)
const {
  validate(source.n_times());
  detail::DictionaryTraining<T, OnlineDictionaryLearning, Source, C> training(*this, state, source, persistent(context), false);
  training.learn_atoms();
  return training.time_courses();
}

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
