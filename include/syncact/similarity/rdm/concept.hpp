#pragma once
/// How RDMs are made, changed and compared.
#include "syncact/core/macros_off.hpp"

#include <span>

#include "syncact/core/series_view.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/rdm/rdm.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// dissimilarities(patterns) of patterns [condition x channel].
/// Axioms: entry (i, j) depends on the patterns i and j (and on what all share, as a noise precision) and not on the order of
/// the others; it is symmetric; equal patterns are not more dissimilar than others; a pattern that holds NaN or infinity, or
/// for which the formula has no value, has NaN entries and does not disturb others; the RDM has the invariances of
/// info().x and the range [lowest, highest]. Laws: syncact/laws/rdm_laws.hpp.
template <class D>
concept Dissimilarity = similarity::Described<D> && requires(const D d, const SeriesView<double>& patterns) {
  { d.dissimilarities(patterns) } -> std::same_as<Rdm>;
};

/// dissimilarities(runs) from repeated measurements, one table [condition x channel] a run; a row with NaN is a condition
/// that the run lacks. Axioms: as above, and the order of runs does not matter.
template <class D>
concept RunDissimilarity = similarity::Described<D> && requires(const D d, std::span<const MatrixX<double>> runs) {
  { d.dissimilarities(runs) } -> std::same_as<Rdm>;
};

/// transform(rdm): another RDM of the same conditions. Axioms: relabelling the conditions commutes with it; info().x tells
/// what it forgets of the RDM (scale: a factor, translation: an added constant).
template <class F>
concept RdmTransform = similarity::Described<F> && requires(const F f, const Rdm& rdm) {
  { f.transform(rdm) } -> std::same_as<Rdm>;
};

/// compare(a, b) of two RDMs of the same conditions.
/// Axioms: symmetric, if info() says so; relabelling the conditions of both changes nothing; info().x and .y tell what is
/// forgotten of either RDM (scale: a positive factor, translation: a constant added to all pairs); what happens to pairs that
/// are NaN in either is an option of the policy. Shapes must agree (ShapeError).
template <class C>
concept RdmComparison = similarity::Described<C> && requires(const C c, const Rdm& a, const Rdm& b) {
  { c.compare(a, b) } -> std::same_as<similarity::Measurement>;
};

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
