#pragma once
/// Voxels in the order in which learning visits them.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/networks/scaling.hpp"
#include "syncact/networks/voxel_source.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// Cuts a source into blocks of neighbouring voxels and these into batches. In a block, usable voxels lie side by side in
/// random order; one block is in memory at a time. If there is only one, it is read once.
template <std::floating_point T, VoxelSource<T> Source, Executor E>
class VoxelBlocks {
 public:
  /// Some voxels side by side, and where their codes are kept.
  struct Batch {
    linalg::ConstPanel<T> signals;  // [time x voxel], scaled
    std::span<const double> squared_norms;
    Index slot;  // of the first voxel among all usable ones, in the order of visits
    [[nodiscard]] Index size() const { return signals.cols(); }
  };

  /// Reads all voxels once. block_size and batch_size are >= 1. Of several blocks, about n_candidates voxels are kept to start
  /// from. source and executor must outlive the object.
  VoxelBlocks(const Source& source, Scaling scaling, NanPolicy policy, Index block_size, Index batch_size, Index n_candidates,
              std::uint64_t seed, const E& executor)
      : source_(source), scaling_(scaling), policy_(policy), batch_size_(batch_size), seed_(seed), executor_(executor) {
    const Index n = source.n_voxels();
    for (Index first = 0; first < n; first += block_size) {
      parts_.push_back({static_cast<Index>(parts_.size()), first, std::min(block_size, n - first), 0, 0, 0});
    }
    Random(seed, 3).shuffle(std::span(parts_));
    status_.assign(as_size(n), numeric::SignalStatus::ok);
    if (parts_.size() > 1) {
      candidates_.resize(source.n_times(), std::max(n_candidates, static_cast<Index>(parts_.size())));
    }
    for (std::size_t part = 0; part < parts_.size(); ++part) survey(part);
  }

  [[nodiscard]] Index n_usable() const { return n_usable_; }
  [[nodiscard]] Index n_batches() const { return n_batches_; }
  [[nodiscard]] double squared_norm() const { return squared_norm_; }
  [[nodiscard]] std::vector<numeric::SignalStatus>& status() { return status_; }

  /// [time x voxel] Voxels to start atoms from, evenly from all blocks. Lasts until a batch is asked for, or forget_candidates.
  [[nodiscard]] linalg::ConstPanel<T> candidates() const {
    return parts_.size() > 1 ? linalg::ConstPanel<T>(candidates_.leftCols(n_candidates_))
                             : linalg::ConstPanel<T>(values_.leftCols(n_usable_));
  }

  void forget_candidates() { candidates_.resize(0, 0); }

  /// Batch b of 0 .. n_batches() - 1. Lasts until a batch of another block is asked for.
  [[nodiscard]] Batch batch(Index b) {
    const auto after = std::upper_bound(parts_.begin(), parts_.end(), b, [](Index i, const Part& p) { return i < p.batch; });
    const auto at = as_size(after - parts_.begin()) - 1;
    load(at);
    const Index first = (b - parts_[at].batch) * batch_size_, n = std::min(batch_size_, parts_[at].n_usable - first);
    return {values_.middleCols(first, n), std::span(std::as_const(squared_norms_)).subspan(as_size(first), as_size(n)),
            parts_[at].slot + first};
  }

  /// Whether batch b is the first of a block, for which another block has to go.
  [[nodiscard]] bool starts_block(Index b) const {
    const auto holds = [&](const Part& p) { return p.batch == b; };
    return parts_.size() > 1 && std::ranges::any_of(parts_, holds);
  }

  /// The voxel of the source that each voxel of batch b is.
  [[nodiscard]] std::span<const Index> voxels(Index b) {
    const Batch now = batch(b);
    const Index first = now.slot - parts_[loaded_].slot;
    return std::span(std::as_const(order_)).subspan(as_size(first), as_size(now.size()));
  }

 private:
  struct Part {
    Index number, first, size, n_usable, slot, batch;
  };

  void survey(std::size_t at) {
    load(at);
    Part& part = parts_[at];
    part.n_usable = static_cast<Index>(order_.size());
    part.slot = n_usable_;
    part.batch = n_batches_;
    n_usable_ += part.n_usable;
    n_batches_ += (part.n_usable + batch_size_ - 1) / batch_size_;
    for (const double norm : squared_norms_) squared_norm_ += norm;
    if (parts_.size() == 1) return;
    const Index n = std::min(part.n_usable, candidates_.cols() - n_candidates_);
    const Index fair = std::min(n, candidates_.cols() / static_cast<Index>(parts_.size()));
    candidates_.middleCols(n_candidates_, fair) = values_.leftCols(fair);
    n_candidates_ += fair;
  }

  void load(std::size_t at) {
    if (at == loaded_) return;
    const Part& part = parts_[at];
    loaded_ = static_cast<std::size_t>(-1);
    const SeriesView<T> bold = source_.view(part.first, part.size, buffer_);
    values_.resize(bold.n_times(), part.size);
    const std::span<numeric::SignalStatus> status = std::span(status_).subspan(as_size(part.first), as_size(part.size));
    order_.resize(as_size(part.size));
    std::iota(order_.begin(), order_.end(), Index{0});
    for (Index n = part.size, n_ok = 0;; n = n_ok) {  // once if all voxels are usable, twice if not
      Random(seed_, 2 * static_cast<std::uint64_t>(part.number)).shuffle(std::span(order_));
      scale_to_places(bold, status);
      n_ok = static_cast<Index>(std::count(status.begin(), status.end(), numeric::SignalStatus::ok));
      if (n_ok == n) break;
      if (policy_ == NanPolicy::raise) require_finite("scale_voxels", "bold", bold);
      order_.clear();
      for (Index v = 0; v < part.size; ++v) {
        if (nth(status, v) == numeric::SignalStatus::ok) order_.push_back(v);
      }
    }
    for (Index& v : order_) v += part.first;
    loaded_ = at;
  }

  /// Scales voxel order_[i] of bold to column i, for all i.
  void scale_to_places(const SeriesView<T>& bold, std::span<numeric::SignalStatus> status) {
    std::vector<Index> places(status.size(), -1);
    for (std::size_t i = 0; i < order_.size(); ++i) nth(places, order_[i]) = static_cast<Index>(i);
    squared_norms_.resize(order_.size());
    networks::scale_to_places<T>(bold, scaling_, places, values_, squared_norms_, status, executor_);
  }

  const Source& source_;
  Scaling scaling_;
  NanPolicy policy_;
  Index batch_size_;
  std::uint64_t seed_;
  const E& executor_;
  std::vector<Part> parts_;  // in the order of visits
  std::size_t loaded_ = static_cast<std::size_t>(-1);
  MatrixX<T> buffer_;  // of the source
  MatrixX<T> values_;  // of the loaded block, usable voxels first
  MatrixX<T> candidates_;
  std::vector<double> squared_norms_;
  std::vector<Index> order_;
  std::vector<numeric::SignalStatus> status_;
  Index n_usable_ = 0, n_batches_ = 0;
  double squared_norm_ = 0;
  Index n_candidates_ = 0;
};

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
