#pragma once
/// Measures of how alike two representations of the same samples are.
#include "syncact/measure/info.hpp"
#include "syncact/representation/prepared.hpp"

namespace syncact::representation {

/// compare(x, y) of two prepared tables [sample x unit], row i of both being the same stimulus or time point.
/// Axioms: the value has the invariances, the range, the symmetry and the direction that info() states;
///   reordering samples in both tables changes nothing;
///   no value exists without a status that says so, and the same arguments give the same bits.
/// Shapes must agree (ShapeError). Laws: syncact/laws/representation_laws.hpp.
template <class M, class P = Prepared<>>
concept RepresentationMeasure = measure::Described<M> && requires(const M m, const P& x, const P& y) {
  m.compare(x, y).value;
  m.compare(x, y).status;
};

}  // namespace syncact::representation
