#pragma once
/// A projection that removes more than another.
#include "syncact/core/macros_off.hpp"

#include <numeric>
#include <utility>
#include <vector>

#include "syncact/signal/nuisance.hpp"

namespace syncact::inline v0_1::signal {

/// The projection that removes what `projection` does and the regressors [scan x regressor] on projection.input_clock(),
/// centered over the kept scans of each run; it keeps the same scans. Regressors that are combinations of what is removed
/// already are dropped (to 1e-7). Throws ShapeError for another length, ValueError for NaN or infinity and for a run of which
/// nothing would be left.
[[nodiscard]] inline Projection also_remove(const Projection& projection, const MatrixX<double>& regressors) {
  const Timeline& scans = projection.input_clock();
  require_same_times("also_remove", "regressors", regressors.rows(), "the projection's scans", scans.size());
  require(regressors.allFinite(), "also_remove", "regressors must be finite");
  std::vector<RunProjection> runs;
  for (Index r = 0; r < scans.n_runs(); ++r) {
    const RunProjection& run = nth(projection.runs(), r);
    const Index n = std::ssize(run.rows);
    Index rank = run.basis.cols();
    MatrixX<double> basis(n, std::min(n, rank + regressors.cols()));
    basis.leftCols(rank) = run.basis;
    for (Index j = 0; j < regressors.cols() && rank < n; ++j) {
      VectorX<double> column(n);
      for (Index i = 0; i < n; ++i) column[i] = regressors(scans.begin(r) + nth(run.rows, i), j);
      numeric::extend_basis(basis, rank, detail::centered(column));
    }
    runs.push_back({run.rows, basis.leftCols(rank)});
  }
  return Projection(scans, std::move(runs));
}

/// The same removal for tables that are on projection.output_clock() already.
[[nodiscard]] inline Projection for_kept_scans(const Projection& projection) {
  std::vector<RunProjection> runs = projection.runs();
  for (RunProjection& run : runs) std::iota(run.rows.begin(), run.rows.end(), Index{0});
  return Projection(projection.output_clock(), std::move(runs));
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
