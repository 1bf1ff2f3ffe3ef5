#pragma once
/// The report of `rank`.
#include <string>
#include <vector>

#include "report/document.hpp"
#include "syncact/score/ranking.hpp"

namespace cli {

/// One group of models, as it was ranked.
struct RankedGroup {
  std::string name;  ///< empty if there is one group
  syncact::score::RankedModels models;
  syncact::score::ModelRanking ranking;
};

/// Whether more accurate models are more brain-like: sentences, the models, and r above rising cuts of accuracy.
[[nodiscard]] Document rank_report(const std::vector<RankedGroup>& groups, const std::vector<std::string>& warnings);

}  // namespace cli
