#pragma once
/// Overlap of column spaces, means included.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/subspaces.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// ||Ux'Uy||_F^2 / max(rank_x, rank_y), U the left singular vectors of the tables as given: not centered.
/// Status: undefined for a table of zeros; saturated if rank_x + rank_y > n; rank_deficient.
/// May et al., "On the downstream performance of compressed word embeddings", NeurIPS 2019, definition 1.
struct EigenspaceOverlap {
  [[nodiscard]] similarity::Info info() const {
    using similarity::Invariance;
    const Invariance invariances =
        Invariance::scale | Invariance::unit_scale | Invariance::permutation | Invariance::orthogonal | Invariance::linear;
    return {.id = "eigenspace_overlap",
            .formula = "||Ux'Uy||^2 / max(rank_x, rank_y)",
            .lowest = 0.0,
            .highest = 1.0,
            .x = invariances,
            .y = invariances,
            .centering = "none",
            .cost = "n (p^2 + q^2)",
            .alias = "eigenspace_overlap_score",
            .source = "May et al. 2019"};
  }

  /// A table and the column space of its values.
  template <class P>
  struct Half {
    P table;
    Subspace space;
  };

  template <class P>
  [[nodiscard]] Half<P> half(const P& x) const {
    const double largest = x.values().size() > 0 ? x.values().cwiseAbs().maxCoeff() : 0.0;
    return {x, subspace_of(x.values() / detail::safe_scale(largest), x.backend())};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const Half<P>& x, const Half<P>& y) const {
    using similarity::MeasureStatus;
    require_extent("EigenspaceOverlap", "number of samples of y", x.table.n_samples(), y.table.n_samples());
    const Index n = x.table.n_samples(), rank_x = x.space.rank(), rank_y = y.space.rank();
    if (rank_x == 0 || rank_y == 0) return similarity::no_value(MeasureStatus::undefined, n);
    const bool deficient = rank_x < x.table.n_units() || rank_y < y.table.n_units();
    const MeasureStatus status = rank_x + rank_y > n ? MeasureStatus::saturated
                                 : deficient         ? MeasureStatus::rank_deficient
                                                     : MeasureStatus::ok;
    const double overlap = detail::overlap(x.table, x.space.basis, y.space.basis).squaredNorm();
    return {std::min(overlap / static_cast<double>(std::max(rank_x, rank_y)), 1.0), status, n, rank_x, rank_y};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return compare(half(x), half(y));
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
