#pragma once
/// 1 - Pearson's r and 1 - cosine of patterns.
#include "syncact/core/macros_off.hpp"

#include <optional>

#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/concept.hpp"
#include "syncact/similarity/rdm/detail/pair_differences.hpp"

namespace syncact::inline v0_1::similarity::rdm {

namespace detail {

/// Centers a pattern and scales it to norm 1, in place; false if nothing is left beyond rounding.
[[nodiscard]] inline bool make_unit(Eigen::Ref<VectorX<double>> x, double& norm_as_given) {
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
  norm_as_given /= norm * (largest > 1e-100 && largest < 1e100 ? 1.0 : largest);
  return true;
}

/// 1 - r of the rows of a row-major table, from one product of the table as it lies in memory; none if there are many rows, a
/// row without direction, or one with an offset beside which its digits would be lost.
template <CallContext C>
[[nodiscard]] std::optional<Rdm> correlations_in_place(const SeriesView<double>& x, const C& context) {
  constexpr Index task = 16;
  constexpr double close = 1e-5;
  const Index n = x.n_times(), p = x.n_signals();
  if (!x.signal_contiguous() || x.time_stride() < p || n > 2 * linalg::tile_edge || n < 2 || p < 2) return {};
  const Eigen::Map<const MatrixX<double>, 0, Eigen::OuterStride<>> rows(x.data(), p, n, Eigen::OuterStride<>(x.time_stride()));
  VectorX<double> mean(n), norm(n);
  context.executor.bulk((n + task - 1) / task, [&](Index t) {
    for (Index i = t * task; i < std::min(n, (t + 1) * task); ++i) {
      mean[i] = rows.col(i).mean();
      norm[i] = std::sqrt((rows.col(i).array() - mean[i]).square().sum());
    }
  });
  const double least = norm.minCoeff(), largest = norm.maxCoeff(), root_p = std::sqrt(static_cast<double>(p));
  if (!mean.allFinite() || !norm.allFinite()) return {};
  if (!(least > 1e-100 && largest < 1e100) || !(mean.cwiseAbs().cwiseQuotient(norm).maxCoeff() * root_p <= 4)) return {};
  MatrixX<double> products = MatrixX<double>::Zero(n, n);
  linalg::add_lower_self_product<double>(rows, linalg::Op::transpose, products, context.backend, context.executor);
  Rdm rdm{n, VectorX<double>(n * (n - 1) / 2)};
  context.executor.bulk((n + task - 1) / task, [&](Index t) {
    for (Index i = t * task; i < std::min(n, (t + 1) * task); ++i) {
      for (Index j = i + 1; j < n; ++j) {
        double d = 1 - (products(j, i) - static_cast<double>(p) * mean[i] * mean[j]) / (norm[i] * norm[j]);
        if (d < close) {
          d = 0.5 * ((rows.col(i).array() - mean[i]) / norm[i] - (rows.col(j).array() - mean[j]) / norm[j]).square().sum();
        }
        rdm.values[Rdm::pair(i, j, n)] = d;
      }
    }
  });
  const VectorX<double> offset = mean.cwiseQuotient(norm) * root_p;
  settle_ties(rdm, (1 + offset.array().square()).matrix(), (1 + offset.array().square()).sqrt().matrix(), p);
  return rdm;
}

}  // namespace detail

/// 1 - r(x_i, x_j), r over channels: half the squared distance of the patterns once they are centered and of unit length,
/// which keeps its digits where r is near 1. A pattern that is constant over channels has no correlation: its entries are NaN.
struct CorrelationDistance {
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_correlation";
    info.kind = similarity::Kind::rdm;
    info.formula = "1 - r(x_i, x_j) over channels";
    info.direction = similarity::Direction::distance;
    info.lowest = 0;
    info.highest = 2;
    info.x = similarity::Invariance::scale | similarity::Invariance::permutation;
    info.centering = "each pattern minus its mean over channels";
    info.cost = "n^2 p";
    info.alias = "rdm/*/correlation";
    info.note = "also blind to each pattern's own gain and offset, so not to an offset that differs between channels";
    return info;
  }

  /// patterns [condition x channel].
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const C& context = {}) const {
    if constexpr (std::same_as<T, double>) {
      if (auto rdm = detail::correlations_in_place(patterns, context)) return *std::move(rdm);
    }
    const auto prepare = [](Eigen::Ref<VectorX<double>> pattern, double& norm) { return detail::make_unit(pattern, norm); };
    const detail::Patterns x = detail::load_patterns(patterns, context.executor, prepare);
    Rdm rdm = detail::pair_differences(x.values, x.values, x.ok, x.norm, context.backend, context.executor);
    rdm.values *= 0.5;
    return rdm;
  }
};

static_assert(Dissimilarity<CorrelationDistance>);

/// 1 - cos(x_i, x_j), nothing centered. The zero pattern has no direction: its entries are NaN.
struct CosineDistance {
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_cosine";
    info.kind = similarity::Kind::rdm;
    info.formula = "1 - x_i'x_j / (||x_i|| ||x_j||)";
    info.direction = similarity::Direction::distance;
    info.lowest = 0;
    info.highest = 2;
    info.x = similarity::Invariance::scale | similarity::Invariance::permutation | similarity::Invariance::orthogonal;
    info.centering = "none";
    info.cost = "n^2 p";
    info.alias = "rdm/*/cosine";
    return info;
  }

  /// patterns [condition x channel].
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const C& context = {}) const {
    const auto prepare = [](Eigen::Ref<VectorX<double>> pattern, double& norm) {
      const double largest = pattern.size() == 0 ? 0.0 : pattern.cwiseAbs().maxCoeff();
      if (!(largest > 0)) return false;
      pattern /= largest;
      pattern.normalize();
      norm = 1;
      return true;
    };
    const detail::Patterns x = detail::load_patterns(patterns, context.executor, prepare);
    Rdm rdm = detail::pair_differences(x.values, x.values, x.ok, x.norm, context.backend, context.executor);
    rdm.values *= 0.5;
    return rdm;
  }
};

static_assert(Dissimilarity<CosineDistance>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
