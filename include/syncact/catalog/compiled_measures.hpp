#pragma once
/// Every measure of the library, for who only names them: the list is compiled in syncact::measures, and including this header
/// compiles no measure.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/catalog/any_measure.hpp"

namespace syncact::inline v0_1::catalog {

namespace compiled {

/// One family each; defined in syncact::measures.
void add_representations(std::vector<AnyMeasure<>>& list);
void add_matching(std::vector<AnyMeasure<>>& list);
void add_rdms(std::vector<AnyMeasure<>>& list);
void add_predictive(std::vector<AnyMeasure<>>& list);
void add_time_series(std::vector<AnyMeasure<>>& list);
void add_dynamics(std::vector<AnyMeasure<>>& list);

}  // namespace compiled

/// What measures() of measures.hpp gives. Link syncact::measures.
[[nodiscard]] inline std::vector<AnyMeasure<>> compiled_measures() {
  std::vector<AnyMeasure<>> list;
  compiled::add_representations(list);
  compiled::add_matching(list);
  compiled::add_rdms(list);
  compiled::add_predictive(list);
  compiled::add_time_series(list);
  compiled::add_dynamics(list);
  return list;
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
