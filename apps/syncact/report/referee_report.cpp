#include "report/referee_report.hpp"

#include <algorithm>

namespace cli {

Document referee_report(const RefereeFindings& found) {
  Document document{"How good are the descriptions of the units?", {}};
  ReportSection words{"In plain words", {}};
  for (const std::string& warning : found.warnings) words.blocks.emplace_back(Caution{warning});
  for (const std::string& sentence : found.sentences) words.blocks.emplace_back(Paragraph{sentence});
  document.sections.push_back(std::move(words));
  constexpr std::size_t most = 5000;
  ReportTable table{found.rows.size() > most ? "The first 5000 descriptions." : "Each description.", found.columns, found.rows,
                    "referee.tsv"};
  table.rows.resize(std::min(table.rows.size(), most));
  document.sections.push_back({"Descriptions", {std::move(table)}});
  document.sections.push_back({"Which scores can be trusted",
                               {Paragraph{"A score must fall when half of a label's frames are missing, and when as many wrong "
                                          "ones are added. One that does not cannot "
                                          "tell a label from a broader or a narrower one (Oikarinen, Yan & Weng 2025)."},
                                ReportTable{"Mean change of each score, and the share of units for which it falls both times.",
                                            found.sanity_columns, found.sanity_rows, "sanity.tsv"}}});
  return document;
}

}  // namespace cli
