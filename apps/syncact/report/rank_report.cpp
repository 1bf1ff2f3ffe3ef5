#include "report/rank_report.hpp"

#include <algorithm>

#include "report/markup.hpp"
#include "report/plot.hpp"

namespace cli {

using syncact::message;
using syncact::VectorX;

namespace {

std::vector<double> list_of(const VectorX<double>& values) { return {values.begin(), values.end()}; }

Axis around(const std::string& label, const VectorX<double>& values) {
  const double low = values.minCoeff(), high = values.maxCoeff(), margin = 0.04 * (high - low);
  return {label, low - margin, high + margin};
}

Figure models_figure(const RankedGroup& group, std::size_t number) {
  Plot plot("Models", around("accuracy", group.models.accuracies), around("brain score", group.models.scores));
  plot.points(list_of(group.models.accuracies), list_of(group.models.scores), 0);
  const auto& pearson = group.ranking.pearson;
  return {message("models_", number),
          message("Each point is one of ", group.ranking.n_models, " models; Pearson's r ", short_number(pearson.value), " [",
                  short_number(pearson.low), ", ", short_number(pearson.high), "]."),
          message("Points with a correlation of ", short_number(pearson.value)), plot.svg(), ""};
}

Figure cuts_figure(const RankedGroup& group, std::size_t number) {
  std::vector<double> above, r, low, high;
  for (const auto& cut : group.ranking.cuts) {
    above.push_back(cut.above);
    r.push_back(cut.pearson.value);
    low.push_back(cut.pearson.low);
    high.push_back(cut.pearson.high);
  }
  Plot plot("Cuts", {"only models whose accuracy is above", above.front(), above.back()}, {"Pearson's r of the rest", -1, 1});
  plot.band(above, low, high, 0, "95 %");
  plot.line(above, r, 0, "r");
  plot.horizontal(0, 4, "no relation");
  return {message("cuts_", number), "The same correlation among the models above a rising cut of accuracy.",
          message("A curve that goes from ", short_number(r.front()), " to ", short_number(r.back())), plot.svg(),
          "ranking_cuts.tsv"};
}

}  // namespace

Document rank_report(const std::vector<RankedGroup>& groups, const std::vector<std::string>& warnings) {
  Document document{"Are more accurate models more brain-like?", {}};
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const RankedGroup& group = groups[g];
    ReportSection section{group.name.empty() ? "In plain words" : group.name, {}};
    if (g == 0) {
      for (const std::string& warning : warnings) section.blocks.emplace_back(Caution{warning});
    }
    for (const std::string& sentence : group.ranking.verdict) section.blocks.emplace_back(Paragraph{sentence});
    section.blocks.emplace_back(models_figure(group, g + 1));
    if (group.ranking.cuts.size() >= 2) section.blocks.emplace_back(cuts_figure(group, g + 1));
    ReportTable families{"Families: r within each, and over all other models.",
                         {"family", "models", "r within", "low", "high", "r without it"},
                         {},
                         "ranking_families.tsv"};
    for (const auto& family : group.ranking.families) {
      families.rows.push_back({family.family, std::to_string(family.n_models), short_number(family.pearson.value),
                               short_number(family.pearson.low), short_number(family.pearson.high),
                               short_number(family.pearson_without)});
    }
    if (!families.rows.empty()) section.blocks.emplace_back(std::move(families));
    document.sections.push_back(std::move(section));
  }
  document.sections.push_back(
      {"Methods",
       {Methods{"Pearson's and Spearman's correlation, Kendall's tau-b and the Theil-Sen slope of brain score on accuracy; "
                "intervals by "
                "bootstrap over models, and over families where these are known, since models of one family are no independent "
                "sample. The correlation above a cut is computed on the models that are left."}}});
  return document;
}

}  // namespace cli
