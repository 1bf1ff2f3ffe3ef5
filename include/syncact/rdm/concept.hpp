#pragma once
/// How RDMs are made, and how they are compared.
#include "syncact/core/series_view.hpp"
#include "syncact/measure/info.hpp"
#include "syncact/rdm/rdm.hpp"

namespace syncact::rdm {

/// dissimilarities(patterns) of patterns [condition x channel].
/// Axioms: entry (i, j) depends on the patterns i and j (and on what all share, as a noise precision) and not on the order of
/// the others; it is symmetric; equal patterns are not more dissimilar than others; it has the invariances of info().
template <class D>
concept Dissimilarity = measure::Described<D> && requires(const D d, const SeriesView<double>& patterns) {
  { d.dissimilarities(patterns) } -> std::same_as<Rdm>;
};

/// compare(a, b) of two RDMs of the same conditions.
/// Axioms: symmetric; relabelling the conditions of both changes nothing; pairs that are NaN in either are handled by `nan`.
template <class C>
concept RdmComparison = measure::Described<C> && requires(const C c, const Rdm& a, const Rdm& b) {
  { c.compare(a, b) } -> std::same_as<measure::Measurement>;
};

}  // namespace syncact::rdm
