#pragma once
/// 1 - Pearson's r and 1 - cosine of patterns.
#include "syncact/rdm/concept.hpp"
#include "syncact/rdm/detail/pair_differences.hpp"

namespace syncact::rdm {

namespace detail {

/// Centres a pattern and scales it to norm 1, in place; false if nothing is left beyond rounding.
[[nodiscard]] inline bool make_unit(Eigen::Ref<VectorX<double>> x) {
  const double largest = x.size() == 0 ? 0.0 : x.cwiseAbs().maxCoeff();
  if (!(largest > 0)) return false;
  if (!(largest > 1e-100 && largest < 1e100)) x /= largest;  // squares would under- or overflow
  const double noise = 4 * std::numeric_limits<double>::epsilon() * std::sqrt(static_cast<double>(x.size())) *
                       (largest > 1e-100 && largest < 1e100 ? largest : 1.0);
  x.array() -= x.mean();
  x.array() -= x.mean();  // removes what rounding left of a large offset
  const double norm = x.norm();
  if (!(norm > noise)) return false;
  x *= 1 / norm;
  return true;
}

}  // namespace detail

/// 1 - r(x_i, x_j), r over channels: half the squared distance of the patterns once they are centred and of unit length,
/// which keeps its digits where r is near 1. A pattern that is constant over channels has no correlation: its entries are NaN.
struct CorrelationDistance {
  [[nodiscard]] measure::Info info() const {
    measure::Info info;
    info.id = "rdm_correlation";
    info.kind = measure::Kind::rdm;
    info.formula = "1 - r(x_i, x_j) over channels";
    info.direction = measure::Direction::distance;
    info.lowest = 0;
    info.highest = 2;
    info.x = measure::Invariance::scale | measure::Invariance::permutation;
    info.centring = "each pattern minus its mean over channels";
    info.cost = "n^2 p";
    info.alias = "rdm/*/correlation";
    info.note = "also blind to each pattern's own gain and offset, so not to an offset that differs between channels";
    return info;
  }

  /// patterns [condition x channel].
  template <std::floating_point T, linalg::MatrixBackend<double> B = linalg::EigenBackend, Executor E = Serial>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const B& backend = {}, const E& executor = {}) const {
    const auto prepare = [](Eigen::Ref<VectorX<double>> pattern) { return detail::make_unit(pattern); };
    const detail::Patterns x = detail::load_patterns(patterns, executor, prepare);
    Rdm rdm = detail::pair_differences(x.values, x.values, x.ok, backend, executor);
    rdm.values *= 0.5;
    return rdm;
  }
};

static_assert(Dissimilarity<CorrelationDistance>);

/// 1 - cos(x_i, x_j), nothing centred. The zero pattern has no direction: its entries are NaN.
struct CosineDistance {
  [[nodiscard]] measure::Info info() const {
    measure::Info info;
    info.id = "rdm_cosine";
    info.kind = measure::Kind::rdm;
    info.formula = "1 - x_i'x_j / (||x_i|| ||x_j||)";
    info.direction = measure::Direction::distance;
    info.lowest = 0;
    info.highest = 2;
    info.x = measure::Invariance::scale | measure::Invariance::permutation | measure::Invariance::orthogonal;
    info.centring = "none";
    info.cost = "n^2 p";
    info.alias = "rdm/*/cosine";
    return info;
  }

  /// patterns [condition x channel].
  template <std::floating_point T, linalg::MatrixBackend<double> B = linalg::EigenBackend, Executor E = Serial>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const B& backend = {}, const E& executor = {}) const {
    const auto prepare = [](Eigen::Ref<VectorX<double>> pattern) {
      const double largest = pattern.size() == 0 ? 0.0 : pattern.cwiseAbs().maxCoeff();
      if (!(largest > 0)) return false;
      pattern /= largest;
      pattern.normalize();
      return true;
    };
    const detail::Patterns x = detail::load_patterns(patterns, executor, prepare);
    Rdm rdm = detail::pair_differences(x.values, x.values, x.ok, backend, executor);
    rdm.values *= 0.5;
    return rdm;
  }
};

static_assert(Dissimilarity<CosineDistance>);

}  // namespace syncact::rdm
