#pragma once
/// Every measure of the library, each family compiled once and by itself.
#include <vector>

#include "syncact/catalog/any_measure.hpp"
#include "syncact/core/executor.hpp"
#include "syncact/parallel/threads.hpp"

namespace cli {

using Prepared = syncact::similarity::representation::PreparedTable<>;
using Measure = syncact::catalog::AnyMeasure<Prepared>;
using Input = syncact::catalog::Input<Prepared>;

void add_representations(std::vector<Measure>& list);
void add_matching_and_dynamics(std::vector<Measure>& list);
void add_rdms(std::vector<Measure>& list);
void add_predictive(std::vector<Measure>& list);
void add_time_series(std::vector<Measure>& list);

}  // namespace cli
