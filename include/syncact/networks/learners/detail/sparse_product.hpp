#pragma once
/// Products with codes of mostly zeros.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/linalg/sum_of_columns.hpp"
#include "syncact/networks/learners/detail/code_change.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// The change now - w before [network x voxel] of the codes of some voxels, network by network within strips of voxels.
template <std::floating_point T>
class SparseRows {
 public:
  static constexpr Index tile = 64;  ///< most rows of x that a product handles at a time

  SparseRows(const CodeChange<T>& change, double old_weight, Index n_networks)
      : n_networks_(n_networks), n_voxels_(change.n_voxels()) {
    voxels_.resize(change.networks.size());
    values_.resize(change.networks.size());
    for (Index first = 0; first < change.n_voxels(); first += strip) {
      append(change, static_cast<T>(old_weight), first, std::min(strip, change.n_voxels() - first));
    }
  }

  /// The share of entries that are not zero.
  [[nodiscard]] double share() const {
    const auto size = static_cast<double>(n_networks_ * n_voxels_);
    return size > 0 ? static_cast<double>(values_.size()) / size : 0.0;
  }

  /// sum = keep sum + x change', for at most `tile` rows of x [time x voxel]. Each strip is summed in T, strips in double.
  void add_product(const linalg::ConstPanel<T>& x, double keep, linalg::Panel<double> sum) const {
    std::array<T, tile> part;
    for (std::size_t segment = 0; segment + 1 < starts_.size(); ++segment) {
      const std::size_t begin = starts_[segment], n = starts_[segment + 1] - begin;
      auto column = sum.col(static_cast<Index>(segment) % n_networks_);
      const double share = static_cast<Index>(segment) < n_networks_ ? keep : 1.0;
      if (n == 0) {
        if (share != 1) column *= share;
        continue;
      }
      linalg::SumOfColumns<T>(x, std::span(voxels_).subspan(begin, n), values_.data() + begin).add(nullptr, part.data());
      double* const out = column.data();
      for (Index t = 0; t < x.rows(); ++t) out[t] = share * out[t] + static_cast<double>(nth(part, t));
    }
  }

  /// The change as a table [voxel x network].
  [[nodiscard]] MatrixX<T> table() const {
    MatrixX<T> table = MatrixX<T>::Zero(n_voxels_, n_networks_);
    for (std::size_t segment = 0; segment + 1 < starts_.size(); ++segment) {
      auto column = table.col(static_cast<Index>(segment) % n_networks_);
      for (std::size_t at = starts_[segment]; at < starts_[segment + 1]; ++at) column[voxels_[at]] = values_[at];
    }
    return table;
  }

 private:
  static constexpr Index strip = 512;  // voxels; as many columns of a tile of x stay in the second-level cache

  /// Counting sort of the entries of a strip by network.
  void append(const CodeChange<T>& change, T old_weight, Index first, Index n) {
    const std::size_t begin = first > 0 ? nth(change.ends, first - 1) : 0;
    const std::size_t end = nth(change.ends, first + n - 1);
    std::vector<std::size_t> next(as_size(n_networks_ + 1), 0);
    for (std::size_t at = begin; at < end; ++at) ++next[change.networks[at] + 1];
    next[0] = begin;
    if (starts_.empty()) starts_.push_back(0);
    for (std::size_t k = 1; k < next.size(); ++k) starts_.push_back(next[k] += next[k - 1]);
    std::size_t at = begin;
    for (Index v = first; v < first + n; ++v) {
      for (; at < nth(change.ends, v); ++at) {
        const std::size_t to = next[change.networks[at]]++;
        voxels_[to] = static_cast<std::int32_t>(v);
        values_[to] = change.now[at] - old_weight * change.before[at];
      }
    }
  }

  Index n_networks_;
  Index n_voxels_;
  std::vector<std::size_t> starts_;  // of each network of each strip; then the end
  std::vector<std::int32_t> voxels_;
  std::vector<T> values_;
};

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
