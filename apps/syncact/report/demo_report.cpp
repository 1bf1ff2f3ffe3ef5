#include "report/demo_report.hpp"

#include <algorithm>
#include <cmath>

#include "report/couple_report.hpp"
#include "report/map_pictures.hpp"
#include "report/markup.hpp"
#include "report/plot.hpp"

namespace cli {

using syncact::message;

Document demo_report(const DemoWorld& world, const BrainSide& brain, const std::vector<Verdict>& verdicts,
                     const syncact::score::AccuracyRelation& by_network) {
  Document document{"A planted world: which neuron goes with which brain network", {}};
  ReportTable labels{
      "Labels of neurons, against the truth. Chance: the same labels shuffled among the neurons.",
      {"model", "labelled", "selective", "precision", "by chance", "recall", "p", "labels preferred", "their precision"},
      {},
      ""};
  ReportTable scores{"Likeness to the brain. Effect: 0 is chance, 1 is perfect.",
                     {"model", "accuracy", "mean best network", "by chance", "effect", "p", "with time reversed, effect", "p"},
                     {},
                     ""};
  std::vector<double> accuracy, effect, reversed;
  bool right = true, control = true;
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const Verdict& v = verdicts[m];
    const DemoModel& model = world.models[m];
    labels.rows.push_back({model.name, std::to_string(v.quality.n_labelled), std::to_string(v.quality.n_selective),
                           short_number(v.quality.precision), short_number(v.quality.chance_precision),
                           short_number(v.quality.recall), short_number(v.quality.p), std::to_string(v.own_quality.n_labelled),
                           short_number(v.own_quality.precision)});
    const auto &s = v.score.mean_best_network, &r = v.reversed.mean_best_network;
    scores.rows.push_back({model.name, short_number(model.examined.accuracy.top1), short_number(s.value),
                           short_number(s.null_mean), short_number(s.chance_corrected), short_number(s.p),
                           short_number(r.chance_corrected), short_number(r.p)});
    accuracy.push_back(model.examined.accuracy.top1);
    effect.push_back(s.chance_corrected);
    reversed.push_back(r.chance_corrected);
    right = right && v.quality.p <= 0.05;
    control = control && r.p > 0.05;
  }
  document.sections.push_back(
      {"In plain words",
       {Paragraph{message("A film was made, ", world.models.size(), " networks watched it, and ",
                          "brains that follow its categories were scanned; so the truth is known.")},
        Paragraph{message(right ? "In every model" : "Not in every model",
                          " the labels that neurons got through brain networks are right more often than "
                          "the same labels shuffled among neurons.")},
        Paragraph{message("Better models are more brain-like: effect and accuracy correlate by ",
                          short_number(by_network.pearson.value), " over ", by_network.n_models, " models of one family.")},
        Paragraph{control ? "Negative control: with time reversed in the brain, nothing is left in any model."
                          : "Negative control: with time reversed in the brain, a model still stands out, which chance does in "
                            "one of twenty."}}});
  document.sections.push_back(
      {"Methods",
       {Methods{message(
           "Activations of made convolutional networks were convolved with SPM's haemodynamic response and sampled at a TR of ",
           short_number(demo_tr), " s; ", demo_networks,
           " functional brain networks were learned (online dictionary learning, Mairal et al. 2010) "
           "from scans high-passed at 1/128 Hz; synchrony is Pearson's r at lag zero with p-values from ",
           demo_permutations,
           " circular shifts within runs, family-wise by the largest statistic of the table; labels reached neurons through "
           "their best network.")}}});
  ReportSection meaning{"What neurons mean", {std::move(labels)}};
  document.sections.push_back(std::move(meaning));
  const auto [low, high] = std::minmax_element(accuracy.begin(), accuracy.end());
  Plot plot("Likeness and accuracy", {"accuracy on pictures that are not in the film", *low - 0.05, *high + 0.05},
            {"effect", std::min(-0.05, *std::min_element(reversed.begin(), reversed.end())), 1});
  plot.points(accuracy, effect, 0, "mean best network");
  plot.points(accuracy, reversed, 1, "the same with time reversed");
  plot.horizontal(0, 4, "chance");
  ReportSection likeness{"Likeness to the brain",
                         {Figure{"accuracy", "Each point is a model: the more accurate, the more brain-like.",
                                 "Points that rise from left to right, and points at zero", plot.svg(), "results.json"}}};
  likeness.blocks.emplace_back(null_figure(verdicts.back().synchrony));
  likeness.blocks.emplace_back(std::move(scores));
  document.sections.push_back(std::move(likeness));
  std::vector<std::string> names;
  for (Index k = 0; k < brain.brain.learned->size(); ++k) names.push_back(message("network_", k));
  document.sections.push_back(map_section("Brain networks", "The first networks that were learned, in the order of the files.",
                                          brain.brain.learned->maps, demo_mask(world), names, "brain/network_maps.nii.gz"));
  return document;
}

}  // namespace cli
