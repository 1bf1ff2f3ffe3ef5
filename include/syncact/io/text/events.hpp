#pragma once
/// BIDS events: what happened when, and for how long.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "syncact/io/text/table.hpp"

namespace syncact::inline v0_1::io {

/// Something labelled that lasts from onset to onset + duration [s], on the clock of its run or movie.
struct EventRow {
  double onset;
  double duration;  ///< 0: an impulse
  std::string label;
  double amplitude = 1.0;
};

/// Which columns mean what. onset and duration are always called so.
struct EventColumns {
  std::string label = "trial_type";
  std::optional<std::string> amplitude = {};  ///< e.g. "modulation"; without it every amplitude is 1
};

namespace detail {

/// A label without blanks at its ends, and "1.0" as "1": spreadsheets and pandas write either for the same category.
inline std::string label_text(std::string_view cell) {
  std::string_view label = without_blanks(cell);
  const std::size_t point = label.find('.');
  if (point == std::string_view::npos || point == 0) return std::string(label);
  const std::string_view whole = label.substr(0, point), rest = label.substr(point + 1);
  const std::size_t sign = whole.starts_with('-') ? 1 : 0;
  const bool zeros = !rest.empty() && rest.find_first_not_of('0') == std::string_view::npos;
  const bool digits = whole.size() > sign && whole.find_first_not_of("0123456789", sign) == std::string_view::npos;
  return std::string(zeros && digits ? whole : label);
}

}  // namespace detail

/// Reads a BIDS events.tsv, or a CSV of the same columns. Rows keep their order; one row is one label (no separators). Blanks
/// around a label do not count, and a whole number written with zeros behind its point is that number: "1.0" is "1".
/// duration n/a is 0. A row whose label is missing (n/a or empty) is passed over: it says nothing about any label.
/// Throws FileError with line: onset n/a or not finite, duration negative or not finite, amplitude n/a or not finite, cells
/// that are not numbers; and for a column that is not there, naming those that are.
[[nodiscard]] inline std::vector<EventRow> read_events(const std::filesystem::path& path, const EventColumns& columns = {}) {
  const Table table(path);
  const Index onset = table.column("onset"), duration = table.column("duration"), label = table.column(columns.label);
  const Index amplitude = columns.amplitude ? table.column(*columns.amplitude) : -1;
  const auto finite = [&](Index row, Index column, const char* what) {
    const double value = table.number(row, column);
    if (!std::isfinite(value)) table.fail_at(row, what, " must be a finite number, is ", in_quotes(table.cell(row, column)));
    return value;
  };
  std::vector<EventRow> events;
  for (Index row = 0; row < table.n_rows(); ++row) {
    EventRow event{finite(row, onset, "onset"), 0.0, detail::label_text(table.cell(row, label))};
    if (!std::isnan(table.number(row, duration))) event.duration = finite(row, duration, "duration");
    if (event.duration < 0) table.fail_at(row, "duration must be >= 0, is ", in_quotes(table.cell(row, duration)));
    if (amplitude >= 0) event.amplitude = finite(row, amplitude, columns.amplitude->c_str());
    if (!is_missing(event.label)) events.push_back(std::move(event));
  }
  return events;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
