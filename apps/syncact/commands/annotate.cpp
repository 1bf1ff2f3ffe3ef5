// `annotate`: what neurons mean by labelled frames alone, without a brain.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>

#include "commands/annotate_facets.hpp"
#include "commands/commands.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/activations.hpp"
#include "files/cards.hpp"
#include "files/frame_labels.hpp"
#include "files/output_folder.hpp"
#include "films/films.hpp"
#include "report/html.hpp"
#include "report/markup.hpp"
#include "report/neuron_cards.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/describe/label_describer.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/core/version.hpp"
#include "syncact/synchrony/couple.hpp"
#include "ui/closing_table.hpp"
#include "ui/progress_bar.hpp"
#include "ui/validators.hpp"

namespace cli {

using syncact::as_size;
using syncact::MatrixX;
using syncact::message;
using syncact::nth;
using syncact::Seconds;
using syncact::SeriesView;
using syncact::Timeline;
using syncact::ValueError;
namespace annotation = syncact::annotation;
namespace describe = syncact::annotation::describe;
namespace synchrony = syncact::synchrony;

namespace {

/// When the frames were shown. A table that says nothing of it is one run of a frame a second.
Timeline clock_of(const AnnotateArguments& a, const Activations& file) {
  if (const auto known = file.clock()) {
    if (a.activation_period) {
      throw ValueError(message("--activation-period: has no effect with ", file.name(), ", whose frames have times"));
    }
    return *known;
  }
  return Timeline(syncact::Sampling::every(Seconds{a.activation_period.value_or(1.0)}), file.n_frames());
}

MatrixX<double> read_units(const Activations& file, describe::TopMoments& moments, const syncact::Progress& progress) {
  MatrixX<double> units(file.n_frames(), file.n_units());
  for (Index first = 0; first < units.rows(); first += file.block_frames()) {
    const Index n = std::min(file.block_frames(), units.rows() - first);
    const auto block = file.frames(first, n);
    moments.push(first, block);
    units.middleRows(first, n) = block;
    if (progress) progress(first + n, units.rows());
  }
  if (const auto at = syncact::first_non_finite(SeriesView<double>(units))) {
    throw ValueError(message(file.name(), ": ", units(at->time, at->signal), " at frame ", at->time, " of unit ",
                             nth(file.unit_names(), at->signal)));
  }
  return units;
}

/// Leaves out the labels that are on, or off, on too few frames.
void leave_out_rare(Watched& watched, const FrameLabels& all, double least, Manifest& manifest) {
  std::vector<Index> kept;
  for (Index l = 0; l < all.values.cols(); ++l) {
    const double share = all.values.col(l).mean();
    if (!(share >= least && share <= 1 - least)) continue;
    kept.push_back(l);
    watched.label_names.push_back(nth(all.names, l));
    watched.prevalence.push_back(share);
  }
  const Index n_left_out = all.values.cols() - std::ssize(kept);
  manifest.note("labels", kept.size());
  manifest.note("labels_left_out", n_left_out);
  if (kept.empty()) {
    throw ValueError(message("--labels: none of ", all.values.cols(), " labels is on, and off, for at least ", least,
                             " of the frames (--min-prevalence)"));
  }
  watched.labels = syncact::columns_of(all.values, kept);
  if (watched.kinds) watched.kinds->keep(kept);
}

enum class Half { first, second };

/// The first or the second half of each run.
Watched half_of(const Watched& all, Half half) {
  std::vector<Index> rows;
  std::vector<syncact::Run> runs;
  for (Index r = 0; r < all.frames.n_runs(); ++r) {
    const syncact::Run& run = all.frames.run(r);
    const Index first = half == Half::first ? 0 : run.n / 2, n = half == Half::first ? run.n / 2 : run.n - run.n / 2;
    for (Index i = 0; i < n; ++i) rows.push_back(all.frames.begin(r) + first + i);
    const double period = run.duration().count() / static_cast<double>(run.n);
    runs.push_back({syncact::Sampling::every(Seconds{period}), n});
  }
  return {Timeline(std::move(runs)), syncact::rows_of(all.units, rows), syncact::rows_of(all.labels, rows), {}, {}, {}};
}

/// Where labels are on.
MatrixX<double> on(const MatrixX<double>& labels) { return (labels.array() > 0.5).cast<double>(); }

/// Units against labels: rank correlations with labels that are shifted around the film as the null.
synchrony::Synchrony<double> follow(const AnnotateArguments& a, const Timeline& frames, const MatrixX<double>& units,
                                    const MatrixX<double>& labels, const syncact::Context<>& context) {
  std::vector<syncact::Setting> settings = settings_of(a.policies, "null");
  if (settings.empty()) {
    double shortest = frames.run(0).duration().count();
    for (const syncact::Run& run : frames.runs()) shortest = std::min(shortest, run.duration().count());
    settings.push_back({"min_shift", exact(shortest / 20)});
  }
  synchrony::CouplingOptions<synchrony::measure::Spearman> options;
  for (const syncact::Setting& setting : settings) syncact::set_option(options.null, setting.option, setting.value);
  options.n_permutations = a.permutations;
  options.seed = a.run.seed;
  options.nan = syncact::NanPolicy::exclude;
  return synchrony::couple(units, labels, frames, options, context);
}

/// The labels of each unit, best first.
struct Given {
  std::vector<std::vector<annotation::CardLabel>> of_unit;
  Index n_draws = 0;  ///< that p_fwe comes from; fewer than were asked for if there are no more
};

/// The labels of largest score, of those that a unit follows unless all are wanted.
template <describe::LabelDescriber D>
Given labels_by(const D& describer, const Watched& watched, const AnnotateArguments& a, Stages& stages) {
  const MatrixX<double> scores =
      stages.run("scores", [&](const syncact::Context<>&) { return describer.scores(watched.units, watched.labels); });
  const auto table = stages.run("synchrony", [&](const syncact::Context<>& context) {
    return follow(a, watched.frames, watched.units, watched.labels, context);
  });
  Given given{std::vector<std::vector<annotation::CardLabel>>(as_size(watched.units.cols())), table.settings.n_draws};
  auto& all = given.of_unit;
  for (Index u = 0; u < watched.units.cols(); ++u) {
    std::vector<Index> order;
    for (Index l = 0; l < scores.cols(); ++l) {
      if (!std::isnan(scores(u, l))) order.push_back(l);
    }
    std::stable_sort(order.begin(), order.end(), [&](Index x, Index y) { return scores(u, x) > scores(u, y); });
    const auto evidence = [&](Index l) { return annotation::evidence_among(table, table.r.row(u), l); };
    if (!a.keep_all) std::erase_if(order, [&](Index l) { return !evidence(l).follows(); });
    if (watched.kinds) {
      std::vector<double> of_order;
      for (const Index l : order) of_order.push_back(scores(u, l));
      order = watched.kinds->most_specific(order, of_order);
    }
    if (std::ssize(order) > a.top_labels) order.resize(as_size(a.top_labels));
    for (const Index l : order) {
      nth(all, u).push_back({nth(watched.label_names, l), scores(u, l), nth(watched.prevalence, l), {}, evidence(l)});
    }
  }
  return given;
}

/// One formula for each unit, found in the first half of each run and tested in the second.
Given labels_by(const describe::Invert& describer, const Watched& watched, const AnnotateArguments& a, Stages& stages) {
  const Watched fitted = half_of(watched, Half::first), held_out = half_of(watched, Half::second);
  const MatrixX<double> labels = on(fitted.labels), tested = on(held_out.labels), everywhere = on(watched.labels);
  std::map<std::string, Index> column;  // of a formula among all that were found
  std::vector<describe::Described> found;
  stages.run("formulas", [&](const syncact::Context<>& context) {
    for (Index u = 0; u < fitted.units.cols(); ++u) {
      found.push_back(describer.describe(fitted.units.col(u), labels));
      if (!found.back().formula.literals.empty()) {
        column.try_emplace(found.back().formula.text(watched.label_names), std::ssize(column));
      }
      if (context.progress) context.progress(u + 1, fitted.units.cols());
    }
  });
  Given given{std::vector<std::vector<annotation::CardLabel>>(found.size()), 0};
  if (column.empty()) return given;
  MatrixX<double> formulas(tested.rows(), std::ssize(column));
  std::vector<double> prevalence(column.size(), 0.0);
  for (const auto& d : found) {
    if (d.formula.literals.empty()) continue;
    const Index l = column.at(d.formula.text(watched.label_names));
    formulas.col(l) = d.formula.on(tested);
    nth(prevalence, l) = d.formula.on(everywhere).mean();
  }
  const auto table = stages.run("synchrony", [&](const syncact::Context<>& context) {
    return follow(a, held_out.frames, held_out.units, formulas, context);
  });
  given.n_draws = table.settings.n_draws;
  for (std::size_t u = 0; u < found.size(); ++u) {
    if (found[u].formula.literals.empty()) continue;
    const std::string text = found[u].formula.text(watched.label_names);
    const annotation::OwnEvidence own = annotation::evidence_among(table, table.r.row(static_cast<Index>(u)), column.at(text));
    if (a.keep_all || own.follows())
      given.of_unit[u].push_back({text, found[u].auc, nth(prevalence, column.at(text)), {}, own});
  }
  return given;
}

/// annotations.tsv: what `referee` reads.
void write_labels(const std::string& folder, const Given& given, const std::vector<std::string>& units, Manifest& manifest) {
  using syncact::io::number_text;
  syncact::io::TsvWriter table(
      {"neuron", "neuron_name", "label", "score", "prevalence", "own_r", "own_p_fwe", "own_rank", "verdict"});
  for (std::size_t u = 0; u < given.of_unit.size(); ++u) {
    for (const annotation::CardLabel& l : given.of_unit[u]) {
      table.row_of(std::vector<std::string>{number_text(u), units[u], l.label, number_text(l.score), number_text(l.prevalence),
                                            number_text(l.own.r), number_text(l.own.p_fwe), number_text(l.own.rank),
                                            l.verdict()});
    }
  }
  table.write(folder + "/annotations.tsv");
  manifest.add_output(folder + "/annotations.tsv");
}

/// How many neurons have a label that they follow.
Index n_described(const Given& given) {
  return std::count_if(given.of_unit.begin(), given.of_unit.end(), [](const auto& labels) {
    return std::any_of(labels.begin(), labels.end(), [](const annotation::CardLabel& l) { return l.own.follows(); });
  });
}

std::string sentence(const AnnotateArguments& a, const Watched& watched, const Given& given) {
  return message(n_described(given), " of ", watched.units.cols(), " neurons follow a label (", a.describer, ", ",
                 watched.labels.cols(), " labels, ", watched.frames.size(), " frames; p_fwe <= .05 over all neurons and ",
                 a.describer == "invert" ? "formulas, in the halves that formulas were not fitted to)" : "labels)");
}

Document annotate_report(const AnnotateArguments& a, const Watched& watched, const Given& given,
                         const std::vector<annotation::NeuronCard>& cards, const Names& names, const FilmsAtHand& films,
                         const Manifest& manifest) {
  Document document{"What neurons mean, by labelled frames", {}};
  ReportSection words{"In plain words", {}};
  for (const std::string& warning : manifest.warnings()) words.blocks.emplace_back(Caution{warning});
  words.blocks.emplace_back(Paragraph{sentence(a, watched, given) + "."});
  document.sections.push_back(std::move(words));
  document.sections.push_back(
      {"Methods",
       {Methods{message(
           "Labels were scored by ", a.describer, " on ", watched.frames.size(), " frames; labels on less than ",
           short_number(100 * a.min_prevalence), " % of them, or off, were left out. Rank correlations of neurons and labels ",
           "were compared with the largest of the whole table in ", given.n_draws,
           a.describer == "invert"
               ? " draws in which formulas, found in the first half of each run, were shifted around the second"
               : " draws in which labels were shifted around the film",
           " (family-wise p; Westfall & Young 1993), seed ", a.run.seed, ". Computed with syncact ", syncact::version, ".")}}});
  std::vector<const annotation::NeuronCard*> order;
  for (const auto& card : cards) {
    if (!card.labels.empty()) order.push_back(&card);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* x, const auto* y) { return x->labels.front().own.r > y->labels.front().own.r; });
  document.sections.push_back(
      {"Neuron cards", {neuron_cards(order, "that follow their label most", names, watched.frames, films)}});
  ReportTable table{"Labels of neurons.",
                    {"neuron", "label", "score", "prevalence", "r", "p_fwe", "rank of that among labels"},
                    {},
                    "annotations.tsv"};
  constexpr std::size_t most_rows = 5000;
  for (const annotation::NeuronCard* card : order) {
    for (const annotation::CardLabel& l : card->labels) {
      if (table.rows.size() == most_rows) break;
      table.rows.push_back({nth(names.neurons, card->neuron), l.label, short_number(l.score), short_number(l.prevalence),
                            short_number(l.own.r), short_number(l.own.p_fwe), short_number(static_cast<double>(l.own.rank))});
    }
  }
  if (watched.kinds) {
    std::vector<Index> n_neurons(watched.label_names.size(), 0);
    for (const annotation::NeuronCard* card : order) {
      const auto at = std::find(watched.label_names.begin(), watched.label_names.end(), card->labels.front().label);
      if (at != watched.label_names.end()) ++n_neurons[as_size(at - watched.label_names.begin())];
    }
    ReportTree tree = watched.kinds->tree(watched.label_names, n_neurons);
    tree.caption = "First labels of neurons, with how many have each, as kinds of each other (WordNet).";
    document.sections.push_back({"Labels as a tree", {std::move(tree)}});
  }
  document.sections.push_back({"All labels", {std::move(table)}});
  return document;
}

}  // namespace

void run_annotate(const AnnotateArguments& a, const nlohmann::ordered_json& settings) {
  check_policies(a.policies, {"describer", "null", "preprocessing"});
  OutputFolder folder(a.run.out);
  Manifest manifest("annotate", settings);
  const auto source = open_source(a, a.policies, a.run.threads, manifest);
  const Names names{.neurons = source->unit_names(), .networks = {}};
  Watched watched{clock_of(a, *source), {}, {}, {}, {}, {}};
  Stages stages = program_stages(a.run);
  FrameLabels labels = read_frame_labels(a, watched.frames, manifest);
  if (!a.wordnet.empty()) watched.kinds = std::make_shared<LabelKinds>(a.wordnet, labels, manifest);
  leave_out_rare(watched, labels, a.min_prevalence, manifest);
  describe::TopMoments moments = top_moments(source->n_units(), a.top_frames, watched.frames);
  watched.units = stages.run("activations",
                             [&](const syncact::Context<>& context) { return read_units(*source, moments, context.progress); });
  const Given given = with_named(syncact::catalog::describers(), "describer", a.describer, settings_of(a.policies, "describer"),
                                 [&](const auto& describer) {
                                   note_policy(manifest, "describer", a.describer, syncact::list_options(describer));
                                   return labels_by(describer, watched, a, stages);
                                 });
  std::vector<annotation::NeuronCard> cards(given.of_unit.size());
  for (std::size_t u = 0; u < given.of_unit.size(); ++u) {
    cards[u].neuron = static_cast<Index>(u);
    cards[u].labels = given.of_unit[u];
    cards[u].moments = moments.of(static_cast<Index>(u));
  }
  if (a.facets > 0) {
    stages.run("facets", [&](const syncact::Context<>& context) { add_facets(a, watched, names.neurons, cards, context); });
    manifest.note("neurons_of_several_facets",
                  std::count_if(cards.begin(), cards.end(), [](const auto& card) { return card.facets.size() > 1; }));
  }
  manifest.note("draws", given.n_draws);
  manifest.note("neurons_described", n_described(given));
  const std::string& out = folder.staging();
  write_labels(out, given, names.neurons, manifest);
  write_cards(out, cards, names, watched.frames, manifest);
  if (a.facets > 0) write_facets(out, cards, names.neurons, watched.frames, manifest);
  const FilmsAtHand films = films_at_hand(a.film, *source);
  write_report(out, annotate_report(a, watched, given, cards, names, films, manifest), manifest);
  manifest.add_times(stages.times());
  manifest.write(out);
  folder.commit();
  closing_table(manifest.timings());
  std::printf("%s\n", sentence(a, watched, given).c_str());
  std::printf("files in %s; open %s/report.html\n", a.run.out.c_str(), a.run.out.c_str());
}

void check_options(const CLI::App& app, const AnnotateArguments& a) {
  if (a.activations.empty() == a.film.model.empty()) {
    throw ValueError("annotate: give --activations, or --model and --movie");
  }
  if (!a.film.model.empty() && a.film.movies.empty()) throw ValueError("annotate: give --movie with --model");
  if (a.film.model.empty()) {
    refuse_idle(app,
                {"--model-config", "--layers", "--preprocessing", "--size", "--frame-rate", "--film-batch", "--random-weights",
                 "--sound"},
                "without --model");
  } else {
    if (a.film.model != "low_level") refuse_idle(app, {"--sound"}, "without --model low_level, which listens to it");
    refuse_idle(app, {"--unit-names", "--heads"}, "with --model, whose units have names");
  }
  if (a.describer == "invert") refuse_idle(app, {"--wordnet"}, "with --describer invert, which combines labels itself");
  if (a.labels.size() > 1) refuse_idle(app, {"--label-names"}, "with events, which name their labels");
}

void add_annotate(CLI::App& app, AnnotateArguments& a) {
  app.add_option("--activations", a.activations,
                 "What the units did: [frame x unit], maps in .npy, or a folder of extract. Or give --model and --movie; "
                 "--movie beside activations shows its pictures on the cards")
      ->check(CLI::ExistingPath);
  add_film(app, a.film);
  app.add_option("--activation-period", a.activation_period,
                 "Seconds from one row of a table to the next; only events (and how far apart moments are) need it")
      ->check(positive());
  app.add_option("--reduce", a.reduce, "How a channel's map becomes one number (4-D activations)")
      ->capture_default_str()
      ->check(named(syncact::catalog::reductions()));
  app.add_option("--unit-names", a.unit_names, "Text file with the name of each unit of an .npy, one a line")
      ->check(CLI::ExistingFile);
  add_heads(app, a);
  app.add_option("--labels", a.labels,
                 "What the film shows: BIDS events, one file per run, in seconds from the start of its film; or a column for "
                 "each label and a row for each frame (a table, .npy, or a folder of extract with a classifier's last layer), "
                 "probabilities or 0 and 1")
      ->required()
      ->check(CLI::ExistingPath);
  app.add_option("--label-column", a.label_column, "Column of the events that names the label")->capture_default_str();
  app.add_option("--label-names", a.label_names, "Text file with the name of each column of an .npy or a folder, one a line")
      ->check(CLI::ExistingFile);
  app.add_option(
         "--wordnet", a.wordnet,
         "Folder of WordNet's nouns (Debian: wordnet-base, /usr/share/wordnet): labels such as dog.n.01, dog or n02084071 "
         "are kinds of others; what several are kinds of is a label, too, and a neuron gets it where its kinds explain less")
      ->check(CLI::ExistingDirectory);
  app.add_option("--describer", a.describer, "How labels are scored, a name of `syncact list describer`")
      ->capture_default_str()
      ->check(named(syncact::catalog::describers()));
  add_policies(app, a.policies);
  app.add_option("--min-prevalence", a.min_prevalence, "Labels that are on, or off, on a smaller share of frames are left out")
      ->capture_default_str()
      ->check(number("from 0 to less than .5", [](double x) { return x >= 0 && x < 0.5; }));
  app.add_option("--top-labels", a.top_labels, "At most this many labels per neuron")
      ->capture_default_str()
      ->transform(whole(1));
  app.add_flag("--keep-all", a.keep_all, "Give the labels of largest score also where the neuron does not follow them");
  app.add_option("--top-frames", a.top_frames, "Moments of largest activation on the card of each neuron")
      ->capture_default_str()
      ->transform(whole(1, 100));
  app.add_option(
         "--facets", a.facets,
         "Look for up to so many facets of each neuron: groups among its 60 most active moments by what the other units of "
         "its layer do then (facets.tsv)")
      ->transform(whole(2, 10));
  app.add_option("--permutations", a.permutations, "Draws in which labels are shifted around the film")
      ->capture_default_str()
      ->transform(whole(1, 1000000000));
  add_run(app, a.run, true);
}

}  // namespace cli
