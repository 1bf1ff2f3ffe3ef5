#pragma once
/// Tables of numbers: signals or labels in columns, scans or frames in rows.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/io/text/table.hpp"

namespace syncact::inline v0_1::io {

/// Named signals.
struct SeriesTable {
  std::vector<std::string> names;
  MatrixX<double> values;  ///< [time x signal]; NaN where the file has n/a, NA, NaN or nothing
};

namespace detail {

/// Numbers in the header are names only if they count the columns (0, 1, 2, ... or 1, 2, 3, ...) and are three or more, as
/// pandas writes them. Otherwise the header may be missing, and reading on would lose the first row and shift the series in
/// time.
inline void require_names(const std::filesystem::path& path, const std::vector<std::string>& names) {
  const auto counts_from = [&](std::size_t first) {
    for (std::size_t c = 0; c < names.size(); ++c) {
      if (names[c] != std::to_string(first + c)) return false;
    }
    return names.size() >= 3;
  };
  if (counts_from(0) || counts_from(1)) return;
  for (const std::string& name : names) {
    if (name.empty() || !parse_number(name)) return;
  }
  fail(path, "begins with a line of numbers (", in_quotes(names[0]), names.size() > 1 ? ", ..." : "",
       "), but the first line must name the columns");
}

/// Whether a first column of this name and these values is the row index that pandas and R write beside the data.
inline bool is_row_index(const std::string& name, const VectorX<double>& values) {
  if (!name.empty() && name != "Unnamed: 0") return false;
  for (Index i = 0; i < values.size(); ++i) {
    if (values[i] != values[0] + static_cast<double>(i)) return false;
  }
  return values[0] == 0 || values[0] == 1;
}

}  // namespace detail

/// Throws FileError unless every column has a name of its own: where columns are units, networks or labels, a name that is not
/// unique cannot be told apart in results.
inline void require_distinct_names(const std::filesystem::path& path, const std::vector<std::string>& names) {
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) fail(path, "has more than one column ", in_quotes(*twice));
}

/// Reads a TSV or CSV whose columns all are numbers: time courses [time x signal], or a frame table [frame x label]. A first
/// column without a name that counts the rows is an index, as pandas and R write it, and is left out.
/// Throws FileError as Table does; for a cell that is neither a number nor missing (with line, column and text); if there are
/// no rows; and, unless format.has_header is false, if the header line is missing or a column has no name.
[[nodiscard]] inline SeriesTable read_series_table(const std::filesystem::path& path, const TableFormat& format = {}) {
  SeriesTable result;
  std::vector<double> cells;  // row after row
  result.names = detail::for_each_row(TextFile(path), format, [&](const detail::RowReader& row, const auto& names) {
    for (std::size_t c = 0; c < row.cells().size(); ++c) {
      const auto value = parse_number(row.cells()[c]);
      if (!value) row.fail_at("column ", in_quotes(names[c]), " must be a number, is ", in_quotes(row.cells()[c]));
      cells.push_back(*value);
    }
  });
  if (format.has_header) detail::require_names(path, result.names);
  if (cells.empty()) fail(path, "has no rows below its header");
  const auto n_columns = static_cast<Index>(result.names.size());
  result.values = Eigen::Map<const RowMatrixX<double>>(cells.data(), static_cast<Index>(cells.size()) / n_columns, n_columns);
  if (format.has_header && n_columns > 1 && detail::is_row_index(result.names[0], result.values.col(0))) {
    result.names.erase(result.names.begin());
    result.values = result.values.rightCols(n_columns - 1).eval();
  }
  for (std::size_t c = 0; c < result.names.size(); ++c) {
    if (result.names[c].empty()) fail(path, "has no name for column ", c + 1, "; the first line must name the columns");
  }
  return result;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
