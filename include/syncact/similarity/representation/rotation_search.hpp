#pragma once
/// The rotation between two representations where no formula gives it: by steps that each do, from several starts.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "syncact/core/options.hpp"
#include "syncact/core/random.hpp"
#include "syncact/linalg/nearest_rotation.hpp"
#include "syncact/similarity/measurement.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// How the search is done.
struct RotationSearch {
  Index n_starts = 40;          ///< >= 1; the first is given, the others are random
  Index max_iterations = 4000;  ///< >= 1, of each start
  double tolerance = 1e-11;     ///< >= 0; a start has converged when a step gains at most this share of the value it began with
  std::uint64_t seed = 0;       ///< of the random starts

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_starts", self.n_starts, "rotations to begin with: the one that aligns means, then random ones");
    option("max_iterations", self.max_iterations, "of each start");
    option("tolerance", self.tolerance, "a start has converged when a step gains at most this share of its first value");
    option("seed", self.seed, "of the random starts");
  }
};

/// What a search has found.
struct FoundRotation {
  MatrixX<double> rotation;  ///< [unit of y x unit of x] T, orthogonal
  double value = std::numeric_limits<double>::infinity();
  Convergence convergence;  ///< of the best start; residual: what its last step gained
};

/// Minimises a value over orthogonal T. step(T, m) returns the value at T and writes to m the matrix whose nearest rotation is
/// the next T, which must not be worse. Starts from `first` and random rotations; of equal minima the first start's wins.
/// It is the best of local minima, hence an upper bound. Throws ValueError for settings out of range.
template <class Step>
[[nodiscard]] FoundRotation best_rotation(const MatrixX<double>& first, const RotationSearch& search, const Step& step) {
  require(search.n_starts >= 1, "best_rotation", "n_starts must be >= 1", search.n_starts);
  require(search.max_iterations >= 1, "best_rotation", "max_iterations must be >= 1", search.max_iterations);
  require(search.tolerance >= 0, "best_rotation", "tolerance must be >= 0", search.tolerance);
  FoundRotation best;
  MatrixX<double> m(first.rows(), first.cols());
  for (Index start = 0; start < search.n_starts; ++start) {
    FoundRotation found{first, 0.0, {}};
    if (start > 0) {
      const Random random(search.seed, static_cast<std::uint64_t>(start));
      for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.normal(static_cast<std::uint64_t>(i));
      found.rotation = linalg::nearest_rotation(m);
    }
    const double begun = found.value = step(found.rotation, m);
    while (!found.convergence.converged && found.convergence.iterations < search.max_iterations) {
      ++found.convergence.iterations;
      MatrixX<double> next = linalg::nearest_rotation(m);
      const double value = step(next, m);
      found.convergence.residual = found.value - value;
      found.convergence.converged = !(found.convergence.residual > search.tolerance * begun);
      if (value < found.value) found.rotation = std::move(next), found.value = value;
    }
    if (found.value < best.value) best = std::move(found);
  }
  return best;
}

/// The root of the mean over n_conditions of a sum of squared distances that a search has made small.
[[nodiscard]] inline similarity::Measurement root_mean(double sum, Index n_conditions, const Convergence& convergence) {
  const auto status = convergence.converged ? similarity::MeasureStatus::ok : similarity::MeasureStatus::not_converged;
  return {std::sqrt(std::max(sum / static_cast<double>(n_conditions), 0.0)), status, n_conditions, 0, 0};
}

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
