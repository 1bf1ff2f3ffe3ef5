#pragma once
/// A model's score by any measure of two tables (CKA, RSA, ridge regression), against the null of a coupling.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/core/progress.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/signal/projection.hpp"
#include "syncact/stats/circular_shift.hpp"
#include "syncact/stats/draws.hpp"

namespace syncact::inline v0_1::score {

template <class N = stats::CircularShift>
struct ScoreByOptions {
  N null{};
  Index n_permutations = 199;  ///< each costs one call of the measure
  std::uint64_t seed = 0;
  /// The measure's value for a model that is all that one could wish: 1 of a correlation, 0 of a distance. Scores on the other
  /// side of chance are then worse than it. NaN: larger is closer, and there is no effect.
  double best = 1;
  NanPolicy nan = NanPolicy::raise;
};

/// measure(units [sample x unit], networks [sample x network]), a number, of neurons [scan x neuron] on
/// projection.input_clock() and networks [kept scan x network] on projection.output_clock(), after the projection, and the same
/// of neurons that the null model scrambles before it, as in couple(): measures that are large for any two slow tables (CKA of
/// few scans, a regression on many neurons) are so in the null too. Neurons of which the projection leaves nothing take no
/// part; units keep their scale, of which the measure makes what it will. The effect is (value - null_mean) / (best -
/// null_mean), p counts draws that are as close or closer, z_null grows with closeness. A draw whose value is NaN counts as
/// closer, and as nothing in the mean; the score of a value that is NaN is NaN. Draws run at once on the context's executor:
/// the measure must bear to be called by several threads. Memory: a scrambled table for each thread. Throws ShapeError,
/// ValueError if no neuron varies, and what the null model and the measure throw.
template <std::floating_point T, std::invocable<const MatrixX<double>&, const MatrixX<double>&> F,
          class N = stats::CircularShift, CallContext C = Context<>>
[[nodiscard]] Score score_by(const F& measure, const SeriesView<T>& neurons, const MatrixX<double>& networks,
                             const signal::Projection& projection, const ScoreByOptions<N>& options = {},
                             const C& context = {}) {
  const char* const function = "score_by";
  require_same_times(function, "the neurons", neurons.n_times(), "their clock", projection.input_clock().size());
  require_same_times(function, "the networks", networks.rows(), "the kept scans", projection.output_clock().size());
  const MatrixX<T> cleaned = projection.apply(neurons, context);
  const auto unit = numeric::to_unit_norm(SeriesView<T>(cleaned), options.nan);
  std::vector<Index> varying;
  for (Index i = 0; i < cleaned.cols(); ++i) {
    if (unit.ok(i)) varying.push_back(i);
  }
  require(!varying.empty(), function, "the number of neurons that vary must be >= 1", 0);
  const MatrixX<T> used = columns_of(neurons.map(), varying);
  const auto value_of = [&](const MatrixX<T>& left) -> double {
    return measure(MatrixX<double>(left.template cast<double>()), networks);
  };
  const double value = value_of(columns_of(cleaned, varying));
  const stats::Draws<N> draws(options.null, projection.input_clock(), options.n_permutations, options.seed);
  VectorX<double> null(draws.size());
  Steps steps(context.progress, draws.size());
  context.executor.bulk(draws.size(), [&](Index d) {
    null[d] = value_of(projection.apply(draws(SeriesView<T>(used), d)));
    steps.advance();
  });

  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (std::isnan(value)) return {nan, nan, nan, nan, nan, nan};
  double mean = 0, square = 0;
  Index n = 0;
  for (const double x : null) {
    if (std::isnan(x)) continue;
    ++n;
    const double step = x - mean;
    mean += step / static_cast<double>(n);
    square += step * (x - mean);
  }
  const double sd = n > 1 ? std::sqrt(square / static_cast<double>(n - 1)) : 0.0;
  const double sign = options.best < mean ? -1 : 1;  // NaN: larger is closer
  const double tie = 1e-10 * (1 + std::abs(value));
  const auto reached = std::count_if(null.begin(), null.end(), [&](double x) { return !(sign * x < sign * value - tie); });
  return {value,
          mean,
          sd,
          options.best != mean ? (value - mean) / (options.best - mean) : nan,
          sd > 0 ? sign * (value - mean) / sd : nan,
          stats::p_from_null(reached, draws.size())};
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
