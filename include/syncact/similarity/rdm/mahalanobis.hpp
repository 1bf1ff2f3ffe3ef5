#pragma once
/// Distances between patterns in units of the noise.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Cholesky>

#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/squared_euclidean.hpp"

namespace syncact::inline v0_1::similarity::rdm {

namespace detail {

/// Throws unless the precision is [p x p] and symmetric to rounding.
inline void require_precision(std::string_view function, const MatrixX<double>& precision, Index p) {
  require_extent(function, "number of rows of the precision (channels)", p, precision.rows());
  require_extent(function, "number of columns of the precision (channels)", p, precision.cols());
  const double largest = precision.size() == 0 ? 0.0 : precision.cwiseAbs().maxCoeff();
  double skew = 0;
  constexpr Index edge = 64;  // both blocks stay in the cache
  for (Index j = 0; j < p; j += edge) {
    for (Index i = 0; i <= j; i += edge) {
      const Index rows = std::min(edge, p - i), columns = std::min(edge, p - j);
      const MatrixX<double> mirrored = precision.block(j, i, columns, rows).transpose();
      skew = std::max(skew, (precision.block(i, j, rows, columns) - mirrored).cwiseAbs().maxCoeff());
    }
  }
  require(std::isfinite(largest) && skew <= 1e-8 * largest, function, "the precision must be finite and symmetric", skew);
}

}  // namespace detail

/// (x_i - x_j)' P (x_i - x_j), P the precision (inverse covariance) of the noise, divided by the number of channels unless
/// told otherwise. The patterns are whitened once by the Cholesky factor of P. There is no default precision: without one it
/// would be another measure. Throws ShapeError or ValueError unless P is [channel x channel], symmetric, positive definite.
struct Mahalanobis {
  MatrixX<double> precision{};  ///< [channel x channel]; see noise_covariance.hpp
  bool per_channel = true;      ///< mean over channels instead of their sum

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("per_channel", self.per_channel, "mean over channels instead of their sum");
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_mahalanobis";
    info.kind = similarity::Kind::rdm;
    info.formula = per_channel ? "(x_i - x_j)' P (x_i - x_j) / p" : "(x_i - x_j)' P (x_i - x_j)";
    info.direction = similarity::Direction::squared_distance;
    info.lowest = 0;
    info.x = similarity::Invariance::translation;
    info.centering = "each pattern minus the one nearest to their mean, which no distance notices";
    info.cost = "n^2 p + n p^2 + p^3";
    info.alias = per_channel ? "rdm/*/squared_mahalanobis_normalized" : "rdm/*/squared_mahalanobis";
    info.note = "rsatoolbox without a precision gives Euclidean distances under this name; so do the names that build on it";
    return info;
  }

  /// patterns [condition x channel].
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const C& context = {}) const {
    detail::require_precision("Mahalanobis", precision, patterns.n_signals());
    const Eigen::LLT<MatrixX<double>> factor(precision);
    require(factor.info() == Eigen::Success, "Mahalanobis", "the precision must be positive definite");
    detail::Patterns x = detail::load_patterns(patterns, context.executor);
    detail::subtract_central(x, context.executor);
    const MatrixX<double> lower = factor.matrixL();
    const MatrixX<double> white = linalg::cross<double>(lower, x.values, context.backend, context.executor);
    const double stretch = lower.diagonal().cwiseAbs().maxCoeff();  // what whitening does to the rounding of the patterns
    Rdm rdm = detail::pair_differences(white, white, x.ok, stretch * x.norm, context.backend, context.executor);
    if (per_channel) rdm.values /= static_cast<double>(patterns.n_signals());
    return rdm;
  }
};

static_assert(Dissimilarity<Mahalanobis>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
