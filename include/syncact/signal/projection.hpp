#pragma once
/// Taking nuisance out of a table: one orthogonal projection per run, kept as a value so that several tables can share it.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::signal {

/// Whether what a projection left of a signal is more than rounding: `left` (its norm, centered) exceeds both
///   (4 eps(T) + 64 eps(double)) * largest * sqrt(n)    the rounding of numbers of storage type T and of this size,
///   1e-7 * before                                      the tolerance to which a confound is a combination of others.
/// `largest` (absolute value) and `before` (norm, centered) are those of the n values that were projected.
template <std::floating_point T>
[[nodiscard]] bool varies_after_projection(double left, Index n, double largest, double before) {
  constexpr double rounding =
      4.0 * static_cast<double>(std::numeric_limits<T>::epsilon()) + 64 * std::numeric_limits<double>::epsilon();
  return left > rounding * largest * std::sqrt(static_cast<double>(n)) && left > 1e-7 * before;
}

/// The norm of x without its mean, however large or small x is.
template <class Vector>
[[nodiscard]] double centered_norm(const Vector& x) {
  const double mean = x.mean();
  const double scale = (x.array() - mean).abs().maxCoeff();
  return scale > 0 && std::isfinite(scale) ? ((x.array() - mean) / scale).matrix().norm() * scale : scale;
}

/// What one run keeps and what is taken out of it.
struct RunProjection {
  std::vector<Index> rows;  ///< kept scans, counted from the start of the run
  MatrixX<double> basis;    ///< [kept scan x component], orthonormal columns; may have none

  /// Whether nothing but a constant is taken out, which commutes with every null model.
  [[nodiscard]] bool removes_mean_at_most() const {
    if (basis.cols() != 1) return basis.cols() == 0;
    return std::abs(basis.col(0).sum()) > (1 - 1e-9) * std::sqrt(static_cast<double>(basis.rows()));
  }

  /// x - Q Q'x, in place; x [kept scan x signal]. A template, so that it is compiled only where it is called.
  template <class = void>
  void remove(MatrixX<double>& x) const {
    if (basis.cols() == 0) return;
    MatrixX<double> loadings = MatrixX<double>::Zero(basis.cols(), x.cols());
    linalg::DefaultBackend{}.add_product(basis, linalg::Op::transpose, x, linalg::Op::none, loadings);
    loadings = -loadings;
    linalg::DefaultBackend{}.add_product(basis, linalg::Op::none, loadings, linalg::Op::none, x);
  }
};

/// Selects scans and removes nuisance, run by run. Apply the same one to BOLD and to the neurons' regressors: nuisance removed
/// from one side only biases their correlation towards zero.
class Projection {
 public:
  /// Throws ShapeError unless there is one RunProjection per run and each basis has a row per kept scan; ValueError if a run
  /// keeps fewer than two scans or no more than its basis has components.
  Projection(Timeline scans, std::vector<RunProjection> runs)
      : scans_(std::move(scans)), runs_(std::move(runs)), kept_(kept_timeline(scans_, runs_)) {}

  /// The clock of the tables that enter.
  [[nodiscard]] const Timeline& input_clock() const { return scans_; }
  /// The clock of the tables that leave; runs with censored scans become timestamped.
  [[nodiscard]] const Timeline& output_clock() const { return kept_; }
  [[nodiscard]] const std::vector<RunProjection>& runs() const { return runs_; }
  /// Number of components removed from run r; it takes as many degrees of freedom.
  [[nodiscard]] Index rank(Index r) const { return nth(runs_, r).basis.cols(); }

  /// The kept scans of the table, nuisance removed: [kept scan x signal]. Computed in double, stored as T. A run of a signal
  /// that is constant or a combination of the nuisance becomes exactly 0 (varies_after_projection), so that no later stage
  /// takes rounding for a signal. A NaN spreads over its signal's run. Throws ShapeError unless the table has the clock's
  /// length.
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] MatrixX<T> apply(const SeriesView<T>& table, const C& context = {}) const {
    require_same_times("Projection::apply", "the table", table.n_times(), "the clock", scans_.size());
    MatrixX<T> result(kept_.size(), table.n_signals());
    for_blocks(table, context.executor, [&](Index r, Index signal, MatrixX<double>& block) {
      remove_from_run<T>(r, block);
      result.block(kept_.begin(r), signal, block.rows(), block.cols()) = block.template cast<T>();
    });
    return result;
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
  [[nodiscard]] MatrixX<series_scalar_t<M>> apply(const M& table, const C& context = {}) const
      requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>) {
    return with_series(table, [&](const auto& view) { return apply(view, context); });
  }

  /// Removes run r's nuisance from its kept scans x [kept scan x signal], stored before as T; what only rounding is left of
  /// becomes 0.
  template <std::floating_point T>
  void remove_from_run(Index r, MatrixX<double>& x) const {
    const RunProjection& run = nth(runs_, r);
    if (run.basis.cols() == 0 || x.cols() == 0) return;
    const Eigen::RowVectorXd largest = x.cwiseAbs().colwise().maxCoeff();
    Eigen::RowVectorXd before(x.cols());
    for (Index i = 0; i < x.cols(); ++i) before[i] = centered_norm(x.col(i));
    run.remove(x);
    for (Index i = 0; i < x.cols(); ++i) {
      const double left = centered_norm(x.col(i));
      if (!std::isnan(left) && !varies_after_projection<T>(left, x.rows(), largest[i], before[i])) x.col(i).setZero();
    }
  }

  /// Signals that are projected together. The bits of a projected signal depend on its place within its tile, so who projects
  /// a table in parts cuts it at multiples of this.
  static constexpr Index tile_signals = 128;

  /// Calls f(run, first signal, block) with the kept scans of each run and tile of signals, in double.
  template <std::floating_point T, Executor E, class F>
  void for_blocks(const SeriesView<T>& table, const E& executor, F&& f) const {
    constexpr Index tile = tile_signals;
    executor.bulk((table.n_signals() + tile - 1) / tile, [&](Index b) {
      const Index signal = b * tile, n = std::min(tile, table.n_signals() - signal);
      for (Index r = 0; r < scans_.n_runs(); ++r) {
        const std::vector<Index>& rows = nth(runs_, r).rows;
        MatrixX<double> block(static_cast<Index>(rows.size()), n);
        for (Index i = 0; i < n; ++i) {
          for (std::size_t t = 0; t < rows.size(); ++t) {
            block(static_cast<Index>(t), i) = static_cast<double>(table(scans_.begin(r) + rows[t], signal + i));
          }
        }
        f(r, signal, block);
      }
    });
  }

 private:
  static Timeline kept_timeline(const Timeline& scans, const std::vector<RunProjection>& runs) {
    require_extent("Projection", "the number of runs", scans.n_runs(), static_cast<Index>(runs.size()));
    std::vector<Run> kept;
    for (Index r = 0; r < scans.n_runs(); ++r) {
      const auto& [rows, basis] = nth(runs, r);
      const auto n = static_cast<Index>(rows.size());
      require_extent("Projection", "rows of the basis", n, basis.rows());
      if (n < 2 || basis.cols() >= n) {
        throw ValueError(message("Projection: run ", r, " keeps ", n, " scans and ", basis.cols(),
                                 " components are to be removed: nothing would be left"));
      }
      const Sampling& clock = scans.run(r).sampling;
      if (clock.regular() && rows.back() - rows.front() == n - 1) {
        kept.push_back({clock.shifted(static_cast<double>(rows.front()) * clock.period()), n});
      } else {
        std::vector<double> times;
        for (const Index row : rows) times.push_back(clock.time(row));
        kept.push_back({Sampling::at(std::move(times)), n});
      }
    }
    return Timeline(std::move(kept));
  }

  Timeline scans_;
  std::vector<RunProjection> runs_;
  Timeline kept_;
};

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
