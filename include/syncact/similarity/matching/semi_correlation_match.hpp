#pragma once
/// Units matched to their best partners, in both directions.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/matching/detail/units.hpp"

namespace syncact::inline v0_1::similarity::matching {

/// Mean over units of x of the largest Pearson r with a unit of y, and the same from y to x, averaged; partners may be shared.
/// Status: constant_units if some units do not vary (they are left out), undefined if none is left in one table,
/// too_few_samples below 2. Throws ShapeError if the samples differ in number.
/// Li et al., "Convergent learning: do different neural networks learn the same representations?", ICLR 2016.
struct SemiCorrelationMatch {
  [[nodiscard]] similarity::Info info() const {
    using enum similarity::Invariance;
    return {.id = "semi_correlation_match",
            .kind = similarity::Kind::representation,
            .formula = "(mean_i max_j r(x_i, y_j) + mean_j max_i r(x_i, y_j)) / 2",
            .direction = similarity::Direction::similarity,
            .lowest = -1,
            .highest = 1,
            .x = translation | scale | unit_scale | permutation,
            .y = translation | scale | unit_scale | permutation,
            .centering = "each unit minus its mean",
            .cost = "2npq",
            .alias = "soft_correlation_match",
            .note = "ReSi calls it soft; NeuroAIMetrics gives that name to soft_matching{score=correlation}",
            .source = "Li et al., ICLR 2016"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const auto [r, status] = detail::correlations("semi_correlation_match", x, y);
    if (!similarity::has_value(status)) return similarity::no_value(status, x.n_samples());
    const double from_x = r.rowwise().maxCoeff().mean(), from_y = r.colwise().maxCoeff().mean();
    return {(from_x + from_y) / 2, status, x.n_samples(), 0, 0};
  }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
