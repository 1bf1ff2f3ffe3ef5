#pragma once
/// TSV tables to disk: numbers that read back as they were, text quoted where it has to be, atomically.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/bytes/number_text.hpp"

namespace syncact::inline v0_1::io {

/// Gathers rows of numbers and text below a header and writes them at once:
///   TsvWriter table({"network", "label", "r"});
///   table.row(0, "face", 0.42);
///   table.write("labels.tsv");
class TsvWriter {
 public:
  explicit TsvWriter(const std::vector<std::string>& names) : n_columns_(static_cast<Index>(names.size())) { row_of(names); }

  /// One row; a cell is a number (NaN becomes n/a, floats are as short as they read back) or text.
  /// Throws ShapeError unless there is one cell per column.
  template <class... Cells>
  void row(const Cells&... cells) {
    row_of(std::vector<std::string>{cell_text(cells)...});
  }

  /// One row of which each cell is text already (number_text makes it of numbers).
  void row_of(const std::vector<std::string>& cells) {
    require_extent("TsvWriter", "number of cells", n_columns_, static_cast<Index>(cells.size()));
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (c > 0) text_ += '\t';
      append(cells[c]);
    }
    text_ += '\n';
  }

  /// The table as text.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// The table as a file. Throws FileError.
  void write(const std::filesystem::path& path) const { write_file(path, text_); }

 private:
  template <class Cell>
  static std::string cell_text(const Cell& cell) {
    if constexpr (std::convertible_to<const Cell&, std::string_view>) {
      return std::string(std::string_view(cell));
    } else {
      return number_text(cell);
    }
  }

  /// In quotes where a reader would otherwise see another cell, another row or a quote.
  void append(std::string_view cell) {
    if (cell.find_first_of("\t\r\n\"") == std::string_view::npos) {
      text_ += cell;
      return;
    }
    text_ += '"';
    for (const char c : cell) text_ += c == '"' ? std::string("\"\"") : std::string(1, c);
    text_ += '"';
  }

  Index n_columns_;
  std::string text_;
};

/// Signals in columns under their names, one time point (frame, scan) a row. Throws ShapeError unless there is a name for
/// each signal, FileError.
template <std::floating_point T>
void write_series_table(const std::filesystem::path& path, const std::vector<std::string>& names, const SeriesView<T>& series) {
  require_extent("write_series_table", "number of names", series.n_signals(), static_cast<Index>(names.size()));
  TsvWriter table(names);
  std::vector<std::string> cells(names.size());
  for (Index t = 0; t < series.n_times(); ++t) {
    for (Index i = 0; i < series.n_signals(); ++i) nth(cells, i) = number_text(series(t, i));
    table.row_of(cells);
  }
  table.write(path);
}

/// Any [time x signal] table, as the adapters of syncact/adapt make them.
template <TimeSeriesMatrix M>
void write_series_table(const std::filesystem::path& path, const std::vector<std::string>& names, const M& series) {
  with_series(series, [&](const auto& view) { write_series_table(path, names, view); });
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
