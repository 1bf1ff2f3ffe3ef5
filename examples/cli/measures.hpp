#pragma once
/// Every measure of the library, each family compiled once and by itself.
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/registry/any_measure.hpp"

namespace cli {

using Prepared = syncact::representation::Prepared<syncact::linalg::DefaultBackend, syncact::Threads>;
using Measure = syncact::registry::AnyMeasure<Prepared>;
using Input = syncact::registry::Input<Prepared>;

void add_representations(std::vector<Measure>& list);
void add_matching_and_dynamics(std::vector<Measure>& list);
void add_rdms(std::vector<Measure>& list);
void add_predictive(std::vector<Measure>& list);
void add_time_series(std::vector<Measure>& list);

}  // namespace cli
