#pragma once
/// Patterns as the dissimilarities want them: in double, each condition contiguous, unusable ones marked.
#include <algorithm>
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/core/series_view.hpp"

namespace syncact::rdm::detail {

struct Patterns {
  MatrixX<double> values;         ///< [channel x condition]; unusable conditions are zero
  std::vector<unsigned char> ok;  ///< per condition: 0 if it holds NaN or infinity, or has no direction where it needs one

  [[nodiscard]] bool usable(Index i) const { return ok[static_cast<std::size_t>(i)] != 0; }
  void reject(Index i) {
    ok[static_cast<std::size_t>(i)] = 0;
    values.col(i).setZero();
  }
};

/// Any finite pattern will do.
struct AsItIs {
  bool operator()(const Eigen::Ref<VectorX<double>>&) const { return true; }
};

/// From [condition x channel], transposed a cache line of conditions at a time. `prepare` may change a pattern while it is
/// there, and says whether it is usable.
template <std::floating_point T, Executor E, class Prepare = AsItIs>
[[nodiscard]] Patterns load_patterns(const SeriesView<T>& table, const E& executor, const Prepare& prepare = {}) {
  const Index n = table.n_times(), p = table.n_signals();
  Patterns patterns{MatrixX<double>(p, n), std::vector<unsigned char>(static_cast<std::size_t>(n), 1)};
  constexpr Index conditions = 8, channels = 64;
  with_map(table, [&](const auto& map) {
    executor.bulk((n + conditions - 1) / conditions, [&](Index block) {
      const Index first = block * conditions, count = std::min(conditions, n - first);
      for (Index c = 0; c < p; c += channels) {
        const Index length = std::min(channels, p - c);
        patterns.values.block(c, first, length, count) = map.block(first, c, count, length).transpose().template cast<double>();
      }
      for (Index i = first; i < first + count; ++i) {
        if (!patterns.values.col(i).allFinite() || !prepare(patterns.values.col(i))) patterns.reject(i);
      }
    });
  });
  return patterns;
}

/// Subtracts from every channel its mean over usable conditions, twice, so that of a large offset only the rounding of the
/// data is left. Differences between conditions stay as they are.
template <Executor E>
void center_channels(Patterns& patterns, const E& executor) {
  const Index n = patterns.values.cols(), p = patterns.values.rows();
  const auto n_ok = static_cast<double>(std::count(patterns.ok.begin(), patterns.ok.end(), 1));
  if (n_ok == 0) return;
  constexpr Index channels = 256;
  executor.bulk((p + channels - 1) / channels, [&](Index block) {
    const Index first = block * channels, length = std::min(channels, p - first);
    for (int pass = 0; pass < 2; ++pass) {
      VectorX<double> mean = VectorX<double>::Zero(length);
      for (Index i = 0; i < n; ++i) mean += patterns.values.col(i).segment(first, length);
      mean /= n_ok;
      for (Index i = 0; i < n; ++i) {
        if (patterns.usable(i)) patterns.values.col(i).segment(first, length) -= mean;
      }
    }
  });
}

}  // namespace syncact::rdm::detail
