#pragma once
/// Differences of single numbers that describe a cloud of samples each.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation {

namespace detail {

/// The values divided by a power of two, so that squares of them are safe.
template <class P>
[[nodiscard]] std::pair<MatrixX<double>, double> safe_values(const P& x) {
  const double scale = safe_scale(x.values().size() > 0 ? x.values().cwiseAbs().maxCoeff() : 0.0);
  return {x.values() / scale, scale};
}

/// |a - b| of two descriptions, of which NaN is none.
[[nodiscard]] inline similarity::Measurement difference(double a, double b, similarity::MeasureStatus status, Index n) {
  if (n < 1) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
  const double value = std::abs(a - b);
  return std::isnan(value) ? similarity::no_value(similarity::MeasureStatus::undefined, n)
                           : similarity::Measurement{value, status, n, 0, 0};
}

}  // namespace detail

/// | ||mean x_i|| - ||mean y_i|| |, means over samples of the values as given. Status: too_few_samples without samples.
/// Wang et al., "Towards understanding the instability of network embedding", TKDE 2020.
struct MagnitudeDifference {
  [[nodiscard]] similarity::Info info() const {
    const similarity::Invariance invariances = similarity::Invariance::permutation | similarity::Invariance::orthogonal;
    return {.id = "magnitude_difference",
            .formula = "| ||mean_i x_i|| - ||mean_i y_i|| |",
            .direction = similarity::Direction::distance,
            .lowest = 0.0,
            .x = invariances,
            .y = invariances,
            .is_metric = true,
            .centering = "none",
            .cost = "n (p + q)",
            .alias = "magnitude_difference",
            .source = "Wang et al. 2020"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const auto magnitude = [](const P& table) { return VectorX<double>(table.values().colwise().mean()).stableNorm(); };
    require_extent("MagnitudeDifference", "number of samples of y", x.n_samples(), y.n_samples());
    if (x.n_samples() == 0) return similarity::no_value(similarity::MeasureStatus::too_few_samples, 0);
    return detail::difference(magnitude(x), magnitude(y), similarity::MeasureStatus::ok, x.n_samples());
  }
};

/// | c(x) - c(y) |, c the mean cosine between a sample and the mean sample, of the values as given.
/// Status: undefined if a sample, or the mean sample, is zero. Wang et al. 2020.
struct ConcentricityDifference {
  [[nodiscard]] similarity::Info info() const {
    using similarity::Invariance;
    const Invariance invariances = Invariance::scale | Invariance::permutation | Invariance::orthogonal;
    return {.id = "concentricity_difference",
            .formula = "| mean_i cos(x_i, mean x) - mean_i cos(y_i, mean y) |",
            .direction = similarity::Direction::distance,
            .lowest = 0.0,
            .highest = 2.0,
            .x = invariances,
            .y = invariances,
            .is_metric = true,
            .centering = "none",
            .cost = "n (p + q)",
            .alias = "concentricity_difference",
            .source = "Wang et al. 2020"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    require_extent("ConcentricityDifference", "number of samples of y", x.n_samples(), y.n_samples());
    if (x.n_samples() == 0) return similarity::no_value(similarity::MeasureStatus::too_few_samples, 0);
    return detail::difference(concentricity(x), concentricity(y), similarity::MeasureStatus::ok, x.n_samples());
  }

 private:
  template <class P>
  [[nodiscard]] static double concentricity(const P& x) {
    const MatrixX<double> values = detail::safe_values(x).first;
    const VectorX<double> mean = values.colwise().mean();
    return ((values * mean).array() / (values.rowwise().norm().array() * mean.norm())).mean();
  }
};

/// | u(x) - u(y) |, u = log mean_ij exp(-2 ||x_i - x_j||^2), pairs of a sample with itself included. Not invariant to scale:
/// the distances are in the units of the data. Status: too_few_samples without samples; constant_units.
/// Wang & Isola, "Understanding contrastive representation learning", ICML 2020, section 4.1.2.
struct UniformityDifference {
  [[nodiscard]] similarity::Info info() const {
    return {.id = "uniformity_difference",
            .formula = "| log mean_ij exp(-2 ||x_i - x_j||^2) - log mean_ij exp(-2 ||y_i - y_j||^2) |",
            .direction = similarity::Direction::distance,
            .lowest = 0.0,
            .x = similarity::rigid,
            .y = similarity::rigid,
            .is_metric = true,
            .centering = "none needed",
            .cost = "n^2 (p + q)",
            .alias = "uniformity_difference",
            .source = "Wang & Isola 2020"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::common_status("UniformityDifference", x, y);
    if (x.n_samples() == 0) return similarity::no_value(similarity::MeasureStatus::too_few_samples, 0);
    return detail::difference(uniformity(x), uniformity(y), status, x.n_samples());
  }

 private:
  template <class P>
  [[nodiscard]] static double uniformity(const P& x) {
    return std::log((-2 * x.scale() * x.scale() * x.squared_distances().array()).exp().mean());
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
