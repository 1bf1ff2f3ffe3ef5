#pragma once
/// Units matched one to one by correlation.
#include "syncact/core/macros_off.hpp"

#include "syncact/numeric/assignment.hpp"
#include "syncact/similarity/matching/detail/units.hpp"

namespace syncact::inline v0_1::similarity::matching {

/// Mean Pearson r over the one-to-one assignment of units with the largest sum, min(p, q) pairs, for x [sample x p] and
/// y [sample x q]. Units of the larger table that find no partner do not count. Signs are kept.
/// Status: constant_units if some units do not vary (they are left out), undefined if none is left in one table,
/// too_few_samples below 2. Throws ShapeError if the samples differ in number.
/// Li et al., "Convergent learning: do different neural networks learn the same representations?", ICLR 2016.
struct HardCorrelationMatch {
  [[nodiscard]] similarity::Info info() const {
    using enum similarity::Invariance;
    return {.id = "hard_correlation_match",
            .kind = similarity::Kind::representation,
            .formula = "max_P sum_(i,j) in P r(x_i, y_j) / min(p, q)",
            .direction = similarity::Direction::similarity,
            .lowest = -1,
            .highest = 1,
            .x = translation | scale | unit_scale | permutation,
            .y = translation | scale | unit_scale | permutation,
            .centering = "each unit minus its mean",
            .ties = "the value does not depend on which of several best assignments is taken",
            .cost = "2npq + min(p,q)^2 max(p,q)",
            .alias = "hard_correlation_match",
            .source = "Li et al., ICLR 2016"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const auto [r, status] = detail::correlations("hard_correlation_match", x, y);
    if (!similarity::has_value(status)) return similarity::no_value(status, x.n_samples());
    double sum = 0;
    for (const numeric::AssignedPair& pair : numeric::best_assignment(r)) sum += r(pair.row, pair.column);
    return {sum / static_cast<double>(std::min(r.rows(), r.cols())), status, x.n_samples(), 0, 0};
  }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
