#include <algorithm>
#include <cmath>
#include <map>

#include "commands/commands.hpp"
#include "commands/shared_options.hpp"
#include "files/manifest.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "files/table_column.hpp"
#include "report/html.hpp"
#include "report/rank_report.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/score/ranking.hpp"
#include "ui/validators.hpp"

namespace cli {

using nlohmann::ordered_json;
using syncact::message;
using syncact::ValueError;
using syncact::VectorX;
namespace io = syncact::io;
namespace score = syncact::score;
namespace stats = syncact::stats;

namespace {

/// Whether text matches a pattern in which * stands for anything.
bool matches(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '*')
    return !text.empty() && text.front() == pattern.front() && matches(text.substr(1), pattern.substr(1));
  for (std::size_t skip = 0; skip <= text.size(); ++skip) {
    if (matches(text.substr(skip), pattern.substr(1))) return true;
  }
  return false;
}

/// Rows of the table that --where lets through.
std::vector<Index> rows_where(const io::Table& table, const std::vector<std::string>& where) {
  std::vector<std::pair<Index, std::string>> conditions;
  for (const std::string& condition : where) {
    const std::size_t equals = condition.find('=');
    if (equals == std::string::npos) throw ValueError("--where: must be COLUMN=PATTERN, is " + io::in_quotes(condition));
    conditions.emplace_back(table.column(condition.substr(0, equals)), condition.substr(equals + 1));
  }
  std::vector<Index> rows;
  for (Index r = 0; r < table.n_rows(); ++r) {
    if (std::all_of(conditions.begin(), conditions.end(),
                    [&](const auto& c) { return matches(table.cell(r, c.first), c.second); }))
      rows.push_back(r);
  }
  return rows;
}

/// A number per row from another table of two columns or more: the first names the model.
std::map<std::string, double> read_accuracies(const std::string& path) {
  const io::Table table(path);
  if (table.n_columns() < 2) throw ValueError(path + ": needs a column of model names and one of accuracies");
  const Index column = table.column(column_or(table, table.n_columns() == 2 ? table.names()[1] : "",
                                              {"accuracy", "acc", "top1", "top_1", "imagenet_top1"}, "its accuracy"));
  std::map<std::string, double> result;
  for (Index r = 0; r < table.n_rows(); ++r) {
    if (!result.emplace(table.cell(r, 0), table.number(r, column)).second) {
      throw ValueError(message(path, ":", table.line(r), ": model ", io::in_quotes(table.cell(r, 0)), " is there twice"));
    }
  }
  return result;
}

struct Columns {
  std::string model, score, accuracy, family;
  std::optional<std::map<std::string, double>> accuracies;  ///< of another file
};

/// The models of some rows. Models without a score or an accuracy are left out and counted.
score::RankedModels models_of(const RankArguments& a, const io::Table& table, const Columns& columns,
                              const std::vector<Index>& rows, const std::string& group, Index& n_left_out) {
  std::vector<double> scores, accuracies;
  std::vector<std::vector<double>> covariates;
  score::RankedModels models;
  std::map<std::string, Index> seen;
  const Index score_column = table.column(columns.score);
  for (const Index r : rows) {
    const std::string& model = table.cell(r, table.column(columns.model));
    if (const auto [at, is_new] = seen.emplace(model, r); !is_new) {
      throw ValueError(message(table.path().string(), ":", table.line(r), ": model ", io::in_quotes(model),
                               group.empty() ? "" : " of ", group, " was on line ", table.line(at->second),
                               " already; --where or --by must tell its rows apart"));
    }
    double accuracy = std::nan("");
    if (columns.accuracies) {
      if (const auto at = columns.accuracies->find(model); at != columns.accuracies->end()) accuracy = at->second;
    } else {
      accuracy = table.number(r, table.column(columns.accuracy));
    }
    std::vector<double> fixed;
    for (const std::string& name : a.covariates) {
      const bool logarithm = name.starts_with("log:");
      const double value = table.number(r, table.column(logarithm ? name.substr(4) : name));
      if (logarithm && !(value > 0) && !std::isnan(value)) table.fail_at(r, "--covariate ", name, ": must be > 0, is ", value);
      fixed.push_back(logarithm ? std::log(value) : value);
    }
    const double value = table.number(r, score_column);
    if (!std::isfinite(value) || !std::isfinite(accuracy) ||
        !std::all_of(fixed.begin(), fixed.end(), [](double x) { return std::isfinite(x); })) {
      ++n_left_out;
      continue;
    }
    scores.push_back(value);
    accuracies.push_back(accuracy);
    covariates.push_back(std::move(fixed));
    if (!columns.family.empty()) models.family.push_back(table.cell(r, table.column(columns.family)));
  }
  models.scores = Eigen::Map<const VectorX<double>>(scores.data(), std::ssize(scores));
  models.accuracies = Eigen::Map<const VectorX<double>>(accuracies.data(), std::ssize(accuracies));
  models.covariates.resize(std::ssize(covariates), std::ssize(a.covariates));
  for (Index i = 0; i < models.covariates.rows(); ++i) {
    for (Index c = 0; c < models.covariates.cols(); ++c) models.covariates(i, c) = syncact::nth(syncact::nth(covariates, i), c);
  }
  return models;
}

ordered_json ranking_json(const score::ModelRanking& ranking) {
  ordered_json json = {{"n_models", ranking.n_models},
                       {"pearson", interval_json(ranking.pearson)},
                       {"spearman", interval_json(ranking.spearman)},
                       {"kendall_tau_b", interval_json(ranking.kendall)},
                       {"theil_sen_slope", interval_json(ranking.theil_sen)}};
  if (ranking.pearson_by_family) {
    json["pearson_over_families"] = interval_json(*ranking.pearson_by_family);
    json["pearson_within_families"] = number_or_null(*ranking.pearson_within);
    json["pearson_between_families"] = number_or_null(*ranking.pearson_between);
  }
  if (ranking.partial) json["pearson_partial"] = interval_json(*ranking.partial);
  json["verdict"] = ranking.verdict;
  return json;
}

void print(const std::string& group, const score::ModelRanking& ranking) {
  if (!group.empty()) std::printf("%s\n", group.c_str());
  for (const std::string& sentence : ranking.verdict) std::printf("  %s\n", sentence.c_str());
  std::printf("  Spearman %.2f, Kendall's tau-b %.2f, Theil-Sen slope %.3g per unit of accuracy\n", ranking.spearman.value,
              ranking.kendall.value, ranking.theil_sen.value);
  if (!ranking.cuts.empty()) {
    std::printf("  %10s %8s %6s\n", "accuracy >", "models", "r");
    for (const auto& cut : ranking.cuts) std::printf("  %10g %8td %6.2f\n", cut.above, cut.n_models, cut.pearson.value);
  }
  for (const auto& family : ranking.families) {
    if (std::isnan(family.pearson.value)) continue;
    std::printf("  %-24s %4td models, r %.2f within, %.2f over all others\n", family.family.c_str(), family.n_models,
                family.pearson.value, family.pearson_without);
  }
}

}  // namespace

void run_rank(const RankArguments& a, const ordered_json& settings) {
  std::optional<OutputFolder> folder;
  if (!a.out.empty()) folder.emplace(a.out);
  Manifest manifest("rank", settings);
  manifest.add_input("scores", a.scores);
  const io::Table table(a.scores);
  Columns columns;
  columns.model = column_or(table, a.model, {"model", "model_id", "name"}, "--model");
  columns.score = column_or(table, a.score, {"score", "effect", "brain_score"}, "--score");
  if (!a.accuracy_from.empty()) {
    manifest.add_input("accuracies", a.accuracy_from);
    columns.accuracies = read_accuracies(a.accuracy_from);
  } else {
    columns.accuracy = column_or(table, a.accuracy, {"accuracy", "acc", "top1", "top_1", "imagenet_top1"}, "--accuracy");
  }
  if (!a.family.empty()) {
    columns.family = column_or(table, a.family, {}, "--family");
  } else if (const auto& names = table.names(); !a.no_family) {
    for (const std::string usual : {"family", "arch_family"}) {
      if (columns.family.empty() && std::count(names.begin(), names.end(), usual) == 1) columns.family = usual;
    }
  }
  std::map<std::string, std::vector<Index>> groups;
  const std::vector<Index> rows = rows_where(table, a.where);
  if (rows.empty()) throw ValueError(a.scores + ": --where leaves no row");
  for (const Index r : rows) groups[a.by.empty() ? std::string() : table.cell(r, table.column(a.by))].push_back(r);

  score::RankingOptions options;
  options.seed = a.seed;
  options.n_resamples = a.resamples;
  options.fewest_models = a.fewest_models;
  options.cuts = a.cuts;
  ordered_json results = ordered_json::array();
  std::vector<RankedGroup> ranked;
  io::TsvWriter cuts({"group", "above_accuracy", "n_models", "pearson", "low", "high"});
  io::TsvWriter families({"group", "family", "n_models", "pearson_within", "low", "high", "pearson_without"});
  for (const auto& [group, members] : groups) {
    Index n_left_out = 0;
    const score::RankedModels models = models_of(a, table, columns, members, group, n_left_out);
    if (models.scores.size() < 4) {
      throw ValueError(message(a.scores, ": at least four models with score and accuracy are needed, ",
                               group.empty() ? "there are " : group + " has ", models.scores.size()));
    }
    if (n_left_out > 0) {
      manifest.warn(message(a.scores, group.empty() ? "" : ", " + group, ": ", n_left_out, " of ", members.size(),
                            " models have no score, accuracy or covariate and are left out"));
    }
    const score::ModelRanking ranking = score::rank_models(models, options);
    print(group, ranking);
    ordered_json json = ranking_json(ranking);
    if (!a.by.empty()) json["group"] = group;
    results.push_back(std::move(json));
    for (const auto& cut : ranking.cuts) {
      cuts.row(group, cut.above, cut.n_models, cut.pearson.value, cut.pearson.low, cut.pearson.high);
    }
    for (const auto& family : ranking.families) {
      families.row(group, family.family, family.n_models, family.pearson.value, family.pearson.low, family.pearson.high,
                   family.pearson_without);
    }
    ranked.push_back({group, models, ranking});
  }
  if (!folder) return;
  const std::string& out = folder->staging();
  io::write_file(out + "/ranking.json", ordered_json{{"rankings", results}}.dump(2) + "\n");
  cuts.write(out + "/ranking_cuts.tsv");
  families.write(out + "/ranking_families.tsv");
  for (const char* file : {"/ranking.json", "/ranking_cuts.tsv", "/ranking_families.tsv"}) manifest.add_output(out + file);
  write_report(out, rank_report(ranked, manifest.warnings()), manifest);
  manifest.write(out);
  folder->commit();
  std::printf("files in %s; open %s/report.html\n", a.out.c_str(), a.out.c_str());
}

void add_rank(CLI::App& app, RankArguments& a) {
  app.add_option("--scores", a.scores,
                 "Table with a row per model: its name, a brain score, an accuracy (.tsv, .csv, also .gz)")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--score", a.score, "Column of the brain score. Default: score, effect or brain_score");
  auto* accuracy =
      app.add_option("--accuracy", a.accuracy, "Column of the accuracy. Default: accuracy, acc, top1 or imagenet_top1");
  app.add_option("--accuracy-from", a.accuracy_from, "Another table with the accuracies, whose first column names the model")
      ->check(CLI::ExistingFile)
      ->excludes(accuracy);
  app.add_option("--model", a.model, "Column of the model's name. Default: model, model_id or name");
  auto* family =
      app.add_option("--family", a.family,
                     "Column of the family: models that share an ancestor are no independent sample. Default: family or "
                     "arch_family, if there is one");
  app.add_flag("--no-family", a.no_family, "Treat all models as independent")->excludes(family);
  app.add_option("--covariate", a.covariates,
                 "Numeric column to hold fixed, or log:COLUMN for its logarithm (width, number of parameters). May be repeated")
      ->allow_extra_args(false);
  app.add_option("--where", a.where, "COLUMN=PATTERN: use only these rows; * stands for anything. May be repeated")
      ->allow_extra_args(false);
  app.add_option("--by", a.by, "Column of groups that are ranked one by one, e.g. the region of the brain");
  app.add_option("--cuts", a.cuts, "Accuracies above which the relation is looked at again. Default: round numbers")
      ->delimiter(',');
  app.add_option("--fewest-models", a.fewest_models, "A cut must leave so many models")
      ->capture_default_str()
      ->transform(whole(4));
  app.add_option("--resamples", a.resamples, "Resamples of each bootstrap")
      ->capture_default_str()
      ->transform(whole(1, 1000000));
  app.add_option("--seed", a.seed, "Seed of the bootstraps")->capture_default_str();
  app.add_option("--out", a.out, "Folder for ranking.json, ranking_cuts.tsv, ranking_families.tsv, report.html and run.json");
}

}  // namespace cli
