#pragma once
/// Effective samples of a run.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/core/timeline.hpp"
#include "syncact/core/types.hpp"
#include "syncact/stats/effective_samples.hpp"

namespace syncact::inline v0_1::synchrony::detail {

/// How many independent time points the run with the fewest is worth, for a correlation of two series as smooth as the networks
/// [time x network] are on average. Pyper and Peterman's sum over a fifth of the run. The number of scans without networks.
template <std::floating_point T>
[[nodiscard]] double effective_samples(const MatrixX<T>& networks, const Timeline& scans) {
  auto fewest = static_cast<double>(scans.size());
  for (Index r = 0; r < scans.n_runs(); ++r) {
    const Index n = scans.run(r).n, n_lags = n / 5;
    VectorX<double> mean = VectorX<double>::Zero(n_lags);
    Index n_varying = 0;
    for (Index k = 0; k < networks.cols(); ++k) {
      VectorX<double> x = networks.col(k).segment(scans.begin(r), n).template cast<double>();
      x.array() -= x.mean();
      if (!(x.squaredNorm() > 0)) continue;
      mean += stats::autocorrelations(x, n_lags);
      ++n_varying;
    }
    if (n_varying == 0) continue;
    mean /= static_cast<double>(n_varying);
    fewest = std::min(fewest, stats::effective_samples(n, mean, mean));  // a sum of squares: at most n
  }
  return fewest;
}

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
