#pragma once
/// A run of dictionary learning, put aside.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/networks/learners/code_statistics.hpp"
#include "syncact/networks/learners/sparse_codes.hpp"

namespace syncact::inline v0_1::networks::learners {

/// All that a run of OnlineDictionaryLearning knows after some batches. An empty state is a run not yet begun; a state taken
/// out, kept, and put in again goes on to the same bits as if it had never stopped, given the same settings and voxels.
template <std::floating_point T>
struct TrainingState {
  std::uint64_t seed = 0;  ///< of the order in which voxels are visited
  MatrixX<T> atoms{};      ///< [time x network] that the next batch will be coded with; they do not yet know the last batch
  SparseCodes<T> codes{};  ///< of the usable voxels, in the order in which they are visited
  CodeStatistics statistics{0, 0};
  std::vector<double> weights{};    ///< [batch] with which weight its codes are in the statistics
  std::vector<Index> ages{};        ///< [network] batches since it was last started
  Index pass = 0;                   ///< passes completed
  Index batch = 0;                  ///< batches of the present pass completed
  Index step = 0;                   ///< batches after which the statistics forgot
  bool exact = false;               ///< nothing is forgotten any more
  bool exact_pass = false;          ///< nothing was, from the start of the present pass on
  coding::CodingSummary coding{};   ///< of the present pass
  Index n_nonzero = 0;              ///< codes that are not zero, in the present pass
  std::vector<double> objective{};  ///< [pass completed]
  Convergence convergence{};
  Index n_replaced = 0;

  [[nodiscard]] bool empty() const { return atoms.size() == 0; }
};

/// What is known after each pass.
struct PassReport {
  Index pass;                ///< passes completed
  double objective;          ///< per voxel, with codes as they were when last visited
  double change;             ///< relative change of the objective in this pass; 0 in the first
  double nonzero_per_voxel;  ///< networks used
  Index n_dead;              ///< networks that next to no voxel uses now
  Index n_replaced;          ///< networks started anew so far
};

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
