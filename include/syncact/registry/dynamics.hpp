#pragma once
/// Measures of shape and dynamics.
#include "syncact/core/macros_off.hpp"

#include "syncact/dynamics/dsa.hpp"
#include "syncact/dynamics/geometry_score.hpp"
#include "syncact/dynamics/gromov_wasserstein.hpp"
#include "syncact/dynamics/havok.hpp"
#include "syncact/dynamics/intrinsic_distance.hpp"
#include "syncact/dynamics/rtd.hpp"
#include "syncact/registry/add.hpp"

namespace syncact::registry {

/// Appends them, with their default options.
template <class P>
void add_dynamics(std::vector<AnyMeasure<P>>& list) {
  using namespace dynamics;
  detail::add<P, TwoTables, GromovWasserstein, Rtd, IntrinsicDistance, GeometryScore, Dsa, HavokNorms>(list, {});
  detail::add<P, OneTable, HavokEigenvalues>(list, {});
}

}  // namespace syncact::registry

#include "syncact/core/macros_on.hpp"
