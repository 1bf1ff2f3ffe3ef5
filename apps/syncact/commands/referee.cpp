// `referee`: how good are descriptions of units, whoever made them?
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

#include "commands/commands.hpp"
#include "files/activations.hpp"
#include "files/output_folder.hpp"
#include "files/table_column.hpp"
#include "report/html.hpp"
#include "report/markup.hpp"
#include "report/referee_report.hpp"
#include "syncact/annotation/referee/sanity.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/io/text/series_table.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/numeric/ranks.hpp"
#include "syncact/stats/circular_shift.hpp"
#include "syncact/stats/draws.hpp"
#include "syncact/stats/p_from_null.hpp"
#include "ui/validators.hpp"

namespace cli {

using syncact::MatrixX;
using syncact::message;
using syncact::ValueError;
using syncact::VectorX;
namespace io = syncact::io;
namespace referee = syncact::annotation::referee;

namespace {

/// Which unit is said to be what.
struct Description {
  Index unit;
  Index label;  ///< column of the truth
};

/// A unit by its name, or by its number, counted from 0.
std::optional<Index> find_unit(const std::string& said, const std::vector<std::string>& names) {
  if (const auto at = std::find(names.begin(), names.end(), said); at != names.end()) return at - names.begin();
  const std::optional<double> number = io::parse_number(said);
  if (!number || *number != std::floor(*number) || *number < 0 || *number >= static_cast<double>(names.size()))
    return std::nullopt;
  return static_cast<Index>(*number);
}

std::vector<Description> read_descriptions(const RefereeArguments& a, const std::vector<std::string>& units,
                                           const std::vector<std::string>& labels, Manifest& manifest) {
  const io::Table table(a.labels);
  const Index unit_column =
      table.column(column_or(table, a.unit_column, {"neuron_name", "unit_name", "unit", "neuron"}, "--unit-column"));
  const Index label_column =
      table.column(column_or(table, a.label_column, {"label", "description", "concept"}, "--label-column"));
  std::vector<Description> descriptions;
  Index n_unknown = 0;
  for (Index row = 0; row < table.n_rows(); ++row) {
    const auto unit = find_unit(table.cell(row, unit_column), units);
    if (!unit) {
      throw ValueError(message(a.labels, ":", table.line(row), ": unit ", io::in_quotes(table.cell(row, unit_column)),
                               " is not one of the ", units.size(), " units of ", a.activations));
    }
    const auto label = std::find(labels.begin(), labels.end(), table.cell(row, label_column));
    if (label == labels.end()) {
      ++n_unknown;
    } else {
      descriptions.push_back({*unit, label - labels.begin()});
    }
  }
  if (descriptions.empty()) {
    throw ValueError(message(a.labels, ": none of its ", table.n_rows(), " labels is a column of ", a.truth));
  }
  if (n_unknown > 0) {
    manifest.warn(message(a.labels, ": ", n_unknown, " of ", table.n_rows(), " labels are no columns of ", a.truth,
                          " and cannot be judged"));
  }
  return descriptions;
}

/// How often the AUC is as large for a label that is shifted around the film, by at least a twentieth of it either way.
double p_of_shifts(const VectorX<double>& ranks, const MatrixX<double>& label, double auc, const RefereeArguments& a) {
  const auto n = static_cast<double>(label.rows());
  const syncact::Timeline film(syncact::Sampling::every(syncact::Seconds{1}), label.rows());
  const syncact::stats::Draws shifts(syncact::stats::CircularShift{syncact::Seconds{std::floor(n / 20)}}, film, a.permutations,
                                     a.seed);
  Index reached = 0;
  for (Index d = 0; d < shifts.size(); ++d) {
    reached += referee::auc_of_ranks(ranks, shifts(syncact::SeriesView<double>(label), d).col(0)) >= auc - 1e-12 ? 1 : 0;
  }
  return syncact::stats::p_from_null(reached, shifts.size());
}

/// All that the referee looks at.
struct Evidence {
  MatrixX<double> units;  ///< [frame x unit]
  std::vector<std::string> unit_names;
  MatrixX<double> labels;  ///< [frame x label] 0 or 1
  std::vector<std::string> label_names;
};

Evidence read_evidence(const RefereeArguments& a, Manifest& manifest) {
  const auto source = open_activations(a.activations, a.reduce, a.unit_names);
  const Activations& file = *source;
  add_inputs(manifest, file);
  io::SeriesTable truth = io::read_series_table(a.truth);
  io::require_distinct_names(a.truth, truth.names);
  if (truth.values.rows() != file.n_frames()) {
    throw ValueError(message(a.truth, ": has ", truth.values.rows(), " rows, but ", a.activations, " has ", file.n_frames(),
                             " frames; there must be one for each"));
  }
  if (!truth.values.allFinite()) throw ValueError(a.truth + ": holds n/a; whether a label is on must be known for each frame");
  Evidence evidence{file.frames(0, file.n_frames()), file.unit_names(), (truth.values.array() > 0).cast<double>(),
                    std::move(truth.names)};
  if (!evidence.units.allFinite()) throw ValueError(a.activations + ": holds NaN or infinity");
  return evidence;
}

/// What is found of one description.
struct Judgement {
  double auc = 0, p = 1, first_half = 0, second_half = 0;
  Index rank = 1;  ///< of the label's AUC among all labels
  Index best = 0;  ///< the label of the largest
};

Judgement judge(const Evidence& evidence, const Description& said, const RefereeArguments& a) {
  using referee::UnitScore;
  const VectorX<double> unit = evidence.units.col(said.unit), label = evidence.labels.col(said.label);
  const Index n = unit.size(), half = n / 2;
  const VectorX<double> ranks = syncact::numeric::average_ranks(unit);
  Judgement judged{.auc = referee::unit_score(UnitScore::auc, unit, label), .best = said.label};
  double largest = judged.auc;
  for (Index k = 0; k < evidence.labels.cols(); ++k) {
    const double other = referee::auc_of_ranks(ranks, evidence.labels.col(k));
    judged.rank += other > judged.auc ? 1 : 0;
    if (other > largest) {
      largest = other;
      judged.best = k;
    }
  }
  judged.p = std::isnan(judged.auc) ? judged.auc : p_of_shifts(ranks, label, judged.auc, a);
  judged.first_half = referee::unit_score(UnitScore::auc, unit.head(n - half), label.head(n - half));
  judged.second_half = referee::unit_score(UnitScore::auc, unit.tail(n - half), label.tail(n - half));
  return judged;
}

/// Median of what is defined.
double median(std::vector<double> values) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// sanity.tsv: of each score, the mean change when half of a label is missing and when as much is added, and how many units
/// pass.
void write_sanity(const std::string& folder, const Evidence& evidence, const std::vector<Description>& descriptions,
                  const RefereeArguments& a, RefereeFindings& findings, Manifest& manifest) {
  findings.sanity_columns = {"score", "n_units", "missing", "extra", "share_passing"};
  io::TsvWriter table(findings.sanity_columns);
  for (const auto& score : choices(referee::UnitScore{})) {
    double missing = 0, extra = 0, passing = 0, n_units = 0;
    for (const Description& said : descriptions) {
      const VectorX<double> unit = evidence.units.col(said.unit), label = evidence.labels.col(said.label);
      if (label.sum() < 2 || 2 * label.sum() >= static_cast<double>(label.size())) continue;
      const auto found = referee::sanity(score.value, unit, label, {.seed = a.seed, .score = {.top_share = a.top_share}});
      if (std::isnan(found.missing + found.extra)) continue;
      ++n_units;
      missing += found.missing;
      extra += found.extra;
      passing += found.passes ? 1 : 0;
    }
    table.row(score.name, n_units, missing / n_units, extra / n_units, passing / n_units);
    findings.sanity_rows.push_back({std::string(score.name), short_number(n_units), short_number(missing / n_units),
                                    short_number(extra / n_units), short_number(passing / n_units)});
  }
  table.write(folder + "/sanity.tsv");
  manifest.add_output(folder + "/sanity.tsv");
}

}  // namespace

void run_referee(const RefereeArguments& a, const nlohmann::ordered_json& settings) {
  OutputFolder folder(a.out);
  Manifest manifest("referee", settings);
  const Evidence evidence = read_evidence(a, manifest);
  manifest.add_input("labels", a.labels);
  manifest.add_input("truth", a.truth);
  const std::vector<Description> descriptions = read_descriptions(a, evidence.unit_names, evidence.label_names, manifest);

  const auto scores = choices(referee::UnitScore{});
  std::vector<std::string> columns{"unit",          "unit_name",  "label",          "prevalence",     "p_auc",
                                   "rank_of_label", "best_label", "auc_first_half", "auc_second_half"};
  for (const auto& score : scores) columns.emplace_back(score.name);
  io::TsvWriter table(columns);
  RefereeFindings findings;
  findings.columns = {"unit",       "label",      "prevalence",  "AUC", "p",  "rank among labels",
                      "best label", "first half", "second half", "F1",  "IoU"};
  std::vector<double> auc, first_half, second_half;
  Index n_significant = 0, n_best = 0;
  for (const Description& said : descriptions) {
    const Judgement judged = judge(evidence, said, a);
    const VectorX<double> unit = evidence.units.col(said.unit), label = evidence.labels.col(said.label);
    std::vector<std::string> cells{io::number_text(said.unit),
                                   syncact::nth(evidence.unit_names, said.unit),
                                   syncact::nth(evidence.label_names, said.label),
                                   io::number_text(label.mean()),
                                   io::number_text(judged.p),
                                   io::number_text(judged.rank),
                                   syncact::nth(evidence.label_names, judged.best),
                                   io::number_text(judged.first_half),
                                   io::number_text(judged.second_half)};
    for (const auto& score : scores) {
      cells.push_back(io::number_text(referee::unit_score(score.value, unit, label, {.top_share = a.top_share})));
    }
    table.row_of(cells);
    using referee::UnitScore;
    findings.rows.push_back({syncact::nth(evidence.unit_names, said.unit), syncact::nth(evidence.label_names, said.label),
                             short_number(label.mean()), short_number(judged.auc), short_number(judged.p),
                             std::to_string(judged.rank), syncact::nth(evidence.label_names, judged.best),
                             short_number(judged.first_half), short_number(judged.second_half),
                             short_number(referee::unit_score(UnitScore::f1, unit, label, {.top_share = a.top_share})),
                             short_number(referee::unit_score(UnitScore::iou, unit, label, {.top_share = a.top_share}))});
    auc.push_back(judged.auc);
    first_half.push_back(judged.first_half);
    second_half.push_back(judged.second_half);
    n_significant += judged.p <= 0.05 ? 1 : 0;
    n_best += !std::isnan(judged.auc) && judged.rank == 1 ? 1 : 0;
  }
  const std::string& out = folder.staging();
  table.write(out + "/referee.tsv");
  manifest.add_output(out + "/referee.tsv");
  write_sanity(out, evidence, descriptions, a, findings, manifest);
  manifest.note("descriptions", descriptions.size());
  manifest.note("significant", n_significant);
  manifest.note("best_of_all_labels", n_best);
  const auto n_descriptions = static_cast<double>(descriptions.size());
  const std::string summary =
      message(descriptions.size(), " descriptions: median AUC ", short_number(median(auc)),
              " (chance .5; first half of the film ", short_number(median(first_half)), ", second ",
              short_number(median(second_half)), "); ", n_significant, " are above shifted labels (p <= .05, chance ",
              short_number(0.05 * n_descriptions), "); ", n_best, " are the best of ", evidence.labels.cols(),
              " labels (chance ", short_number(n_descriptions / static_cast<double>(evidence.labels.cols())), ")");
  findings.sentences.emplace_back(summary);
  findings.warnings = manifest.warnings();
  write_report(out, referee_report(findings), manifest);
  manifest.write(out);
  folder.commit();
  std::printf("%s\n", summary.c_str());
  std::printf("files in %s; open %s/report.html\n", a.out.c_str(), a.out.c_str());
}

void add_referee(CLI::App& app, RefereeArguments& a) {
  app.add_option("--labels", a.labels,
                 "Who is said to be what: a table with a row for each description, by this program (annotations.tsv), INVERT, "
                 "CLIP-Dissect or others (.tsv, .csv, also .gz)")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--activations", a.activations,
                 "What the units did: [frame x unit], maps in .npy, or a folder of extract, as for couple")
      ->required()
      ->check(CLI::ExistingPath);
  app.add_option("--truth", a.truth,
                 "What the film shows: a table with a column for each label and a row for each frame; above 0 is on")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--unit-column", a.unit_column,
                 "Column of the unit, a name or a number from 0. Default: neuron_name, unit_name, unit or neuron");
  app.add_option("--label-column", a.label_column, "Column of the label. Default: label, description or concept");
  app.add_option("--reduce", a.reduce, "How a channel's map becomes one number (4-D activations)")
      ->capture_default_str()
      ->check(named(syncact::catalog::reductions()));
  app.add_option("--unit-names", a.unit_names, "Text file with the name of each unit of an .npy, one a line")
      ->check(CLI::ExistingFile);
  app.add_option("--top-share", a.top_share, "A unit is active on this share of the frames, the most active ones")
      ->capture_default_str()
      ->check(number("between 0 and 1", [](double x) { return x > 0 && x < 1; }));
  app.add_option("--permutations", a.permutations, "Shifts of a label around the film that its AUC is compared with")
      ->capture_default_str()
      ->transform(whole(1, 1000000));
  app.add_option("--seed", a.seed, "Seed of shifts and sanity tests")->capture_default_str();
  app.add_option("--out", a.out, "Folder for referee.tsv, sanity.tsv, report.html and run.json")->required();
}

}  // namespace cli
