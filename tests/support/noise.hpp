#pragma once
/// White noise for tests.
#include "syncact/core/random.hpp"
#include "syncact/core/types.hpp"

namespace syncact::test {

/// [time x signal] standard normal numbers, the same everywhere.
template <std::floating_point T>
MatrixX<T> noise(Index n_times, Index n_signals, std::uint64_t seed = 1) {
  const Random random(seed);
  MatrixX<T> m(n_times, n_signals);
  for (Index k = 0; k < m.size(); ++k) m.data()[k] = static_cast<T>(random.normal(static_cast<std::uint64_t>(k)));
  return m;
}

}  // namespace syncact::test
