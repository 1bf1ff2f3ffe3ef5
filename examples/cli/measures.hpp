#pragma once
/// Every measure of the library, compiled once.
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/registry/any_measure.hpp"

namespace cli {

using Prepared = syncact::representation::Prepared<syncact::linalg::EigenBackend, syncact::Threads>;
using Measure = syncact::registry::AnyMeasure<Prepared>;
using Input = syncact::registry::Input<Prepared>;

[[nodiscard]] std::vector<Measure> all_measures();

}  // namespace cli
