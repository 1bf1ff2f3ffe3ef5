#pragma once
/// Stochastic shape metric by energy distances.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/similarity/representation/rotation_search.hpp"
#include "syncact/similarity/representation/trials.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// How far apart the distributions of trials are, condition by condition, under the best common rotation:
///   d^2 = min over orthogonal T of mean_c [ 2 E|x - T'y| - E|x - x'| - E|y - y'| ]
/// with x, x' and y, y' trials of condition c, all pairs, a trial with itself too. Each side is centered by the mean of its
/// condition means; of different numbers of units the smaller is padded with zeros. Unlike GaussianShape it sees every
/// moment of the noise. The minimum is the best of several starts of weighted Procrustes steps, hence an upper bound.
/// Memory: trials^2 of one condition. Status: too_few_samples without conditions or trials, not_converged.
/// Throws as require_trials and best_rotation.
/// Duong, Zhou, Nassar, Berman, Olieslagers & Williams, "Representational dissimilarity metric spaces for stochastic neural
/// networks", ICLR 2023, section 2.3.
struct EnergyShape {
  RotationSearch search{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    RotationSearch::options(self.search, option);
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "stochastic_shape_energy",
            .formula = "sqrt min_T mean_c [2 E|x - T'y| - E|x - x'| - E|y - y'|]",
            .direction = similarity::Direction::distance,
            .lowest = 0,
            .x = similarity::rigid,
            .y = similarity::rigid,
            .is_metric = true,
            .centering = "the mean of condition means",
            .cost = "conditions trials^2 p + p^3, each step of each start",
            .note =
                "an upper bound: the best of n_starts; in the units of the data to the power 1/2; netrep gives it without the "
                "factor 2, within conditions from pairs of different trials only, so that it may be cut at 0",
            .source = "Duong et al., ICLR 2023, section 2.3"};
  }

  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::Measurement compare(Trials x, Trials y) const {
    detail::require_trials("EnergyShape", x, y);
    const auto n_conditions = static_cast<Index>(x.size());
    if (detail::fewest_trials(x) < 1 || detail::fewest_trials(y) < 1) {
      return similarity::no_value(similarity::MeasureStatus::too_few_samples, n_conditions);
    }
    const Index p = std::max(x.front().cols(), y.front().cols());
    const std::vector<MatrixX<double>> a = centered(x, p), b = centered(y, p);
    double within = 0;
    MatrixX<double> means = MatrixX<double>::Zero(p, p);
    for (std::size_t c = 0; c < a.size(); ++c) {
      within += distances(a[c], a[c]).mean() + distances(b[c], b[c]).mean();
      means += b[c].colwise().mean().transpose() * a[c].colwise().mean();
    }
    const FoundRotation found =
        best_rotation(linalg::nearest_rotation(means), search, [&](const MatrixX<double>& rotation, MatrixX<double>& next) {
          next.setZero();
          double between = 0;
          for (std::size_t c = 0; c < a.size(); ++c) {
            const MatrixX<double> d = distances(a[c], b[c] * rotation);
            between += d.mean();
            const double least = 1e-12 * d.maxCoeff();  // a pair that meets pulls hard, not infinitely
            if (!(least > 0)) continue;
            const MatrixX<double> weights = d.cwiseMax(least).cwiseInverse() / static_cast<double>(d.size());
            next += b[c].transpose() * (weights.transpose() * a[c]);
          }
          return between;
        });
    return root_mean(2 * found.value - within, n_conditions, found.convergence);
  }

 private:
  /// Centered, and padded to p units.
  [[nodiscard]] static std::vector<MatrixX<double>> centered(Trials x, Index p) {
    std::vector<MatrixX<double>> result = detail::centered_trials(x);
    for (MatrixX<double>& condition : result) {
      condition.conservativeResizeLike(MatrixX<double>::Zero(condition.rows(), p));
    }
    return result;
  }

  /// [row of a x row of b] Euclidean, by differences: exact where rows meet.
  [[nodiscard]] static MatrixX<double> distances(const MatrixX<double>& a, const MatrixX<double>& b) {
    const MatrixX<double> at = a.transpose(), bt = b.transpose();
    MatrixX<double> d(a.rows(), b.rows());
    for (Index j = 0; j < d.cols(); ++j) d.col(j) = (at.colwise() - bt.col(j)).colwise().norm().transpose();
    return d;
  }
};

static_assert(TrialMeasure<EnergyShape>);

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
