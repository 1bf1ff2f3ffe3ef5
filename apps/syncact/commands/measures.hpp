#pragma once
/// Measures of similarity by name.
#include <string>
#include <vector>

#include "syncact/catalog/any_measure.hpp"

namespace cli {

using Measure = syncact::catalog::AnyMeasure<>;

/// The measure of this id, or of a standard name that stands for a measure with options. Throws syncact::ValueError if there is
/// none.
[[nodiscard]] Measure find_measure(const std::vector<Measure>& measures, const std::string& id);

}  // namespace cli
