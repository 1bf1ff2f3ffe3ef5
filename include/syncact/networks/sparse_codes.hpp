#pragma once
/// The codes of very many voxels, kept small.
#include <cstdint>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::networks {

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
      : n_networks_(n_networks), n_voxels_(n_voxels), batches_(static_cast<std::size_t>(n_batches)) {}

  [[nodiscard]] Index n_networks() const { return n_networks_; }
  [[nodiscard]] Index n_voxels() const { return n_voxels_; }
  [[nodiscard]] const std::vector<Batch>& batches() const { return batches_; }

  /// Batch b, of n voxels, as a table [network x voxel]. Throws ShapeError if another number was stored.
  [[nodiscard]] MatrixX<T> batch(Index b, Index n) const {
    const Batch& from = batches_[static_cast<std::size_t>(b)];
    if (!from.ends.empty())
      require_extent("SparseCodes", "number of voxels of the batch", n, static_cast<Index>(from.ends.size()));
    MatrixX<T> codes = MatrixX<T>::Zero(n_networks_, n);
    std::size_t at = 0;
    for (std::size_t v = 0; v < from.ends.size(); ++v) {
      T* const code = codes.col(static_cast<Index>(v)).data();
      for (; at < from.ends[v]; ++at) code[from.networks[at]] = from.values[at];
    }
    return codes;
  }

  /// Puts codes [network x voxel] in the place of batch b.
  void store(Index b, const MatrixX<T>& codes) {
    require_extent("SparseCodes", "number of rows", n_networks_, codes.rows());
    const auto size = static_cast<std::size_t>(codes.size());
    std::vector<std::uint32_t> networks(size + 1);
    std::vector<T> values(size + 1);
    std::vector<std::uint64_t> ends(static_cast<std::size_t>(codes.cols()));
    std::size_t n = 0;
    for (Index v = 0; v < codes.cols(); ++v) {
      const T* const code = codes.col(v).data();
      for (Index k = 0; k < n_networks_; ++k) {  // without a branch: which networks a voxel uses cannot be predicted
        networks[n] = static_cast<std::uint32_t>(k);
        values[n] = code[k];
        n += code[k] != 0 ? 1 : 0;
      }
      ends[static_cast<std::size_t>(v)] = n;
    }
    const auto count = static_cast<std::ptrdiff_t>(n);
    batches_[static_cast<std::size_t>(b)] = {
        std::move(ends), {networks.begin(), networks.begin() + count}, {values.begin(), values.begin() + count}};
  }

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
        require(end >= before, "SparseCodes", "ends must rise", end);
        before = end;
      }
      require(before == batch.values.size() && before == batch.networks.size(), "SparseCodes",
              "there must be as many networks and values as the last end says", before);
      for (const std::uint32_t k : batch.networks) {
        require(static_cast<Index>(k) < n_networks, "SparseCodes", "networks must be less than n_networks", k);
      }
      n_coded += static_cast<Index>(batch.ends.size());
    }
    require(n_coded <= n_voxels, "SparseCodes", "there must be at most n_voxels coded voxels", n_coded);
    codes.batches_ = std::move(batches);
    return codes;
  }

 private:
  Index n_networks_ = 0;
  Index n_voxels_ = 0;
  std::vector<Batch> batches_;
};

}  // namespace syncact::networks
