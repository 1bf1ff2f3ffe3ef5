#include "report/grid_report.hpp"

#include <algorithm>
#include <cmath>

#include "report/markup.hpp"
#include "report/plot.hpp"
#include "syncact/core/errors.hpp"
#include "syncact/core/version.hpp"

namespace cli {

using syncact::as_size;
using syncact::message;

Document grid_report(const std::vector<MeasuredGrid>& grids) {
  Document document{"How alike tables of activity are", {}};
  std::size_t n_missing = 0, n_all = 0;
  std::string metrics;
  for (const MeasuredGrid& grid : grids) {
    metrics += (metrics.empty() ? "" : ", ") + grid.metric;
    for (const auto& row : grid.values) {
      n_all += row.size();
      n_missing += as_size(std::count_if(row.begin(), row.end(), [](double x) { return !std::isfinite(x); }));
    }
  }
  ReportSection words{"In plain words", {}};
  if (n_missing > 0) {
    words.blocks.emplace_back(
        Caution{message(n_missing, " of ", n_all, " pairs have no value; the table of results says why.")});
  }
  words.blocks.emplace_back(Paragraph{message(grids.empty() ? 0 : grids.front().rows.size(), " tables were compared with ",
                                              grids.empty() ? 0 : grids.front().columns.size(), " by ", metrics,
                                              ". Computed with syncact ", syncact::version, ".")});
  document.sections.push_back(std::move(words));
  for (std::size_t g = 0; g < grids.size(); ++g) {
    const MeasuredGrid& grid = grids[g];
    double largest = 0;
    for (const auto& row : grid.values) {
      for (const double value : row) largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
    }
    ReportTable table{"The values.", {"table"}, {}, ""};
    table.columns.insert(table.columns.end(), grid.columns.begin(), grid.columns.end());
    for (std::size_t r = 0; r < grid.rows.size(); ++r) {
      table.rows.push_back({grid.rows[r]});
      for (const double value : grid.values[r]) table.rows.back().push_back(short_number(value));
    }
    document.sections.push_back(
        {grid.metric,
         {Paragraph{message(grid.formula, " (", grid.direction, ")")},
          Figure{message("grid_", g + 1), message(grid.metric, " of all pairs; full red is ", short_number(largest), "."),
                 "A table of colours",
                 heat_map(grid.metric, grid.values, grid.rows, grid.columns, largest > 0 ? largest : 1, 2 * largest + 1), ""},
          std::move(table)}});
  }
  return document;
}

}  // namespace cli
