#pragma once
/// TSV and CSV tables with a header line.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"
#include "syncact/io/bytes/number_text.hpp"
#include "syncact/io/bytes/text_file.hpp"

namespace syncact::inline v0_1::io {

/// How the lines of a file are meant.
struct TableFormat {
  std::optional<char> delimiter = {};  ///< unless given: a comma for names in .csv, else a tab
  bool has_header = true;              ///< without a header the columns are named "1", "2", ...
};

namespace detail {

/// Splits text into rows of cells. LF and CRLF end lines; a cell that begins with '"' ends with one, may hold delimiters and
/// line ends, and writes '"' as '""'; a byte order mark is passed over; empty lines at the end do not count.
class RowReader {
 public:
  RowReader(std::string_view text, char delimiter, const std::filesystem::path& path)
      : text_(text.substr(0, text.find_last_not_of("\r\n") + 1)), delimiter_(delimiter), path_(path) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) fail(path_, "is UTF-16 text; save it as UTF-8");
    if (const std::size_t at = valid_utf8(text_); at < text_.size()) {
      const auto begin = text_.begin();
      line_ += std::count(begin, begin + static_cast<std::ptrdiff_t>(at), '\n');
      fail_at("byte ", at, " is not UTF-8 text (Latin-1?); save the file as UTF-8");
    }
  }

  /// Line on which the last row began, counted from 1.
  [[nodiscard]] Index line() const { return line_; }
  /// Cells of the last row; the strings are reused by the next.
  [[nodiscard]] std::span<const std::string> cells() const { return std::span(cells_).first(n_cells_); }

  /// Reads the next row; false at the end of the text.
  bool next() {
    line_ = next_line_;
    n_cells_ = 0;
    if (at_ >= text_.size()) return false;
    do {
      if (n_cells_ == cells_.size()) cells_.emplace_back();
      read_cell(cells_[n_cells_++]);
    } while (take(delimiter_));
    if (take('\r') && at_ < text_.size() && text_[at_] != '\n') fail_at("a carriage return stands within the line");
    if (take('\n')) {
      ++next_line_;
    } else if (at_ < text_.size()) {
      fail_at("text follows the closing quote: ", in_quotes(text_.substr(at_, 20)));
    }
    return true;
  }

  /// Throws FileError "path:line: parts...".
  template <class... Parts>
  [[noreturn]] void fail_at(const Parts&... parts) const {
    throw FileError(message(path_.string(), ":", line_, ": ", parts...));
  }

 private:
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void read_cell(std::string& cell) {
    if (take('"')) return read_quoted(cell);
    const char stops[] = {delimiter_, '\n', '\r'};
    const std::size_t end = std::min(text_.find_first_of(std::string_view(stops, 3), at_), text_.size());
    cell.assign(text_.substr(at_, end - at_));
    at_ = end;
  }

  void read_quoted(std::string& cell) {
    cell.clear();
    do {
      const std::size_t end = text_.find('"', at_);
      if (end == std::string_view::npos) fail_at("a quoted cell is not closed");
      next_line_ +=
          std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
      cell.append(text_.substr(at_, end - at_));
      at_ = end + 1;
      if (at_ < text_.size() && text_[at_] == '"') cell += '"';
    } while (take('"'));
  }

  std::string_view text_;
  char delimiter_;
  const std::filesystem::path& path_;
  std::size_t at_ = 0;
  Index line_ = 1;
  Index next_line_ = 1;
  std::vector<std::string> cells_;
  std::size_t n_cells_ = 0;
};

[[nodiscard]] inline char delimiter_of(const std::filesystem::path& path, const TableFormat& format) {
  const bool packed = path.extension() == ".gz";
  const std::string extension = (packed ? path.stem() : path).extension().string();
  return format.delimiter.value_or(extension == ".csv" || extension == ".CSV" ? ',' : '\t');
}

/// The text without blanks at its ends: people cannot see them, so they distinguish nothing.
[[nodiscard]] inline std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

/// Calls row(reader, names) for each row after the header and returns the column names. Throws FileError for a ragged row.
template <class Row>
std::vector<std::string> for_each_row(const TextFile& file, const TableFormat& format, Row&& row) {
  RowReader reader(file.text(), delimiter_of(file.path(), format), file.path());
  if (!reader.next()) fail(file.path(), "is empty; a table has a header line");
  std::vector<std::string> names;
  for (const std::string& cell : reader.cells()) names.emplace_back(without_blanks(cell));
  bool more = true;
  if (format.has_header) {
    more = reader.next();
  } else {
    for (std::size_t c = 0; c < names.size(); ++c) names[c] = std::to_string(c + 1);
  }
  for (; more; more = reader.next()) {
    if (reader.cells().size() != names.size()) {
      reader.fail_at("has ", reader.cells().size(), " cells, the first line has ", names.size());
    }
    row(std::as_const(reader), std::as_const(names));
  }
  return names;
}

}  // namespace detail

/// A table as text: every row has as many cells as there are columns. Names have no blanks at their ends.
class Table {
 public:
  /// Throws FileError for a file that cannot be read, an empty file, a row of another length (with its line), an open quote.
  explicit Table(const std::filesystem::path& path, const TableFormat& format = {}) : path_(path) {
    names_ = detail::for_each_row(TextFile(path), format, [&](const detail::RowReader& row, const auto&) {
      cells_.insert(cells_.end(), row.cells().begin(), row.cells().end());
      lines_.push_back(row.line());
    });
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] Index n_rows() const { return static_cast<Index>(lines_.size()); }
  [[nodiscard]] Index n_columns() const { return static_cast<Index>(names_.size()); }
  [[nodiscard]] const std::string& cell(Index row, Index column) const { return nth(cells_, row * n_columns() + column); }
  /// Line of the file on which a row begins, counted from 1.
  [[nodiscard]] Index line(Index row) const { return nth(lines_, row); }

  [[nodiscard]] bool has_column(std::string_view name) const { return std::count(names_.begin(), names_.end(), name) > 0; }

  /// Index of a column. Throws FileError that lists the columns if there is not exactly one of that name.
  [[nodiscard]] Index column(std::string_view name) const {
    const auto n = std::count(names_.begin(), names_.end(), name);
    if (n == 1) return std::find(names_.begin(), names_.end(), name) - names_.begin();
    std::string all;
    for (const std::string& other : names_) all += (all.empty() ? "" : ", ") + in_quotes(other);
    fail(path_, n == 0 ? "has no column " : "has more than one column ", in_quotes(name), "; it has ", all,
         names_.size() == 1 && all.find(' ') != std::string::npos
             ? "; is it separated by blanks? Tabs are needed (commas in .csv)"
             : "");
  }

  /// The cells of a column.
  [[nodiscard]] std::vector<std::string> text(std::string_view name) const {
    const Index c = column(name);
    std::vector<std::string> result;
    for (Index r = 0; r < n_rows(); ++r) result.push_back(cell(r, c));
    return result;
  }

  /// A cell as a number; NaN for n/a, NA, NaN and empty. Throws FileError with line, column and text for anything else.
  [[nodiscard]] double number(Index row, Index column) const {
    if (const auto value = parse_number(cell(row, column))) return *value;
    fail_at(row, "column ", in_quotes(nth(names_, column)), " must be a number, is ", in_quotes(cell(row, column)));
  }

  /// A column of numbers, as number().
  [[nodiscard]] VectorX<double> numeric(std::string_view name) const {
    const Index c = column(name);
    VectorX<double> result(n_rows());
    for (Index r = 0; r < n_rows(); ++r) result[r] = number(r, c);
    return result;
  }

  /// Throws FileError "path:line: parts..." about a row.
  template <class... Parts>
  [[noreturn]] void fail_at(Index row, const Parts&... parts) const {
    throw FileError(message(path_.string(), ":", line(row), ": ", parts...));
  }

 private:
  std::filesystem::path path_;
  std::vector<std::string> names_;
  std::vector<std::string> cells_;
  std::vector<Index> lines_;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
