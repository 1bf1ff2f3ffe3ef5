#pragma once
/// Ridge regression with a penalty for each band of features.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/encoding/ridge_cv.hpp"

namespace syncact::inline v0_1::similarity::encoding {

namespace detail {

/// [feature] gains[b] for every feature of band b. Throws ShapeError unless the bands cover all features.
[[nodiscard]] inline VectorX<double> band_gains(std::string_view function, const std::vector<Index>& bands,
                                                const std::vector<double>& gains, Index n_features) {
  require_extent(function, "number of penalties", static_cast<Index>(bands.size()), static_cast<Index>(gains.size()));
  Index covered = 0;
  VectorX<double> gain(n_features);
  for (std::size_t b = 0; b < bands.size(); ++b) {
    require(bands[b] >= 1, function, "a band needs at least one feature", bands[b]);
    if (covered + bands[b] <= n_features) gain.segment(covered, bands[b]).setConstant(gains[b]);
    covered += bands[b];
  }
  require_extent(function, "sum of the bands' sizes", n_features, covered);
  return gain;
}

}  // namespace detail

/// Ridge models of scaled features, one for each group of targets.
template <CallContext C = Context<>>
class BandedRidgeModel {
 public:
  /// Some targets, the gain of each feature, and their model on the scaled features.
  struct Part {
    std::vector<Index> targets;
    VectorX<double> gain;
    RidgeModel<C> model;
  };

  BandedRidgeModel(Index n_targets, std::vector<Part> parts) : n_targets_(n_targets), parts_(std::move(parts)) {}

  /// [sample x target] Throws ShapeError for another number of features.
  [[nodiscard]] MatrixX<double> predict(const MatrixX<double>& x_new) const {
    MatrixX<double> y(x_new.rows(), n_targets_);
    for (const Part& part : parts_) {
      require_extent("BandedRidgeModel", "number of features", part.gain.size(), x_new.cols());
      const MatrixX<double> own = part.model.predict(x_new * part.gain.asDiagonal());
      for (std::size_t j = 0; j < part.targets.size(); ++j) y.col(part.targets[j]) = own.col(static_cast<Index>(j));
    }
    return y;
  }

  /// [feature x target].
  [[nodiscard]] MatrixX<double> weights() const {
    MatrixX<double> w(parts_.empty() ? 0 : parts_[0].gain.size(), n_targets_);
    for (const Part& part : parts_) {
      const MatrixX<double> own = part.gain.asDiagonal() * part.model.weights();
      for (std::size_t j = 0; j < part.targets.size(); ++j) w.col(part.targets[j]) = own.col(static_cast<Index>(j));
    }
    return w;
  }

  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }

 private:
  Index n_targets_;
  std::vector<Part> parts_;
};

/// Minimises ||y - x w - b||^2 + sum over bands k of alphas[k] ||w_k||^2, where w_k are the weights of bands[k] neighbouring
/// features (one band per feature space). It is ridge with alpha = 1 on features divided by the root of their band's alpha.
/// Nunez-Elizalde, Huth & Gallant, NeuroImage 197 (2019) 482, equation 14.
struct BandedRidge {
  std::vector<Index> bands{};    ///< number of features in each band, in the order of the columns
  std::vector<double> alphas{};  ///< penalty of each band, > 0

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("bands", self.bands, "number of features in each band, in the order of the columns");
    option("alphas", self.alphas, "penalty of each band");
  }

  [[nodiscard]] EncoderInfo info() const {
    return {.id = "banded_ridge",
            .normalized_id = "banded_ridge_normalized",
            .formula = "argmin ||y - x w - b||^2 + sum_k alpha_k ||w_k||^2 on training samples",
            .x = similarity::Invariance::translation,
            .y = similarity::affine,
            .cost = "n p min(n,p) + n q min(n,p) per fold",
            .source = "Nunez-Elizalde, Huth & Gallant 2019, equation 14"};
  }

  /// Throws ShapeError unless the bands cover all features and have one alpha each, ValueError unless alphas are > 0, and as
  /// Ridge.
  template <CallContext C = Context<>>
  [[nodiscard]] BandedRidgeModel<C> fit(const MatrixX<double>& x, const MatrixX<double>& y, const C& context = {}) const {
    std::vector<double> gains;
    for (const double alpha : alphas) {
      require(std::isfinite(alpha) && alpha > 0, "BandedRidge", "alphas must be > 0 and finite", alpha);
      gains.push_back(1 / std::sqrt(alpha));
    }
    const VectorX<double> gain = detail::band_gains("BandedRidge", bands, gains, x.cols());
    std::vector<Index> all(as_size(y.cols()));
    for (Index j = 0; j < y.cols(); ++j) nth(all, j) = j;
    return {y.cols(), {{all, gain, Ridge{{1.0}}.fit(x * gain.asDiagonal(), y, context)}}};
  }
};

/// Banded ridge with every target's own penalties from a grid: band k gets alpha / weight_k, where the weights are all
/// multiples of 1/steps that sum to 1 (weight 0 leaves the band out), and alpha is from `alphas`. The pair of least mean
/// squared leave-one-out error wins, the first of equal ones; weights are visited in lexicographic order from (0, .., 1).
/// The grid has (steps + bands - 1)! / (steps! (bands - 1)!) points, one decomposition each: meant for 2 to 4 bands.
/// Dupre la Tour et al., NeuroImage 264 (2022) 119728, section 2, with a grid in place of random search.
struct BandedRidgeCv {
  std::vector<Index> bands{};
  std::vector<double> alphas{1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
  Index steps = 4;
  Index max_grid = 10000;  ///< more grid points than this are refused

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("bands", self.bands, "number of features in each band, in the order of the columns");
    option("alphas", self.alphas, "grid of penalties");
    option("steps", self.steps, "band weights are multiples of 1/steps");
    option("max_grid", self.max_grid, "more combinations of weights than this are refused");
  }

  [[nodiscard]] EncoderInfo info() const {
    return {.id = "banded_ridge_cv",
            .normalized_id = "banded_ridge_cv_normalized",
            .formula = "banded ridge, alpha_k = alpha / weight_k of least leave-one-out error",
            .x = similarity::Invariance::translation,
            .y = similarity::Invariance::translation | similarity::Invariance::scale | similarity::Invariance::unit_scale,
            .cost = "as ridge_cv, for each combination of weights",
            .note = "himalaya searches weights at random",
            .source = "Dupre la Tour et al. 2022, section 2"};
  }

  /// All weights [grid point][band]. Throws ValueError unless steps >= 1 and the grid is small enough.
  [[nodiscard]] std::vector<std::vector<double>> grid() const {
    require(!bands.empty(), "BandedRidgeCv", "the number of bands must be >= 1", bands.size());
    require(steps >= 1, "BandedRidgeCv", "steps must be >= 1", steps);
    std::vector<std::vector<double>> points;
    std::vector<Index> parts(bands.size(), 0);
    parts.back() = steps;
    for (bool more = true; more;) {
      require(static_cast<Index>(points.size()) < max_grid, "BandedRidgeCv", "the grid must have <= max_grid points", max_grid);
      std::vector<double> weights;
      for (const Index part : parts) weights.push_back(static_cast<double>(part) / static_cast<double>(steps));
      points.push_back(weights);
      more = next_composition(parts);
    }
    return points;
  }

  /// Throws ShapeError unless the bands cover all features, ValueError as grid() and RidgeCv.
  template <CallContext C = Context<>>
  [[nodiscard]] BandedRidgeModel<C> fit(const MatrixX<double>& x, const MatrixX<double>& y, const C& context = {}) const {
    detail::require_training("BandedRidgeCv", x, y);
    detail::require_alphas("BandedRidgeCv", alphas);
    MatrixX<double> centered = y, moments, errors;
    detail::center_columns(centered);
    const std::vector<std::vector<double>> points = grid();
    VectorX<double> least = VectorX<double>::Constant(y.cols(), std::numeric_limits<double>::infinity());
    std::vector<std::size_t> best(as_size(y.cols()), 0);
    std::vector<double> alpha(best.size(), alphas[0]);
    for (std::size_t g = 0; g < points.size(); ++g) {
      const RidgePath<C> path(x * gain(points[g], x.cols()).asDiagonal(), context);
      detail::leave_one_out(path, centered, alphas, moments, errors, detail::Wanted::least);
      for (Index j = 0; j < y.cols(); ++j) {
        const Index row = detail::least_row(errors.col(j));
        if (!(errors(row, j) < least[j])) continue;
        least[j] = errors(row, j);
        nth(best, j) = g;
        nth(alpha, j) = nth(alphas, row);
      }
    }
    return refit(x, y, points, best, alpha, context);
  }

 private:
  /// The next way to write `steps` as an ordered sum, in lexicographic order; false after the last.
  static bool next_composition(std::vector<Index>& parts) {
    std::size_t last = parts.size() - 1;
    while (last > 0 && parts[last] == 0) --last;
    if (last == 0) return false;
    const Index rest = parts[last] - 1;
    parts[last] = 0;
    ++parts[last - 1];
    parts.back() = rest;
    return true;
  }

  [[nodiscard]] VectorX<double> gain(const std::vector<double>& weights, Index n_features) const {
    std::vector<double> gains;
    for (const double w : weights) gains.push_back(std::sqrt(w));
    return detail::band_gains("BandedRidgeCv", bands, gains, n_features);
  }

  /// One model for all targets that chose the same weights.
  template <CallContext C>
  [[nodiscard]] BandedRidgeModel<C> refit(const MatrixX<double>& x, const MatrixX<double>& y,
                                          const std::vector<std::vector<double>>& points, const std::vector<std::size_t>& best,
                                          const std::vector<double>& alpha, const C& context) const {
    std::vector<typename BandedRidgeModel<C>::Part> parts;
    for (std::size_t g = 0; g < points.size(); ++g) {
      std::vector<Index> targets;
      std::vector<double> own;
      for (std::size_t j = 0; j < best.size(); ++j) {
        if (best[j] != g) continue;
        targets.push_back(static_cast<Index>(j));
        own.push_back(alpha[j]);
      }
      if (targets.empty()) continue;
      const VectorX<double> scale = gain(points[g], x.cols());
      const MatrixX<double> chosen = y(Eigen::seqN(0, y.rows()), targets);
      parts.push_back({targets, scale, Ridge{own}.fit(x * scale.asDiagonal(), chosen, context)});
    }
    return {y.cols(), std::move(parts)};
  }
};

static_assert(Encoder<BandedRidge> && Encoder<BandedRidgeCv>);

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
