#pragma once
/// 1 - Pearson's r and 1 - cosine of patterns.
#include "syncact/rdm/concept.hpp"
#include "syncact/rdm/detail/pair_differences.hpp"
#include "syncact/signal/unit_norm.hpp"

namespace syncact::rdm {

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
    detail::Patterns x = detail::load_patterns(patterns, executor);
    constexpr Index block = 32;
    executor.bulk((x.values.cols() + block - 1) / block, [&](Index b) {
      VectorX<double> unit(x.values.rows());
      for (Index i = b * block; i < std::min(x.values.cols(), (b + 1) * block); ++i) {
        const bool varies = signal::center_and_scale(SeriesView<double>(x.values), i, unit) == signal::SignalStatus::ok;
        x.values.col(i) = unit;
        if (!varies) x.reject(i);
      }
    });
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
    detail::Patterns x = detail::load_patterns(patterns, executor);
    for (Index i = 0; i < x.values.cols(); ++i) {
      const double largest = x.values.rows() == 0 ? 0.0 : x.values.col(i).cwiseAbs().maxCoeff();
      if (!(largest > 0)) {
        x.reject(i);
        continue;
      }
      x.values.col(i) /= largest;
      x.values.col(i).normalize();
    }
    Rdm rdm = detail::pair_differences(x.values, x.values, x.ok, backend, executor);
    rdm.values *= 0.5;
    return rdm;
  }
};

static_assert(Dissimilarity<CosineDistance>);

}  // namespace syncact::rdm
