#pragma once
/// Patterns as the dissimilarities want them: in double, each condition contiguous, unusable ones marked.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/series_view.hpp"
#include "syncact/numeric/ties.hpp"

namespace syncact::inline v0_1::similarity::rdm::detail {

struct Patterns {
  MatrixX<double> values;         ///< [channel x condition]; unusable conditions are zero
  std::vector<unsigned char> ok;  ///< per condition: 0 if it holds NaN or infinity, or has no direction where it needs one
  VectorX<double> norm{};         ///< per condition: of the pattern as given, in units of `values`; says how well it is known

  [[nodiscard]] bool usable(Index i) const { return nth(ok, i) != 0; }
  void reject(Index i) {
    nth(ok, i) = 0;
    values.col(i).setZero();
  }
};

/// Any finite pattern will do.
struct AsItIs {
  bool operator()(const Eigen::Ref<VectorX<double>>&, double&) const { return true; }
};

/// From [condition x channel], transposed a cache line of conditions at a time. `prepare` may change a pattern while it is
/// there, scales the norm it is given alike, and says whether the pattern is usable.
template <std::floating_point T, Executor E, class Prepare = AsItIs>
[[nodiscard]] Patterns load_patterns(const SeriesView<T>& table, const E& executor, const Prepare& prepare = {}) {
  const Index n = table.n_times(), p = table.n_signals();
  Patterns patterns{MatrixX<double>(p, n), std::vector<unsigned char>(as_size(n), 1), VectorX<double>::Zero(n)};
  constexpr Index conditions = 8, channels = 64;
  with_map(table, [&](const auto& map) {
    executor.bulk((n + conditions - 1) / conditions, [&](Index block) {
      const Index first = block * conditions, count = std::min(conditions, n - first);
      for (Index c = 0; c < p; c += channels) {
        const Index length = std::min(channels, p - c);
        patterns.values.block(c, first, length, count) = map.block(first, c, count, length).transpose().template cast<double>();
      }
      for (Index i = first; i < first + count; ++i) {
        if (!patterns.values.col(i).allFinite()) {
          patterns.reject(i);
          continue;
        }
        patterns.norm[i] = patterns.values.col(i).stableNorm();
        if (!prepare(patterns.values.col(i), patterns.norm[i])) patterns.reject(i);
      }
    });
  });
  return patterns;
}

/// Subtracts one pattern from all, the one nearest to their mean, so that products of what is left are no larger than distances
/// and the differences of whole numbers stay exact. Differences between conditions stay as they are.
template <Executor E>
void subtract_central(Patterns& patterns, const E& executor) {
  const Index n = patterns.values.cols(), p = patterns.values.rows();
  if (std::count(patterns.ok.begin(), patterns.ok.end(), 1) == 0) return;
  const VectorX<double> center = patterns.values.col(numeric::central_column(patterns.values, patterns.ok));
  constexpr Index channels = 256;
  executor.bulk((p + channels - 1) / channels, [&](Index block) {
    const Index first = block * channels, length = std::min(channels, p - first);
    for (Index i = 0; i < n; ++i) {
      if (patterns.usable(i)) patterns.values.col(i).segment(first, length) -= center.segment(first, length);
    }
  });
}

}  // namespace syncact::inline v0_1::similarity::rdm::detail

#include "syncact/core/macros_on.hpp"
