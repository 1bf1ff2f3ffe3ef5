#pragma once
/// Measures of shape and dynamics.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/add.hpp"
#include "syncact/similarity/dynamics/dsa.hpp"
#include "syncact/similarity/dynamics/geometry_score.hpp"
#include "syncact/similarity/dynamics/gromov_wasserstein.hpp"
#include "syncact/similarity/dynamics/havok.hpp"
#include "syncact/similarity/dynamics/intrinsic_distance.hpp"
#include "syncact/similarity/dynamics/rtd.hpp"

namespace syncact::inline v0_1::catalog {

/// Appends them, with their default options.
template <class P>
void add_dynamics(std::vector<AnyMeasure<P>>& list) {
  using namespace similarity::dynamics;
  detail::add<P, TwoTables, GromovWasserstein, Rtd, IntrinsicDistance, GeometryScore, Dsa, HavokNorms>(list, {});
  detail::add<P, OneTable, HavokEigenvalues>(list, {});
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
