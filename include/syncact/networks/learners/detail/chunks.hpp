#pragma once
/// Voxels cut into pieces that threads take one at a time.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <vector>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// Some voxels, which one thread works on at a time.
struct Chunk {
  Index first, size;
};

/// Cuts n voxels into chunks, whatever the number of threads. A large one has room to sort its voxels by how many atoms they
/// use; small ones come last, so that threads end together.
[[nodiscard]] inline std::vector<Chunk> chunks_of(Index n) {
  std::vector<Chunk> chunks;
  for (Index first = 0, size = 0; first < n; first += size) {
    const Index left = n - first;
    size = std::min<Index>(left, left >= 1024 ? 256 : left >= 256 ? 128 : left >= 128 ? 64 : 32);
    chunks.push_back({first, size});
  }
  return chunks;
}

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
