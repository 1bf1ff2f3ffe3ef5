#pragma once
/// The codes of very many voxels, kept small.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Codes [network x voxel] of which most are zero, batch by batch of neighbouring voxels. Holds the non-zeros alone: 4 bytes
/// and a value for each, and 8 bytes a voxel.
template <std::floating_point T>
class SparseCodes {
 public:
  /// The non-zeros of one batch, voxel by voxel. networks and values are as long as each other; ends, one a voxel, says where
  /// each voxel's end. Empty: all codes are zero.
  struct Batch {
    std::vector<std::uint64_t> ends{};
    std::vector<std::uint32_t> networks{};
    std::vector<T> values{};
  };

  SparseCodes() = default;
  SparseCodes(Index n_networks, Index n_voxels, Index n_batches)
      : n_networks_(n_networks), n_voxels_(n_voxels), batches_(as_size(n_batches)) {}

  [[nodiscard]] Index n_networks() const { return n_networks_; }
  [[nodiscard]] Index n_voxels() const { return n_voxels_; }
  [[nodiscard]] const std::vector<Batch>& batches() const { return batches_; }

  /// n voxels of batch b, from its voxel `first` on, as a table [network x voxel]. Throws ShapeError if fewer were stored.
  [[nodiscard]] MatrixX<T> batch(Index b, Index first, Index n) const {
    MatrixX<T> codes = MatrixX<T>::Zero(n_networks_, n);
    const Batch& from = nth(batches_, b);
    if (from.ends.empty()) return codes;
    const auto stored = static_cast<Index>(from.ends.size());
    if (first + n > stored) require_extent("SparseCodes", "number of voxels of the batch", first + n, stored);
    const auto begin = as_size(first);
    std::size_t at = begin > 0 ? from.ends[begin - 1] : 0;
    for (Index v = 0; v < n; ++v) {
      T* const code = codes.col(v).data();
      for (; at < from.ends[begin + as_size(v)]; ++at) code[from.networks[at]] = from.values[at];
    }
    return codes;
  }

  /// Puts codes in the place of batch b.
  void store(Index b, Batch codes) { nth(batches_, b) = std::move(codes); }

  /// No voxel uses this network any more.
  void drop(Index network) {
    for (Batch& batch : batches_) {
      for (std::size_t at = 0; at < batch.values.size(); ++at) {
        if (batch.networks[at] == static_cast<std::uint32_t>(network)) batch.values[at] = 0;
      }
    }
  }

  /// The codes of these batches. Throws ValueError unless each one's parts fit together.
  static SparseCodes restored(Index n_networks, Index n_voxels, std::vector<Batch> batches) {
    SparseCodes codes(n_networks, n_voxels, 0);
    Index n_coded = 0;
    for (const Batch& batch : batches) {
      std::uint64_t before = 0;
      for (const std::uint64_t end : batch.ends) {
        require(end >= before, "SparseCodes", "each end must be above the one before", end);
        before = end;
      }
      require(before == batch.values.size() && before == batch.networks.size(), "SparseCodes",
              "the last end must be the number of networks and of values", before);
      for (const std::uint32_t k : batch.networks) {
        require(static_cast<Index>(k) < n_networks, "SparseCodes", "networks must be less than n_networks", k);
      }
      n_coded += static_cast<Index>(batch.ends.size());
    }
    require(n_coded <= n_voxels, "SparseCodes", "the number of coded voxels must be at most n_voxels", n_coded);
    codes.batches_ = std::move(batches);
    return codes;
  }

 private:
  Index n_networks_ = 0;
  Index n_voxels_ = 0;
  std::vector<Batch> batches_;
};

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
