#include "report/couple_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/leaf_order.hpp"
#include "report/map_pictures.hpp"
#include "report/markup.hpp"
#include "report/networks_report.hpp"
#include "report/plot.hpp"
#include "syncact/core/version.hpp"
#include "syncact/synchrony/cautions.hpp"

namespace cli {

using syncact::as_size;
using syncact::message;
using syncact::nth;
using syncact::VectorX;

namespace {

constexpr std::size_t most_rows = 5000;  // of a table on the page; files have all

std::vector<double> values_of(const VectorX<double>& v) { return {v.begin(), v.end()}; }

/// Each neuron's best coupling, the strongest first, at most so many.
std::vector<syncact::synchrony::Coupling> strongest(const Coupled& coupled, std::size_t most) {
  std::vector<syncact::synchrony::Coupling> best;
  for (const auto& c : coupled.synchrony.best_network) {
    if (c) best.push_back(*c);
  }
  const auto strength = [&](const auto& c) { return coupled.synchrony.statistic(c.r); };
  std::stable_sort(best.begin(), best.end(), [&](const auto& a, const auto& b) { return strength(a) > strength(b); });
  if (best.size() > most) best.resize(most);
  return best;
}

ReportSection words(const CoupleArguments& a, const Study& study, const Coupled& coupled,
                    const syncact::score::ModelScore& score, const Manifest& manifest) {
  ReportSection section{"In plain words", {}};
  for (const std::string& warning : manifest.warnings()) section.blocks.emplace_back(Caution{warning});
  if (study.n_warm_up > 0 && !a.leave_out_warm_up) {
    section.blocks.emplace_back(Caution{message(
        study.n_warm_up, " volumes reach back before the first frame of their run, where the ", a.history, " stands in.")});
  }
  const auto& s = coupled.synchrony;
  section.blocks.emplace_back(Paragraph{message(
      score.n_neurons, " artificial neurons were compared with ", score.n_networks, " brain networks over ",
      coupled.brain.courses.rows(), " volumes. ", n_significant(coupled),
      " neurons follow a network more than the most synchronized pair does in 95 % of ", s.settings.n_draws,
      " draws in which they cannot belong together (family-wise p <= .05; r above ", short_number(s.threshold_fwe), ").")});
  const auto& best = score.mean_best_network;
  section.blocks.emplace_back(Paragraph{message(
      "On average a neuron's correlation with its best network is ", short_number(best.value), ", where chance gives ",
      short_number(best.null_mean), ": an effect of ", short_number(best.chance_corrected), " between 0 (chance) and 1 (",
      coupled.agreement ? "as well as people agree" : "perfect", "), p ", short_number(best.p), ".")});
  if (const Index n = syncact::synchrony::n_at_floor(s); n > 0) {
    section.blocks.emplace_back(
        Paragraph{message(n, " neurons have the smallest p that so many draws can give; compare their r, not their p.")});
  }
  if (coupled.label_scores) {
    const auto own = std::count_if(coupled.own.begin(), coupled.own.end(), [](const auto& e) { return e.follows(); });
    section.blocks.emplace_back(
        Paragraph{message(coupled.annotations.size(), " labels were given to neurons through networks. In ", own,
                          " cases the neuron follows the label itself; the others have it from their network alone.")});
  }
  for (const auto& competitor : coupled.competitors) {
    if (!competitor.model_beyond) continue;
    const auto& beyond = competitor.model_beyond->mean_best_network;
    section.blocks.emplace_back(
        Paragraph{message("With '", competitor.name, "' removed from both sides the effect is ",
                          short_number(beyond.chance_corrected), " (p ", short_number(beyond.p), ").")});
  }
  return section;
}

ReportSection methods(const CoupleArguments& a, const Study& study, const Coupled& coupled) {
  const auto& s = coupled.synchrony.settings;
  std::string text = "Activations";
  if (!a.film.model.empty()) text += message(" of ", a.film.model, " watching the film (OpenCV)");
  text += a.hrf == "none" ? " were given on the clock of the scans"
                          : message(" were convolved with a haemodynamic response (", a.hrf,
                                    ") and sampled at the volumes (recipe ", a.recipe, ")");
  text += message(" of TR ", short_number(study.scans.tr), " s. ");
  if (!a.networks_from.empty()) {
    text += "Time courses of brain networks were given. ";
  } else {
    text += message("Functional brain networks (", a.learning.networks, ", learner ", a.learning.learner,
                    a.learning.learner == "online" ? "; Mairal et al. 2010" : "", ") were learned from the cleaned scans. ");
  }
  text += message(
      s.n_removed, " components of nuisance were removed from scans, neurons and every null draw. Synchrony is measured by ",
      s.similarity, " at lag zero; p-values are the share of ", s.n_draws, " draws of the null model (", s.null_model,
      ") that reach the value, family-wise by the largest statistic of the whole table (Westfall & Young 1993), seed ", s.seed,
      ". ");
  if (study.labels) text += message("Labels reached neurons by the mapper ", a.mapper, ", both links at p_fwe <= .05. ");
  if (a.unique_labels) {
    text +=
        "Of each label, what a ridge regression on all others left was scored (penalty by cross-validation over stretches of "
        "scans). ";
  }
  text += message("Computed with syncact ", syncact::version, ", after Sync-ACT (arXiv 2206.10821).");
  return {"Methods", {Methods{text}}};
}

Figure course_figure(const Example& e, const Study& study, const Coupled& coupled, const Names& names, std::size_t number) {
  const auto& clock = coupled.brain.projection.output_clock();
  std::vector<double> seconds;
  double offset = 0;
  std::vector<double> borders;
  for (Index r = 0; r < clock.n_runs(); ++r) {  // runs one after the other
    const auto& run = clock.run(r);
    for (Index i = 0; i < run.n; ++i) seconds.push_back(offset + run.sampling.time(i) - run.begin());
    offset = seconds.back() + study.scans.tr;
    if (r + 1 < clock.n_runs()) borders.push_back(offset);
  }
  const double scale = std::sqrt(static_cast<double>(seconds.size()));
  Plot plot(message("Courses of neuron ", nth(names.neurons, e.neuron), " and its network"),
            {"time [s], runs one after the other", 0, seconds.back()}, {"standard deviations", -4, 4}, 760, 260);
  plot.zoomable();
  for (const double border : borders) plot.border(border);
  if (e.label) plot.line(seconds, values_of(scale * e.label_course), 2, nth(coupled.label_scores->names, *e.label));
  plot.line(seconds, values_of(scale * e.network_course), 1, nth(names.networks, e.network));
  plot.line(seconds, values_of(scale * e.neuron_course), 0, nth(names.neurons, e.neuron));
  const double r = e.neuron_course.dot(e.network_course);
  return {message("courses_", number),
          message("Neuron ", shortened(nth(names.neurons, e.neuron), 60), ", its network", e.label ? " and its label" : "",
                  " on one clock, as they were compared (cleaned, standardized); r = ", short_number(r), "."),
          message("Curves over time that ", r < 0 ? "go against each other" : "rise and fall together",
                  ", with a correlation of ", short_number(r)),
          plot.svg(), ""};
}

/// The neurons that go with a network most. Rows and columns that are alike stand together.
Figure heat_figure(const Coupled& coupled, const Names& names) {
  const auto& s = coupled.synchrony;
  const std::vector<syncact::synchrony::Coupling> best = strongest(coupled, 40);
  std::vector<std::vector<double>> found;
  double largest = 0.1;
  for (const auto& c : best) {
    found.emplace_back();
    for (Index k = 0; k < s.n_networks(); ++k) {
      found.back().push_back(s.r(c.neuron, k));
      if (std::isfinite(found.back().back())) largest = std::max(largest, std::abs(found.back().back()));
    }
  }
  const std::vector<std::size_t> columns = column_leaf_order(found);
  std::vector<std::vector<double>> rows;
  std::vector<std::string> row_names, column_names;
  for (const std::size_t i : leaf_order(found)) {
    rows.emplace_back();
    for (const std::size_t k : columns) rows.back().push_back(found[i][k]);
    row_names.push_back(nth(names.neurons, best[i].neuron));
  }
  for (const std::size_t k : columns) column_names.push_back(names.networks[k]);
  return {"synchrony",
          message("Correlation of the ", best.size(),
                  " most synchronized neurons with all networks, ordered so that those that are alike stand together (average "
                  "linkage). Dots: above the family-wise threshold of ",
                  short_number(s.threshold_fwe), "."),
          "A table of colours in which neurons of one network form a block",
          heat_map("Synchrony", rows, row_names, column_names, largest, s.threshold_fwe), "synchrony.tsv"};
}

/// A bar for each effect; the figure lacks its picture alone.
template <class Colour>
Figure effect_bars(Figure figure, const std::string& title, const std::vector<std::string>& names,
                   const std::vector<double>& effects, Colour colour) {
  double low = 0, high = 0.1;
  for (const double effect : effects) {
    if (std::isfinite(effect)) low = std::min(low, effect), high = std::max(high, effect);
  }
  Plot plot(title, {"", 0, static_cast<double>(names.size())}, {"effect", 1.1 * low, 1.1 * high}, 700, 280);
  for (std::size_t i = 0; i < names.size(); ++i) {
    plot.bar(static_cast<double>(i) + 0.12, static_cast<double>(i) + 0.88, effects[i], colour(i));
  }
  plot.x_names(names);
  figure.svg = plot.svg();
  return figure;
}

/// What the couplings found elsewhere are in the runs held out.
ReportSection held_out_section(const syncact::score::HeldOutRuns& held_out, const Names& names) {
  ReportTable table{"The best neuron of each network in the other runs, and how it follows that network in the runs held out.",
                    {"network", "neuron", "r found", "r held out", "p", "p (Holm)"},
                    {},
                    "held_out.tsv"};
  Index n_holds = 0;
  for (const auto& one : held_out.couplings) {
    n_holds += one.p_holm <= 0.05 ? 1 : 0;
    table.rows.push_back({syncact::nth(names.networks, one.network), syncact::nth(names.neurons, one.neuron),
                          short_number(one.r_found), short_number(one.r), short_number(one.p), short_number(one.p_holm)});
  }
  return {"Runs held out",
          {Paragraph{message(n_holds, " of ", held_out.couplings.size(),
                             " couplings hold in runs that took no part in finding them (p_holm at most .05 of ",
                             held_out.n_draws, " draws). Their mean r there is ", short_number(held_out.mean.value), ", ",
                             short_number(held_out.mean.null_mean), " by chance (p ", short_number(held_out.mean.p),
                             "). The r that found them is the largest of many, and therefore too large.")},
           std::move(table)}};
}

/// The curve of each network as a row of colours.
Figure network_timing_figure(const Coupled& coupled, const Names& names, double tr) {
  std::vector<std::vector<double>> rows;
  std::vector<std::string> row_names, delays;
  double largest = 0.1;
  Index n_off = 0;
  for (std::size_t k = 0; k < coupled.network_timing.size(); ++k) {
    const auto& one = coupled.network_timing[k];
    if (!one) continue;
    rows.push_back(values_of(one->timing.synchrony));
    row_names.push_back(names.networks[k]);
    largest = std::max(largest, one->timing.synchrony.maxCoeff());
    n_off += one->timing.p_peak <= 0.05 && (one->low > 0 || one->high < 0) ? 1 : 0;
  }
  for (const Index delay : coupled.timing->delays) delays.push_back(short_number(static_cast<double>(delay) * tr));
  return {"network_timing",
          message("The neuron that follows each network most, where the network is taken to come later by so many seconds. Of ",
                  rows.size(), " networks ", n_off,
                  " have a peak above chance (p <= .05) whose interval does not hold 0; peaks and intervals are in the table."),
          "A table of colours, a row for each network, dark red at its peak",
          heat_map("Timing of each network", rows, row_names, delays, largest, 2 * largest), "network_timing.tsv"};
}

/// How far the model follows each network beside how far people do, those first on which people agree most.
ReportSection subjects_section(const Coupled& coupled, const Names& names) {
  const Profiles& p = *coupled.profiles;
  const Index n = p.model.size();
  const VectorX<double> mean = p.people.colwise().mean().transpose();
  std::vector<Index> order(as_size(n));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index k) { return mean[i] > mean[k]; });
  std::vector<double> x, model, people, low, high;
  std::vector<std::string> called;
  for (const Index i : order) {
    x.push_back(static_cast<double>(x.size()) + 0.5);
    model.push_back(p.model[i]);
    people.push_back(mean[i]);
    low.push_back(p.people.col(i).minCoeff());
    high.push_back(p.people.col(i).maxCoeff());
    called.push_back(nth(names.networks, nth(p.networks, i)));
  }
  const double least = std::min(p.people.minCoeff(), p.model.minCoeff()),
               most = std::max(p.people.maxCoeff(), p.model.maxCoeff());
  Plot plot("Alignment pattern", {"", 0, static_cast<double>(n)}, {"correlation", std::min(0.0, least), 1.1 * most}, 700, 280);
  plot.band(x, low, high, 5, "all people");
  plot.line(x, people, 1, "mean of people");
  plot.line(x, model, 0, "model");
  if (n <= 40) plot.x_names(called);
  const auto& found = p.alignment;
  return {
      "Model and people",
      {Paragraph{message("Is the model good in the networks in which people agree? Over networks, its profile correlates with "
                         "that of a person at ",
                         short_number(found.mean_model), " (p ", short_number(found.p_model),
                         "), the mean of the other people at ", short_number(found.mean_people), "; p ",
                         short_number(found.p_below),
                         " that the model is as good as other people in this. p is over people, by sign flips.")},
       Figure{
           "alignment",
           message(
               "How far each network is followed: by the neuron that follows the mean of the people most, and by each person, "
               "correlated with the mean of the others. Networks on which people agree most come first."),
           "A band of people that falls from left to right, with the model as a line", plot.svg(), "alignment_pattern.tsv"}}};
}

ReportTable neuron_table(const Coupled& coupled, const Names& names) {
  const auto best = strongest(coupled, most_rows);
  const auto n_all = as_size(std::count_if(coupled.synchrony.best_network.begin(), coupled.synchrony.best_network.end(),
                                           [](const auto& c) { return c.has_value(); }));
  std::vector<std::string> labels(as_size(coupled.synchrony.n_neurons())), own(labels.size());
  for (std::size_t i = 0; i < coupled.annotations.size(); ++i) {
    const auto& a = coupled.annotations[i];
    nth(labels, a.neuron) += (nth(labels, a.neuron).empty() ? "" : ", ") + nth(coupled.label_scores->names, a.label);
    if (coupled.own[i].follows())
      nth(own, a.neuron) += (nth(own, a.neuron).empty() ? "" : ", ") + nth(coupled.label_scores->names, a.label);
  }
  ReportTable table{n_all > best.size() ? message("The ", best.size(), " most synchronized of ", n_all, " neurons.")
                                        : "Neurons and the network that each follows most.",
                    {"neuron", "network", "r", "p_fwe"},
                    {},
                    ""};
  if (coupled.label_scores) table.columns.insert(table.columns.end(), {"labels", "of which it follows itself"});
  for (const auto& c : best) {
    std::vector<std::string> row{nth(names.neurons, c.neuron), nth(names.networks, c.network), short_number(c.r),
                                 short_number(c.p_fwe)};
    if (coupled.label_scores) row.insert(row.end(), {nth(labels, c.neuron), nth(own, c.neuron)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Figure null_figure(const syncact::synchrony::Synchrony<double>& synchrony) {
  const VectorX<double>& null = synchrony.null.max;
  const double threshold = synchrony.threshold_fwe;
  double observed = 0;
  for (const auto& best : synchrony.best_network) {
    if (best) observed = std::max(observed, synchrony.statistic(best->r));
  }
  const std::string what = "largest correlation of the table";
  const double low = std::min(null.minCoeff(), observed), high = std::max(null.maxCoeff(), observed),
               margin = 0.05 * (high - low) + 1e-9;
  constexpr int n_bins = 40;
  const double from = low - margin, to = high + margin, width = (to - from) / n_bins;
  std::vector<double> counts(n_bins, 0);
  for (const double value : null) ++counts[as_size(std::clamp(static_cast<int>((value - from) / width), 0, n_bins - 1))];
  Plot plot("What chance gives", {what, from, to}, {"null draws", 0, 1.05 * *std::max_element(counts.begin(), counts.end())});
  for (int i = 0; i < n_bins; ++i) {
    plot.bar(from + i * width, from + (i + 0.92) * width, counts[as_size(i)], 5);
  }
  plot.vertical(threshold, 4, "5 % of draws lie above");
  plot.vertical(observed, 1, "found");
  return {"null_max",
          message("The ", what, " in ", null.size(), " null draws (bars) and as it was found: ", short_number(observed), "."),
          message("A histogram; what was found, ", short_number(observed), ", lies ", observed > threshold ? "above" : "below",
                  " the level that 5 % of null draws pass"),
          plot.svg(), ""};
}

Document couple_report(const CoupleArguments& a, const Study& study, const Coupled& coupled,
                       const syncact::score::ModelScore& score, const Names& names, const FilmsAtHand& films,
                       const Manifest& manifest) {
  Document document{"Which neuron goes with which brain network", {}};
  document.sections.push_back(words(a, study, coupled, score, manifest));
  document.sections.push_back(methods(a, study, coupled));

  ReportSection couplings{"Neurons and networks", {}};
  couplings.blocks.emplace_back(null_figure(coupled.synchrony));
  for (std::size_t i = 0; i < coupled.examples.size(); ++i)
    couplings.blocks.emplace_back(course_figure(coupled.examples[i], study, coupled, names, i + 1));
  if (coupled.synchrony.whole_table()) couplings.blocks.emplace_back(heat_figure(coupled, names));
  couplings.blocks.emplace_back(neuron_table(coupled, names));
  document.sections.push_back(std::move(couplings));

  if (coupled.brain.learned && study.scans.mask) {
    document.sections.push_back(map_section("Brain networks", "The first networks, in the order of the files.",
                                            coupled.brain.learned->maps, *study.scans.mask, names.networks,
                                            "network_maps.nii.gz"));
  }
  if (!coupled.known.empty()) {
    document.sections.push_back(known_networks(a.templates, coupled.known, coupled.templates, names.networks));
  }

  if (coupled.label_scores) {
    ReportSection meaning{"What neurons mean", {}};
    if (const auto& agreement = coupled.label_agreement; agreement && !agreement->neuron.empty()) {
      meaning.blocks.emplace_back(
          Paragraph{message("Neurons and their networks follow the same labels: the mean product of their correlations is ",
                            short_number(agreement->mean_shared), ", with scrambled labels ",
                            short_number(agreement->null_mean_shared), " (p ", short_number(agreement->p), ").")});
    }
    ReportTable table{"Labels of neurons, and how each was reached.",
                      {"neuron", "label", "score", "p_joint", "through network", "neuron with network", "network with label",
                       "neuron with label", "p of that"},
                      {},
                      "annotations.tsv"};
    for (std::size_t i = 0; i < std::min(coupled.annotations.size(), most_rows); ++i) {
      const auto& x = coupled.annotations[i];
      table.rows.push_back({nth(names.neurons, x.neuron), nth(coupled.label_scores->names, x.label), short_number(x.score),
                            short_number(x.p_joint), nth(names.networks, x.via_network), short_number(x.synchrony_r),
                            short_number(x.label_r), short_number(coupled.own[i].r), short_number(coupled.own[i].p_fwe)});
    }
    meaning.blocks.emplace_back(std::move(table));
    document.sections.push_back(std::move(meaning));
  }
  std::vector<const syncact::annotation::NeuronCard*> cards;
  for (const auto& c : strongest(coupled, most_rows)) cards.push_back(&nth(coupled.cards, c.neuron));
  document.sections.push_back({"Neuron cards", {neuron_cards(cards, "that follow a network most", names, study.shown, films)}});
  if (coupled.profiles) document.sections.push_back(subjects_section(coupled, names));
  if (!coupled.competitors.empty()) {
    ReportSection section{"Competitors",
                          {Paragraph{"Simpler accounts of the same networks: each alone, and what the model has beyond it. "
                                     "Effects lie between 0 (chance) and 1."}}};
    ReportTable table{"Mean correlation with the best network.",
                      {"competitor", "alone", "effect", "p", "model beyond it", "effect", "p"},
                      {},
                      "competitors.tsv"};
    std::vector<std::string> bars{"model"};
    std::vector<double> effects{score.mean_best_network.chance_corrected};
    for (const auto& c : coupled.competitors) {
      const auto cells = [](const std::optional<syncact::score::ModelScore>& s) -> std::vector<std::string> {
        if (!s) return {"n/a", "n/a", "n/a"};
        return {short_number(s->mean_best_network.value), short_number(s->mean_best_network.chance_corrected),
                short_number(s->mean_best_network.p)};
      };
      std::vector<std::string> row{c.name};
      for (const auto& part : {cells(c.alone), cells(c.model_beyond)}) row.insert(row.end(), part.begin(), part.end());
      table.rows.push_back(std::move(row));
      bars.push_back(c.name);
      effects.push_back(c.alone ? c.alone->mean_best_network.chance_corrected : std::nan(""));
      bars.push_back("model beyond " + c.name);
      effects.push_back(c.model_beyond ? c.model_beyond->mean_best_network.chance_corrected : std::nan(""));
    }
    section.blocks.emplace_back(
        effect_bars({"competitors", "Effect of the model, of each competitor alone, and of the model beyond it.", "Bars", "",
                     "competitors.tsv"},
                    "Model and competitors", bars, effects, [](std::size_t i) { return i == 0       ? 0
                                                                                       : i % 2 == 1 ? 4
                                                                                                    : 5; }));
    section.blocks.emplace_back(std::move(table));
    document.sections.push_back(std::move(section));
  }
  if (!coupled.layers.empty()) {
    std::vector<std::string> bars;
    std::vector<double> effects;
    for (const auto& layer : coupled.layers) {
      bars.push_back(layer.layer.substr(layer.layer.find('/') + 1));  // the model is the same, and names are cut at their ends
      effects.push_back(layer.score ? layer.score->mean_best_network.chance_corrected : std::nan(""));
    }
    document.sections.push_back(
        {"Layers",
         {effect_bars({"layers", "Effect of each layer alone, from the input to the output: 0 is chance, 1 is perfect.",
                       "Bars, one for each layer", "", "layers.tsv"},
                      "Layers", bars, effects, [](std::size_t) { return 0; })}});
  }
  if (!coupled.measured.empty()) {
    ReportTable table{
        "The model, and each layer, by measures of similarity. Effect: 0 is chance, 1 is the best that the measure can be.",
        {"measure", "layer", "brain", "value", "by chance", "effect", "z", "p"},
        {},
        "scores.tsv"};
    for (const auto& [measure, layer, brain, n_neurons, score] : coupled.measured) {
      table.rows.push_back({measure, layer, brain, short_number(score.value), short_number(score.null_mean),
                            short_number(score.chance_corrected), short_number(score.z_null), short_number(score.p)});
    }
    document.sections.push_back({"Other measures",
                                 {Paragraph{"Neurons against networks, each value against what the same measure gives when the "
                                            "neurons are scrambled as in the "
                                            "null model of the couplings: many measures are large for any two slow tables."},
                                  std::move(table)}});
  }
  if (coupled.held_out) document.sections.push_back(held_out_section(*coupled.held_out, names));
  if (coupled.timing) {
    const auto& t = *coupled.timing;
    std::vector<double> seconds, floor(t.delays.size(), 0.0), ceiling(t.delays.size(), t.threshold);
    for (const Index delay : t.delays) seconds.push_back(static_cast<double>(delay) * study.scans.tr);
    const double low = std::min(0.0, t.synchrony.minCoeff()), high = std::max(t.synchrony.maxCoeff(), t.threshold);
    Plot plot("Timing", {"delay of the brain [s]", seconds.front(), seconds.back()},
              {"mean correlation with the best network", low, 1.1 * high});
    plot.band(seconds, std::vector<double>(seconds.size(), low), ceiling, 4, "where 95 % of chance curves stay");
    plot.line(seconds, values_of(t.synchrony), 0, "found");
    document.sections.push_back(
        {"Timing",
         {Figure{"timing",
                 message(
                     "Synchrony where the brain is taken to come later (right) or earlier than the clocks say; the peak is at ",
                     short_number(static_cast<double>(t.peak) * study.scans.tr), " s."),
                 "A curve over delays", plot.svg(), "timing.tsv"},
          network_timing_figure(coupled, names, study.scans.tr)}});
  }
  document.sections.push_back(
      {"Files",
       {Paragraph{"Every setting, input with its checksum, and duration is in run.json; each figure is "
                  "beside it as figure_NAME. The other files are described in the guide of the program."}}});
  return document;
}

}  // namespace cli
