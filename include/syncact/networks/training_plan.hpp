#pragma once
/// What a run of dictionary learning will need, before it is begun.
#include <algorithm>

#include "syncact/core/errors.hpp"

namespace syncact::networks {

/// Memory of a run, in bytes, not counting what the source itself holds. Allocators and threads add little to it.
struct TrainingPlan {
  Index state_bytes = 0;   ///< TrainingState: time courses, codes of all voxels, statistics
  Index block_bytes = 0;   ///< a block of voxels; two are needed, as read and as scaled
  Index work_bytes = 0;    ///< a batch and its products
  Index result_bytes = 0;  ///< Networks, of which the maps are nearly all

  [[nodiscard]] Index peak_bytes() const { return state_bytes + 2 * block_bytes + work_bytes + result_bytes; }
};

/// The memory that `learner` (OnlineDictionaryLearning) takes for n_voxels voxels of n_times time points, stored as T.
/// Choose block_size so that peak_bytes() fits the machine. Throws ValueError or ShapeError for settings that cannot be.
template <std::floating_point T, class Learner>
[[nodiscard]] TrainingPlan plan_training(const Learner& learner, Index n_times, Index n_voxels) {
  learner.validate(n_times);
  require(n_voxels >= 0, "plan_training", "n_voxels must be >= 0", n_voxels);
  constexpr Index word = sizeof(T), wide = sizeof(double);
  const Index k = learner.n_networks, batch = std::min(learner.batch_size, n_voxels);
  const Index block = std::min(learner.block_size, n_voxels);
  const Index candidates = block < n_voxels ? std::max(4 * k, n_voxels / block + 1) : 0;
  TrainingPlan plan;
  plan.state_bytes = k * n_voxels * word + (n_times * k + k * k) * wide + n_times * k * word;
  plan.block_bytes = n_times * block * word;
  plan.work_bytes = 4 * k * batch * word + 2 * k * k * word + n_times * std::max(batch, k) * word +
                    candidates * n_times * word + n_voxels * (wide + 8 + 1);
  plan.result_bytes = k * n_voxels * word + n_times * k * word;
  return plan;
}

}  // namespace syncact::networks
