#pragma once
/// What a run of dictionary learning will need, before it is begun.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Memory of a run, in bytes, not counting what the source itself holds. Allocators and threads add little to it.
struct TrainingPlan {
  Index state_bytes = 0;   ///< TrainingState: time courses, statistics, and the codes of all voxels that are not zero
  Index block_bytes = 0;   ///< a block of voxels; two are needed, as read and as scaled
  Index work_bytes = 0;    ///< a batch and its products
  Index result_bytes = 0;  ///< Networks, of which the maps are nearly all

  /// Of train_from, which makes no maps.
  [[nodiscard]] Index training_bytes() const { return state_bytes + 2 * block_bytes + work_bytes; }
  /// Of learn_from.
  [[nodiscard]] Index peak_bytes() const { return training_bytes() + result_bytes; }
};

/// The memory that `learner` (OnlineDictionaryLearning) takes for n_voxels voxels of n_times time points, stored as T, if a
/// voxel uses nonzero_per_voxel networks in the mean: a bound if that is n_networks; PassReport says how many they are. Choose
/// block_size so that peak_bytes() fits the machine. Throws ValueError or ShapeError for settings that cannot be.
template <std::floating_point T, class Learner>
[[nodiscard]] TrainingPlan plan_training(const Learner& learner, Index n_times, Index n_voxels, double nonzero_per_voxel) {
  learner.validate(n_times);
  require(n_voxels >= 0, "plan_training", "n_voxels must be >= 0", n_voxels);
  require(nonzero_per_voxel >= 0 && nonzero_per_voxel <= static_cast<double>(learner.n_networks), "plan_training",
          "nonzero_per_voxel must be in 0 .. n_networks", nonzero_per_voxel);
  constexpr Index word = sizeof(T), wide = sizeof(double);
  const Index k = learner.n_networks, batch = std::min(learner.batch_size, n_voxels);
  const Index block = std::min(learner.block_size, n_voxels);
  const Index candidates = block < n_voxels ? std::max(4 * k, n_voxels / block + 1) : 0;
  TrainingPlan plan;
  const auto n_nonzero = static_cast<Index>(std::ceil(nonzero_per_voxel * static_cast<double>(n_voxels)));
  plan.state_bytes = n_nonzero * (word + 4) + n_voxels * wide + (n_times * k + k * k) * wide + n_times * k * word;
  plan.block_bytes = n_times * block * word;
  const double used = std::min(2 * nonzero_per_voxel, static_cast<double>(k));  // now or before
  const auto n_changes = static_cast<Index>(std::ceil(used * static_cast<double>(batch)));
  const Index change_bytes = 6 * (4 + 2 * word) + 4 + word;  // of two batches, and of one joined, with room; by network
  plan.work_bytes = n_changes * change_bytes + k * batch * word + 2 * k * k * word + n_times * (batch + 3 * k) * word +
                    candidates * n_times * word + n_voxels * (wide + 8 + 1);
  plan.result_bytes = k * n_voxels * word + n_times * k * word;
  return plan;
}

/// The same with every code counted: a bound.
template <std::floating_point T, class Learner>
[[nodiscard]] TrainingPlan plan_training(const Learner& learner, Index n_times, Index n_voxels) {
  return plan_training<T>(learner, n_times, n_voxels, static_cast<double>(learner.n_networks));
}

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
