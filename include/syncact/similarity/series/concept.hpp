#pragma once
/// Measures of how two time series go together, and descriptions of one.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/info.hpp"

namespace syncact::inline v0_1::similarity::series {

/// One number, or a list of them, with a status.
template <class V>
concept MeasurementOrList = std::same_as<V, similarity::Measurement> || std::same_as<V, similarity::MeasurementList>;

/// compare(a, b) of two series [time] of the same time points.
/// Axioms: the value has the invariances, the range, the symmetry and the direction that info() states (x is a, y is b);
/// no value exists without a status that says so; a constant series has none, where constants are invisible to the measure;
/// NaN or infinity in a series gives the status non_finite; the same arguments give the same bits. Lengths that differ are a
/// ShapeError, unless the measure aligns them. Laws: syncact/laws/time_series_laws.hpp.
template <class M>
concept SeriesMeasure = similarity::Described<M> && requires(const M m, const VectorX<double>& a, const VectorX<double>& b) {
  { m.compare(a, b) } -> MeasurementOrList;
};

/// describe(a) of one series [time].
template <class M>
concept SeriesDescription = similarity::Described<M> && requires(const M m, const VectorX<double>& a) {
  { m.describe(a) } -> MeasurementOrList;
};

/// A series measure with one number as its value.
template <class M>
concept ScalarSeriesMeasure = SeriesMeasure<M> && requires(const M m, const VectorX<double>& a) {
  { m.compare(a, a) } -> std::same_as<similarity::Measurement>;
};

/// Opt in: reordering time in both series changes nothing, so that time points with a missing value can be left out. Others
/// would take the points before and after a gap for neighbours.
template <class M>
inline constexpr bool ignores_time_order = false;

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
