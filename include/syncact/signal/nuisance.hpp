#pragma once
/// What is not of interest in a run: drifts, slow waves, head motion, and scans that are left out.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/numeric/extend_basis.hpp"
#include "syncact/signal/projection.hpp"

namespace syncact::inline v0_1::signal {

/// Nuisance to be removed from each run at once, in one least-squares projection (one after the other would put back what an
/// earlier step removed).
struct Nuisance {
  std::optional<Index> detrend = 1;   ///< order of the polynomial in time: 0 the mean, 1 a line; nullopt keeps the mean
  std::optional<double> high_pass{};  ///< [Hz] remove cosines up to this frequency, e.g. 1.0 / 128
  MatrixX<double> confounds{};        ///< [scan x confound] over all runs; NaN in a run's first row counts as 0 (`n/a`)
  Index drop_initial = 0;             ///< scans left out at the start of every run, before all else
  std::vector<bool> keep{};           ///< per scan over all runs: false leaves it out; empty keeps all
};

/// Legendre polynomials P_0 .. P_order at x in [-1, 1]: [point x polynomial].
[[nodiscard]] inline MatrixX<double> legendre_basis(const VectorX<double>& x, Index order) {
  require(order >= 0, "legendre_basis", "order must be >= 0", order);
  MatrixX<double> basis(x.size(), order + 1);
  basis.col(0).setOnes();
  if (order > 0) basis.col(1) = x;
  for (Index k = 1; k < order; ++k) {
    const auto d = static_cast<double>(k);
    basis.col(k + 1) = ((2 * d + 1) * x.cwiseProduct(basis.col(k)) - d * basis.col(k - 1)) / (d + 1);
  }
  return basis;
}

/// Number of cosines at or below a frequency: min(n - 1, floor(2 n high_pass tr)), as in SPM and nilearn.
/// Throws ValueError unless high_pass >= 0.
[[nodiscard]] inline Index cosine_order(Index n, double high_pass, Seconds tr) {
  require(std::isfinite(high_pass) && high_pass >= 0, "cosine_order", "high_pass must be >= 0 Hz", high_pass);
  const double exact = 2 * static_cast<double>(n) * high_pass * tr.count();
  return static_cast<Index>(std::min(static_cast<double>(n - 1), std::floor(exact * (1 + 1e-12))));
}

/// The discrete cosines 1 .. order, sqrt(2/n) cos(pi (i + 1/2) k / n): [scan x cosine], orthonormal.
[[nodiscard]] inline MatrixX<double> cosine_basis(Index n, Index order) {
  MatrixX<double> basis(n, order);
  for (Index k = 0; k < order; ++k) {
    const double step = std::numbers::pi * static_cast<double>(k + 1) / static_cast<double>(n);
    for (Index i = 0; i < n; ++i) {
      basis(i, k) = std::sqrt(2.0 / static_cast<double>(n)) * std::cos(step * (static_cast<double>(i) + 0.5));
    }
  }
  return basis;
}

namespace detail {

/// A column without its mean; zero if only rounding is left.
inline VectorX<double> centered(const VectorX<double>& column) {
  const double largest = column.cwiseAbs().maxCoeff();
  if (largest == 0) return column;
  VectorX<double> result = column / largest;
  result.array() -= result.mean();
  if (result.cwiseAbs().maxCoeff() < 1e-12) result.setZero();
  return result;
}

/// Which scans of a run are kept.
inline std::vector<Index> kept_rows(const Nuisance& nuisance, const Timeline& scans, Index r) {
  std::vector<Index> rows;
  for (Index i = nuisance.drop_initial; i < scans.run(r).n; ++i) {
    if (nuisance.keep.empty() || nth(nuisance.keep, scans.begin(r) + i)) rows.push_back(i);
  }
  return rows;
}

/// The confounds of a run's kept scans, with the policy for missing values.
inline MatrixX<double> confounds_of(const Nuisance& nuisance, const Timeline& scans, Index r, const std::vector<Index>& rows) {
  MatrixX<double> result(static_cast<Index>(rows.size()), nuisance.confounds.cols());
  for (Index j = 0; j < result.cols(); ++j) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double value = nuisance.confounds(scans.begin(r) + rows[i], j);
      if (!std::isfinite(value) && !(std::isnan(value) && rows[i] == 0)) {
        throw ValueError(message("nuisance: confounds must be finite but in a run's first row, is ", value, " in confound ", j,
                                 " at scan ", rows[i], " of run ", r));
      }
      result(static_cast<Index>(i), j) = std::isnan(value) ? 0.0 : value;
    }
  }
  return result;
}

inline RunProjection run_projection(const Nuisance& nuisance, const Timeline& scans, Index r) {
  const Run& run = scans.run(r);
  const std::vector<Index> rows = kept_rows(nuisance, scans, r);
  const auto n = static_cast<Index>(rows.size());
  require(n >= 2, "nuisance", message("the number of scans kept of run ", r, " must be >= 2"), n);
  const Index n_full = run.n - nuisance.drop_initial;

  const auto select = [&](const MatrixX<double>& table) {  // rows counted from the first scan after drop_initial
    MatrixX<double> result(n, table.cols());
    for (Index i = 0; i < n; ++i) result.row(i) = table.row(nth(rows, i) - nuisance.drop_initial);
    return result;
  };
  MatrixX<double> trend(n, 0), waves(n, 0);
  if (nuisance.detrend) {
    VectorX<double> x(n_full);
    const double first = run.sampling.time(nuisance.drop_initial), last = run.sampling.time(run.n - 1);
    for (Index i = 0; i < n_full; ++i) x[i] = 2 * (run.sampling.time(nuisance.drop_initial + i) - first) / (last - first) - 1;
    trend = select(legendre_basis(x, *nuisance.detrend));
  }
  if (nuisance.high_pass) {
    require(run.sampling.regular(), "nuisance", "the high-pass needs scans of one TR, not timestamps");
    waves = select(cosine_basis(n_full, cosine_order(n_full, *nuisance.high_pass, run.sampling.period())));
  }
  const MatrixX<double> confounds = confounds_of(nuisance, scans, r, rows);

  const Index n_columns = trend.cols() + waves.cols() + confounds.cols();
  MatrixX<double> basis(n, std::min(n, n_columns));
  Index rank = 0;
  const auto extend = [&](const VectorX<double>& column) {
    if (rank < n) numeric::extend_basis(basis, rank, column);
  };
  for (Index j = 0; j < trend.cols(); ++j) extend(trend.col(j));
  for (Index j = 0; j < waves.cols(); ++j) extend(centered(waves.col(j)));
  for (Index j = 0; j < confounds.cols(); ++j) extend(centered(confounds.col(j)));
  return {rows, basis.leftCols(rank)};
}

}  // namespace detail

/// The projection that removes the nuisance. Its basis is orthonormal; columns that are combinations of earlier ones (to 1e-7)
/// are dropped, whatever their scale, so confounds may be redundant. Confounds and cosines are centered over the kept scans:
/// the mean of a signal is removed by detrending only. Cosines and polynomials are functions of the scan's time, censored scans
/// included. Throws ShapeError if confounds or keep have another length than the scans, ValueError for a NaN beyond a run's
/// first row, a timestamped clock with a high-pass, and a run of which nothing would be left.
[[nodiscard]] inline Projection nuisance_projection(const Timeline& scans, const Nuisance& nuisance) {
  require(nuisance.drop_initial >= 0, "nuisance", "drop_initial must be >= 0", nuisance.drop_initial);
  if (nuisance.confounds.cols() > 0) {
    require_same_times("nuisance", "confounds", nuisance.confounds.rows(), "the timeline", scans.size());
  }
  if (!nuisance.keep.empty()) {
    require_same_times("nuisance", "keep", static_cast<Index>(nuisance.keep.size()), "the timeline", scans.size());
  }
  std::vector<RunProjection> runs;
  for (Index r = 0; r < scans.n_runs(); ++r) runs.push_back(detail::run_projection(nuisance, scans, r));
  return Projection(scans, std::move(runs));
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
