#pragma once
/// What coding voxels anew changes.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "syncact/core/types.hpp"
#include "syncact/linalg/positions_where.hpp"
#include "syncact/networks/learners/sparse_codes.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// The networks that voxels use, or used before, with both codes: voxel by voxel, each one's networks rising.
template <std::floating_point T>
struct CodeChange {
  std::vector<std::uint64_t> ends;  ///< [voxel] where its entries end
  std::vector<std::uint32_t> networks;
  std::vector<T> now, before;

  [[nodiscard]] Index n_voxels() const { return static_cast<Index>(ends.size()); }

  void clear() {
    ends.clear();
    networks.clear();
    now.clear();
    before.clear();
  }

  /// Adds voxels by their codes [network x voxel] now and before.
  void add(const MatrixX<T>& codes, const MatrixX<T>& old_codes) {
    const Index n_networks = codes.rows();
    std::vector<std::int32_t> used(as_size(n_networks + 4));
    for (Index v = 0; v < codes.cols(); ++v) {
      const T *const a = codes.col(v).data(), *const o = old_codes.col(v).data();
      const auto now_or_before = [ a, o ](auto at) __attribute__((always_inline)) {
        const auto is = at(a) != 0, was = at(o) != 0;
        return is | was;
      };
      const Index n = linalg::positions_where<T>(n_networks, now_or_before, used.data());
      for (const std::int32_t k : std::span(used).first(as_size(n))) {
        networks.push_back(static_cast<std::uint32_t>(k));
        now.push_back(a[k]);
        before.push_back(o[k]);
      }
      ends.push_back(networks.size());
    }
  }

  /// Adds the voxels of another change behind these.
  void append(const CodeChange& other) {
    const std::uint64_t start = networks.size();
    for (const std::uint64_t end : other.ends) ends.push_back(start + end);
    networks.insert(networks.end(), other.networks.begin(), other.networks.end());
    now.insert(now.end(), other.now.begin(), other.now.end());
    before.insert(before.end(), other.before.begin(), other.before.end());
  }

  /// No voxel uses this network, or used it.
  void drop(Index network) {
    for (std::size_t at = 0; at < networks.size(); ++at) {
      if (networks[at] == static_cast<std::uint32_t>(network)) now[at] = before[at] = 0;
    }
  }

  /// The codes now, without zeros.
  [[nodiscard]] typename SparseCodes<T>::Batch codes() const {
    const auto n_used = now.size() - as_size(std::count(now.begin(), now.end(), T(0)));
    typename SparseCodes<T>::Batch batch{ends, std::vector<std::uint32_t>(n_used + 1), std::vector<T>(n_used + 1)};
    std::size_t at = 0, n = 0;
    for (std::uint64_t& end : batch.ends) {
      for (; at < end; ++at) {
        batch.networks[n] = networks[at];
        batch.values[n] = now[at];
        n += now[at] != 0 ? 1 : 0;
      }
      end = n;
    }
    batch.networks.pop_back();
    batch.values.pop_back();
    return batch;
  }
};

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
