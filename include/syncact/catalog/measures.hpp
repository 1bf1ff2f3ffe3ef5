#pragma once
/// Every measure of the library.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/dynamics.hpp"
#include "syncact/catalog/matching.hpp"
#include "syncact/catalog/predictive.hpp"
#include "syncact/catalog/rdms.hpp"
#include "syncact/catalog/representations.hpp"
#include "syncact/catalog/time_series.hpp"

namespace syncact::inline v0_1::catalog {

/// All of them with their default options; ids are unique. P says how tables are prepared: backend and threads.
template <class P = similarity::representation::PreparedTable<>>
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

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
