#pragma once
/// Stochastic shape metric by means and covariances.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/linalg/row_factor.hpp"
#include "syncact/similarity/representation/rotation_search.hpp"
#include "syncact/similarity/representation/trials.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// How far apart means and covariances of trials are, condition by condition, under the best common rotation:
///   d^2 = min over orthogonal T of mean_c [ alpha ||m_c - T'n_c||^2 + (2 - alpha) Bures^2(S_c, T' R_c T) ]
/// with m, n the means and S, R the covariances (divisor trials - 1) of x and y. alpha = 1 is the 2-Wasserstein distance of
/// Gaussians, 2 speaks of means only, 0 of covariances only.
///
/// With n_times > 1 a trial is a course over time: its units are the columns of each of n_times equal parts of a table, one
/// rotation turns the units at all times, and covariances are of units and times together (Gaussian processes).
///
/// Covariances are never made: with F F' = S and G G' = R, factors of the trials, Bures^2 = |F|^2 + |G|^2 - 2 ||F'T'G||_*,
/// accurate whatever the rank. Each side is centered by the mean of its condition means (at each time); of different numbers
/// of units the smaller is padded with zeros. The minimum is the best of several starts of alternating Procrustes steps,
/// hence an upper bound. Status: too_few_samples without conditions, or with fewer than 2 trials of one (1 for alpha =
/// 2); not_converged. Throws as require_trials and best_rotation, ValueError unless 0 <= alpha <= 2 and n_times divides the
/// columns. Duong et al., "Representational dissimilarity metric spaces for stochastic neural networks", ICLR 2023, eq. 8 and
/// 9; Nejatbakhsh et al., "Comparing noisy neural population dynamics using optimal transport distances", ICLR 2025.
struct GaussianShape {
  double alpha = 1.0;
  Index n_times = 1;
  RotationSearch search{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("alpha", self.alpha, "0: covariances only; 1: 2-Wasserstein; 2: means only; in [0, 2]");
    option("n_times", self.n_times, "the columns of a condition are so many time points, one after the other, of its units");
    RotationSearch::options(self.search, option);
  }

  [[nodiscard]] similarity::Info info() const {
    const similarity::Invariance invariances =
        n_times == 1 ? similarity::rigid : similarity::Invariance::none;  // of all columns
    return {.id = "stochastic_shape_gaussian",
            .formula = "sqrt min_T mean_c [alpha |m - T'n|^2 + (2-alpha) Bures^2(S, T'RT)]",
            .direction = similarity::Direction::distance,
            .lowest = 0,
            .x = invariances,
            .y = invariances,
            .is_metric = true,
            .centering = "the mean of condition means",
            .cost = "conditions trials^2 (p + trials) + p^3, each step of each start",
            .note =
                "an upper bound: the best of n_starts; netrep takes the start that aligns the means only, adds 1e-6 to every "
                "variance in pairwise_distances, and does not center",
            .source = "Duong et al., ICLR 2023, eq. 8-9; Nejatbakhsh et al., ICLR 2025"};
  }

  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::Measurement compare(Trials x, Trials y) const {
    require(alpha >= 0 && alpha <= 2, "GaussianShape", "alpha must be in [0, 2]", alpha);
    require(n_times >= 1, "GaussianShape", "n_times must be >= 1", n_times);
    detail::require_trials("GaussianShape", x, y);
    const auto n_conditions = static_cast<Index>(x.size());
    const Index least = alpha < 2 ? 2 : 1;
    if (detail::fewest_trials(x) < least || detail::fewest_trials(y) < least) {
      return similarity::no_value(similarity::MeasureStatus::too_few_samples, n_conditions);
    }
    const Index p = std::max(units(x), units(y));
    const std::vector<Gaussian> a = gaussians(x, p), b = gaussians(y, p);
    double size = 0;
    MatrixX<double> means = MatrixX<double>::Zero(p, p);
    for (std::size_t c = 0; c < a.size(); ++c) {
      size += squared_size(a[c]) + squared_size(b[c]);
      means += b[c].mean * a[c].mean.transpose();
    }
    const FoundRotation found =
        best_rotation(linalg::nearest_rotation(means), search, [&](const MatrixX<double>& rotation, MatrixX<double>& next) {
          next = alpha * means;
          double common = rotation.cwiseProduct(next).sum();
          for (std::size_t c = 0; alpha < 2 && c < a.size(); ++c) {
            const linalg::ThinSvd svd = linalg::thin_svd(overlap(rotation.transpose() * b[c].factor, a[c].factor));
            common += (2 - alpha) * svd.singular.sum();
            const MatrixX<double> turn = (2 - alpha) * svd.left * svd.right.transpose();
            for_each_time(b[c].factor, a[c].factor, [&](const auto& g, const auto& f) { next += g * (turn * f.transpose()); });
          }
          return size - 2 * common;
        });
    return root_mean(found.value, n_conditions, found.convergence);
  }

 private:
  /// One condition.
  struct Gaussian {
    MatrixX<double> mean;    ///< [unit x time]
    MatrixX<double> factor;  ///< [unit x (time, direction)], time by time
  };

  [[nodiscard]] Index units(Trials x) const {
    const Index columns = x.front().cols();
    require(columns % n_times == 0, "GaussianShape", "the number of columns must be a multiple of n_times", columns);
    return columns / n_times;
  }

  template <class = void>  // compiled where it is called
  [[nodiscard]] std::vector<Gaussian> gaussians(Trials x, Index p) const {
    const Index own = units(x);
    std::vector<Gaussian> result;
    for (const MatrixX<double>& condition : detail::centered_trials(x)) {
      const VectorX<double> mean = condition.colwise().mean().transpose();
      Gaussian g{MatrixX<double>::Zero(p, n_times), {}};
      g.mean.topRows(own) = Eigen::Map<const MatrixX<double>>(mean.data(), own, n_times);
      const double divisor = static_cast<double>(std::max(condition.rows() - 1, Index{1}));
      MatrixX<double> noise = (condition.rowwise() - mean.transpose()).transpose() / std::sqrt(divisor);
      if (noise.cols() > noise.rows()) noise = linalg::row_factor(noise);
      g.factor = MatrixX<double>::Zero(p, n_times * noise.cols());
      for (Index t = 0; t < n_times; ++t) {
        g.factor.block(0, t * noise.cols(), own, noise.cols()) = noise.middleRows(t * own, own);
      }
      result.push_back(std::move(g));
    }
    return result;
  }

  [[nodiscard]] double squared_size(const Gaussian& g) const {
    return alpha * g.mean.squaredNorm() + (2 - alpha) * g.factor.squaredNorm();
  }

  template <class F>
  void for_each_time(const MatrixX<double>& g, const MatrixX<double>& f, F&& use) const {
    const Index wide = g.cols() / n_times, narrow = f.cols() / n_times;
    for (Index t = 0; t < n_times; ++t) use(g.middleCols(t * wide, wide), f.middleCols(t * narrow, narrow));
  }

  /// [direction of g x direction of f] Inner products over units and times.
  template <class = void>
  [[nodiscard]] MatrixX<double> overlap(const MatrixX<double>& g, const MatrixX<double>& f) const {
    MatrixX<double> sum = MatrixX<double>::Zero(g.cols() / n_times, f.cols() / n_times);
    for_each_time(g, f, [&](const auto& gt, const auto& ft) { sum += gt.transpose() * ft; });
    return sum;
  }
};

static_assert(TrialMeasure<GaussianShape>);

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
