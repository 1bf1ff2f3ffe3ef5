#pragma once
/// The report of `similarity --grid`.
#include <string>
#include <vector>

#include "report/document.hpp"

namespace cli {

/// All pairs of tables by one measure; NaN where there is no value.
struct MeasuredGrid {
  std::string metric, formula, direction;
  std::vector<std::string> rows, columns;
  std::vector<std::vector<double>> values;  ///< [row][column] the first value of each pair
};

[[nodiscard]] Document grid_report(const std::vector<MeasuredGrid>& grids);

}  // namespace cli
