#pragma once
/// The report of `referee`.
#include <string>
#include <vector>

#include "report/document.hpp"

namespace cli {

/// The tables of `referee`, and what it printed.
struct RefereeFindings {
  std::vector<std::string> sentences, warnings;
  std::vector<std::string> columns, sanity_columns;
  std::vector<std::vector<std::string>> rows, sanity_rows;
};

/// How good the descriptions are, and which scores can be trusted to tell.
[[nodiscard]] Document referee_report(const RefereeFindings& findings);

}  // namespace cli
