#pragma once
/// Every measure of the library.
#include "syncact/core/macros_off.hpp"

#include "syncact/registry/dynamics.hpp"
#include "syncact/registry/matching.hpp"
#include "syncact/registry/predictive.hpp"
#include "syncact/registry/rdms.hpp"
#include "syncact/registry/representations.hpp"
#include "syncact/registry/time_series.hpp"

namespace syncact::registry {

/// All of them with their default options; ids are unique. P says how tables are prepared: backend and threads.
template <class P = representation::Prepared<>>
[[nodiscard]] std::vector<AnyMeasure<P>> measures() {
  std::vector<AnyMeasure<P>> list;
  add_representations(list);
  add_matching(list);
  add_rdms(list);
  add_predictive(list);
  add_time_series(list);
  add_dynamics(list);
  return list;
}

}  // namespace syncact::registry

#include "syncact/core/macros_on.hpp"
