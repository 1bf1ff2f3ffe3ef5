#pragma once
/// What each label has that the other labels have not: so that a hypernym does not get what its hyponyms explain, nor they what
/// it does.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/signal/projection.hpp"

namespace syncact::inline v0_1::annotation {

struct UniqueLabelOptions {
  double min_prevalence = 20;  ///< rarer labels neither lose to others nor take from them, in the unit of the prevalence given
  /// Tried for the penalty; in units of a label's own power. Small: labels that nearly coincide leave each other nearly
  /// nothing. Large: labels stay as they are.
  std::vector<double> ridges{0.01, 0.03, 0.1, 0.3, 1, 3, 10};
  Index n_folds = 5;  ///< stretches of scans that are left out in turn
  /// [scan] left out on both sides of each, too: a ridge regression on many smooth labels interpolates, from neighbours in
  /// time, any smooth network whatever it follows. 10 to 20 s.
  Index gap = 10;
};

struct UniqueLabels {
  MatrixX<double> regressors;  ///< [scan x label] on projection.input_clock(), in the place of those given
  double ridge = 0;            ///< the one that predicts the networks best from all labels together, in scans left out
  double r_squared = 0;        ///< share of the networks' variance so predicted; below 0 labels predict worse than nothing
};

/// Replaces each label's regressor by what a ridge regression on all other labels leaves of it,
///   u_l = x_l - X_-l (X_-l' X_-l + ridge I)^-1 X_-l' x_l   for x that the projection leaves, of length 1,
/// so that score_labels() with these gives the semipartial correlation of networks with labels, tested as usual: a network that
/// follows dogs is no longer labelled `animal` because dogs are animals. Labels that coincide share what they explain. The
/// penalty is chosen by cross-validation over stretches of scans, for all networks at once. Labels [scan x label] are those
/// that score_labels() takes, before the projection; networks [kept scan x network] after it. Labels that are rare or do not
/// vary stay as they are. Time (labels)^3 n_folds. Throws ShapeError unless extents agree, ValueError for options out of range
/// and if scans are too few for the folds.
template <TimeSeriesMatrix A, CallContext C = Context<>>
[[nodiscard]] UniqueLabels unique_labels(const A& networks, const MatrixX<double>& labels, const VectorX<double>& prevalence,
                                         const signal::Projection& projection, const UniqueLabelOptions& options = {},
                                         const C& context = {}) {
  const char* const function = "unique_labels";
  require_extent(function, "number of prevalences", labels.cols(), prevalence.size());
  require(!options.ridges.empty(), function, "the number of ridges must be >= 1", options.ridges.size());
  for (const double ridge : options.ridges)
    require(std::isfinite(ridge) && ridge > 0, function, "each ridge must be > 0", ridge);
  const Index n = projection.output_clock().size();
  require(options.n_folds >= 2 && options.n_folds <= n / 2, function, "n_folds must be from 2 to half the scans",
          options.n_folds);
  require(options.gap >= 0, function, "gap must be >= 0", options.gap);
  const MatrixX<double> left = projection.apply(labels, context);
  const auto unit = numeric::to_unit_norm(SeriesView<double>(left));
  std::vector<Index> used;
  for (Index l = 0; l < labels.cols(); ++l) {
    if (unit.ok(l) && prevalence[l] >= options.min_prevalence) used.push_back(l);
  }
  UniqueLabels result{labels, options.ridges.back(), 0};
  if (used.empty()) return result;
  const MatrixX<double> z = columns_of(unit.values, used);
  const MatrixX<double> y = with_series(networks, [&](const auto& view) {
    require_same_times(function, "networks", view.n_times(), "the kept scans", n);
    const auto courses = numeric::to_unit_norm(view);
    return MatrixX<double>(courses.values.template cast<double>());  // networks that do not vary are 0
  });

  // The penalty: errors of each, summed over folds and networks.
  const auto n_ridges = std::ssize(options.ridges);
  MatrixX<double> errors(n_ridges, options.n_folds);
  context.executor.bulk(options.n_folds, [&](Index fold) {
    const Index first = fold * n / options.n_folds, size = (fold + 1) * n / options.n_folds - first;
    const Index from = std::max<Index>(0, first - options.gap), to = std::min(n, first + size + options.gap);
    const MatrixX<double> z_out = z.middleRows(first, size), y_out = y.middleRows(first, size);
    const MatrixX<double> z_near = z.middleRows(from, to - from), y_near = y.middleRows(from, to - from);
    const MatrixX<double> gram = z.transpose() * z - z_near.transpose() * z_near;
    const MatrixX<double> cross = z.transpose() * y - z_near.transpose() * y_near;
    const auto eigen = linalg::symmetric_eigen(gram);
    const MatrixX<double> turned = eigen.vectors.transpose() * cross, seen = z_out * eigen.vectors;
    const double share = static_cast<double>(n - (to - from)) / static_cast<double>(n);
    for (Index k = 0; k < n_ridges; ++k) {
      const VectorX<double> gain = (eigen.values.array().max(0.0) + share * nth(options.ridges, k)).inverse();
      errors(k, fold) = (y_out - seen * (gain.asDiagonal() * turned)).squaredNorm();
    }
  });
  const VectorX<double> total = errors.rowwise().sum();
  Index best = 0;
  for (Index k = 1; k < n_ridges; ++k) {
    if (total[k] < total[best]) best = k;
  }
  result.ridge = nth(options.ridges, best);
  const double power = y.squaredNorm();
  result.r_squared = power > 0 ? 1 - total[best] / power : std::numeric_limits<double>::quiet_NaN();

  // Column l of (Z'Z + ridge I)^-1 over its diagonal is 1 at l, and minus the ridge regression of l on the others elsewhere.
  const auto eigen = linalg::symmetric_eigen(MatrixX<double>(z.transpose() * z));
  const VectorX<double> gain = (eigen.values.array().max(0.0) + result.ridge).inverse();
  const MatrixX<double> inverse = eigen.vectors * gain.asDiagonal() * eigen.vectors.transpose();
  MatrixX<double> raw = columns_of(labels, used);
  for (Index j = 0; j < raw.cols(); ++j) {  // to length 1 after the projection, as z
    const VectorX<double> cleaned = left.col(nth(used, j)).array() - left.col(nth(used, j)).mean();
    raw.col(j) /= cleaned.norm();
  }
  for (Index j = 0; j < raw.cols(); ++j) result.regressors.col(nth(used, j)) = raw * (inverse.col(j) / inverse(j, j));
  return result;
}

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
