#pragma once
/// Measures of how alike two representations of the same samples are.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/options.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// compare(x, y) of two prepared tables [sample x unit], row i of both being the same stimulus or time point.
/// Axioms: the value has the invariances, the range, the symmetry and the direction that info() states;
///   reordering samples in both tables changes nothing beyond rounding;
///   no value exists without a status that says so, and the same arguments give the same bits.
/// Numbers of samples must agree (ShapeError). Laws: syncact/laws/representation_laws.hpp.
template <class M, class P = PreparedTable<>>
concept RepresentationMeasure = similarity::Described<M> && requires(const M m, const P& x, const P& y) {
  m.compare(x, y).value;
  { m.compare(x, y).status } -> std::convertible_to<similarity::MeasureStatus>;
};

/// A measure whose value is one number.
template <class M, class P = PreparedTable<>>
concept ScalarMeasure = RepresentationMeasure<M, P> && requires(const M m, const P& x, const P& y) {
  { m.compare(x, y) } -> std::same_as<similarity::Measurement>;
};

/// A measure that can do part of its work on each table alone: half(x), and compare of two halves.
/// Axiom: compare(half(x), half(y)) has the bits of compare(x, y). A half shares x and may add n x n doubles of its own.
template <class M, class P = PreparedTable<>>
concept HalvedMeasure = ScalarMeasure<M, P> && requires(const M m, const P& x) {
  { m.compare(m.half(x), m.half(x)) } -> std::same_as<similarity::Measurement>;
};

namespace detail {

/// What every comparison begins with: the tables have the same samples. Returns constant_units if some units do not vary.
template <class X, class Y>
[[nodiscard]] similarity::MeasureStatus common_status(std::string_view function, const X& x, const Y& y) {
  require_extent(function, "number of samples of y", x.n_samples(), y.n_samples());
  return x.n_constant() + y.n_constant() > 0 ? similarity::MeasureStatus::constant_units : similarity::MeasureStatus::ok;
}

}  // namespace detail

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
