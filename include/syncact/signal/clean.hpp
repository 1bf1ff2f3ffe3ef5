#pragma once
/// BOLD series made ready for learning networks.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <utility>
#include <vector>

#include "syncact/core/finite.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/signal/nuisance.hpp"

namespace syncact::inline v0_1::signal {

/// The scale of a cleaned signal, set in each run.
enum class Standardize : unsigned char {
  none,
  zscore_sample,   ///< mean 0, standard deviation 1 with n - 1 in its denominator (nilearn)
  zscore,          ///< the same with n (SPAMS, HAFNI); differs by sqrt(n / (n - 1)), which scales a sparsity penalty
  percent_change,  ///< 100 (x - mean) / |mean before cleaning|
  unit_norm,       ///< mean 0, sum of squares 1
};

struct CleanOptions {
  Nuisance nuisance{};
  Standardize standardize = Standardize::zscore_sample;
  NanPolicy nan = NanPolicy::raise;
};

/// Cleaned series, run after run, and how to treat other tables alike.
template <std::floating_point T>
struct Cleaned {
  MatrixX<T> values;  ///< [kept scan x signal]
  std::vector<numeric::SignalStatus>
      status;             ///< per signal: constant if it does not vary in any run, non_finite if it was excluded
  Projection projection;  ///< projection.output_clock() is the clock of `values`

  [[nodiscard]] const Timeline& output_clock() const { return projection.output_clock(); }
};

namespace detail {

/// Standardizes one run of one signal that nuisance was removed from; `mean`, `largest` (absolute) and `before` (centered norm)
/// describe it before. Returns whether it varies (varies_after_projection).
template <std::floating_point T>
bool standardize(Eigen::Ref<VectorX<double>> x, double mean, double largest, double before, Standardize how) {
  const auto n = static_cast<double>(x.size());
  const double left = x.mean();
  const double spread = centered_norm(x);
  const bool varies = varies_after_projection<T>(spread, x.size(), largest, before);
  if (how == Standardize::none) return varies;
  if (!varies || (how == Standardize::percent_change && std::abs(mean) <= 1e-12 * largest)) return x.setZero(), false;
  x.array() -= left;
  if (how == Standardize::percent_change) {
    x *= 100 / std::abs(mean);
  } else {
    x /= spread;
    if (how == Standardize::zscore_sample) x *= std::sqrt(n - 1);
    if (how == Standardize::zscore) x *= std::sqrt(n);
  }
  return true;
}

}  // namespace detail

/// Cleans bold [scan x signal] through a projection, run by run: drops scans, removes all nuisance in one projection,
/// standardizes; runs stay in order. A signal that is constant, or a combination of the nuisance, in a run becomes 0 there
/// (with Standardize::none it keeps what the projection leaves); so does one without mean under percent_change. Under
/// NanPolicy::exclude a signal with NaN or infinity in a kept scan becomes 0 as a whole. Computed in double, stored as T.
/// Throws ShapeError for another length than the scans, and ValueError for NaN or infinity in a kept scan under
/// NanPolicy::raise. options.nuisance is not looked at: the projection has been made of it, once for all parts of a table.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] Cleaned<T> clean(const SeriesView<T>& bold, const Projection& projection, const CleanOptions& options = {},
                               const C& context = {}) {
  require_same_times("clean", "bold", bold.n_times(), "the projection's scans", projection.input_clock().size());
  const Timeline& kept = projection.output_clock();
  Cleaned<T> result{MatrixX<T>(kept.size(), bold.n_signals()),
                    std::vector<numeric::SignalStatus>(as_size(bold.n_signals()), numeric::SignalStatus::constant), projection};
  projection.for_blocks(bold, context.executor, [&](Index r, Index signal, MatrixX<double>& block) {
    const RunProjection& run = nth(projection.runs(), r);
    const Eigen::RowVectorXd mean = block.colwise().mean(), largest = block.cwiseAbs().colwise().maxCoeff();
    for (Index i = 0; i < block.cols(); ++i) {
      numeric::SignalStatus& status = nth(result.status, signal + i);
      for (Index t = 0; t < block.rows() && status != numeric::SignalStatus::non_finite; ++t) {
        if (std::isfinite(block(t, i))) continue;
        if (options.nan == NanPolicy::raise) {
          throw ValueError(message("clean: bold must be finite, but is ", block(t, i), " at scan ", nth(run.rows, t),
                                   " of run ", r, " of signal ", signal + i));
        }
        status = numeric::SignalStatus::non_finite;
      }
      if (status == numeric::SignalStatus::non_finite) block.col(i).setZero();
    }
    Eigen::RowVectorXd before(block.cols());
    for (Index i = 0; i < block.cols(); ++i) before[i] = centered_norm(block.col(i));
    run.remove(block);
    for (Index i = 0; i < block.cols(); ++i) {
      numeric::SignalStatus& status = nth(result.status, signal + i);
      const bool varies = detail::standardize<T>(block.col(i), mean[i], largest[i], before[i], options.standardize);
      if (varies && status == numeric::SignalStatus::constant) status = numeric::SignalStatus::ok;
    }
    result.values.block(kept.begin(r), signal, block.rows(), block.cols()) = block.template cast<T>();
  });
  for (Index i = 0; i < bold.n_signals(); ++i) {
    if (nth(result.status, i) == numeric::SignalStatus::non_finite) result.values.col(i).setZero();
  }
  return result;
}

/// Cleans bold on the clock `scans` of options.nuisance, as above. Throws as nuisance_projection does too.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] Cleaned<T> clean(const SeriesView<T>& bold, const Timeline& scans, const CleanOptions& options = {},
                               const C& context = {}) {
  require_same_times("clean", "bold", bold.n_times(), "the timeline", scans.size());
  return clean(bold, nuisance_projection(scans, options.nuisance), options, context);
}

template <TimeSeriesMatrix M, CallContext C = Context<>>
[[nodiscard]] Cleaned<series_scalar_t<M>> clean(
    const M& bold, const Timeline& scans, const CleanOptions& options = {},
    const C& context = {}) requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>) {
  return with_series(bold, [&](const auto& view) { return clean(view, scans, options, context); });
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
