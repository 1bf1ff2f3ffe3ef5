#include <cmath>
#include <cstdio>

#include "commands/commands.hpp"
#include "commands/shared_options.hpp"
#include "demo/demo_study.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "report/demo_report.hpp"
#include "report/html.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/synchrony/couple.hpp"
#include "ui/validators.hpp"

namespace cli {

using nlohmann::ordered_json;
namespace score = syncact::score;

namespace {

ordered_json quality_json(const LabelQuality& q) {
  return {{"n_labelled", q.n_labelled},
          {"n_selective", q.n_selective},
          {"n_right", q.n_right},
          {"precision", q.precision},
          {"recall", q.recall},
          {"chance_precision", q.chance_precision},
          {"chance_recall", q.chance_recall},
          {"p", q.p}};
}

ordered_json verdict_json(const DemoModel& model, const Verdict& v) {
  return {{"model", model.name},
          {"tuning", model.tuning},
          {"accuracy", model.examined.accuracy.top1},
          {"accuracy_chance", model.examined.accuracy.chance},
          {"labels", quality_json(v.quality)},
          {"labels_that_neurons_prefer_themselves", quality_json(v.own_quality)},
          {"label_agreement",
           {{"mean_shared", number_or_null(v.agreement.mean_shared)},
            {"null_mean_shared", number_or_null(v.agreement.null_mean_shared)},
            {"p", v.agreement.p},
            {"n_neurons", v.agreement.neuron.size()}}},
          {"score", score_json(v.score)},
          {"score_with_time_reversed_brain", score_json(v.reversed)}};
}

/// What the demonstration fixes and no option says; with the seed it is all that the results depend on.
ordered_json study_settings(std::uint64_t seed) {
  const syncact::synthetic::MovieSettings movie{.seed = seed};
  const syncact::synthetic::BrainSettings brain{.seed = seed};
  const syncact::networks::learners::OnlineDictionaryLearning<> learner{};
  const syncact::synchrony::CouplingOptions<> coupling{};
  return {{"tr", demo_tr},
          {"slice_time_ref", 0.5},
          {"frames_per_second", movie.frames_per_second},
          {"brain",
           {{"n_subjects", brain.n_subjects},
            {"n_soundtrack", brain.n_soundtrack},
            {"n_resting", brain.n_resting},
            {"blob_sd", brain.blob_sd},
            {"own_share", brain.own_share},
            {"delay_sd", brain.delay_sd},
            {"jitter_sd", brain.jitter_sd},
            {"gain_sd", brain.gain_sd},
            {"snr", brain.snr},
            {"noise_ar", brain.noise_ar},
            {"drift", brain.drift}}},
          {"hrf", "spm"},
          {"recipe", "hold"},
          {"history", "mean"},
          {"detrend", "linear"},
          {"high_pass", demo_high_pass},
          {"n_networks", demo_networks},
          {"alpha", learner.coder.alpha},
          {"passes", learner.n_passes},
          {"batch", learner.batch_size},
          {"similarity", coupling.similarity.name()},
          {"null_model", coupling.null.name()},
          {"n_permutations", demo_permutations},
          {"tail", "upper"},
          {"fwe_level", coupling.fwe_level},
          {"min_prevalence_trs", syncact::annotation::LabelOptions<>{}.min_prevalence},
          {"mapper", "best network"},
          {"n_labels", syncact::annotation::BestNetwork{}.n_labels}};
}

ordered_json relation_json(const score::AccuracyRelation& relation) {
  return {{"pearson", interval_json(relation.pearson)}, {"spearman", interval_json(relation.spearman)}};
}

/// Options of `couple` that say what the brain saw, for files in `folder`.
std::string brain_options(const DemoWorld& world, std::uint64_t seed, const std::string& folder) {
  std::string runs, events;
  for (Index r = 0; r < world.scans().n_runs(); ++r) {
    runs += (r > 0 ? "," : "") + std::to_string(world.scans().run(r).n);
    events += " " + folder + "events_run-" + std::to_string(r + 1) + ".tsv";
  }
  char high_pass[32];
  std::snprintf(high_pass, sizeof(high_pass), "%.7f", demo_high_pass);
  return syncact::message("--bold ", folder, "bold.nii.gz --mask ", folder, "mask.nii.gz --tr ", demo_tr, " --runs ", runs,
                          " --high-pass ", high_pass, " --min-shift ", 30 / demo_tr, " --networks ", demo_networks, " --seed ",
                          seed, " --labels", events);
}

/// inputs/couple_film.sh: the network watches the film, from the files beside it.
void write_film_command(const std::string& folder, const DemoWorld& world, std::uint64_t seed, Manifest& manifest) {
  const auto& settings = world.movie.settings();
  std::string films;
  for (Index r = 0; r < world.frames().n_runs(); ++r) films += " film_run-" + std::to_string(r + 1) + ".avi";
  syncact::io::write_file(
      folder + "/couple_film.sh",
      syncact::message(
          "#!/bin/sh\n# The network watches the film; results go to film/ beside this folder. More options may follow.\n"
          "cd \"$(dirname \"$0\")\" &&\nexec syncact couple --model network.onnx --preprocessing unit --size ",
          settings.width, " --layers relu1,relu2,relu3 \\\n  --movie", films, " --random-twin --explore \\\n  ",
          brain_options(world, seed, ""), " --out ../film \"$@\"\n"));
  manifest.add_output(folder + "/couple_film.sh");
}

/// The inputs, the brain side, and a folder per model.
void write_results(const std::string& out, const DemoWorld& world, const BrainSide& brain, const std::vector<Verdict>& verdicts,
                   bool film, Manifest& manifest) {
  write_demo_inputs(out + "/inputs", world, manifest);
  if (film) {
    write_demo_film(out + "/inputs", world, manifest);
    write_film_command(out + "/inputs", world, world.movie.settings().seed, manifest);
  }
  const auto networks = network_names({}, brain.brain.learned->size());
  make_folder(out + "/brain");
  write_networks(out + "/brain", *brain.brain.learned, demo_mask(world), manifest);
  write_label_scores(out + "/brain", brain.labels, networks, manifest);
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const std::string folder = out + "/" + world.models[m].name;
    const Names names{.neurons = world.models[m].units, .networks = networks};
    make_folder(folder);
    write_synchrony(folder, verdicts[m].synchrony, names, manifest);
    write_annotations(folder, brain.labels, verdicts[m].annotations, verdicts[m].own, names, manifest);
    write_score(folder, verdicts[m].score, verdicts[m].synchrony, manifest);
  }
}

/// "0.98 [0.71, 1.00]", or the value alone where there is no interval.
std::string interval_text(const syncact::stats::Interval& interval) {
  char text[64];
  if (std::isnan(interval.low)) {
    std::snprintf(text, sizeof(text), "%.2f", interval.value);
  } else {
    std::snprintf(text, sizeof(text), "%.2f [%.2f, %.2f]", interval.value, interval.low, interval.high);
  }
  return text;
}

void print_findings(const DemoWorld& world, const std::vector<Verdict>& verdicts, const score::AccuracyRelation& by_network,
                    const score::AccuracyRelation& by_neuron) {
  std::printf("\n1. Labels of neurons, against the truth (chance: the same labels shuffled among the neurons)\n");
  std::printf("   %-12s %8s %9s %22s %22s %8s\n", "model", "labelled", "selective", "precision (chance)", "recall (chance)",
              "p");
  const auto print_quality = [&](LabelQuality Verdict::*which) {
    for (std::size_t m = 0; m < verdicts.size(); ++m) {
      const LabelQuality& q = verdicts[m].*which;
      std::printf("   %-12s %8td %9td %14.2f (%4.2f)  %14.2f (%4.2f)  %8.4f\n", world.models[m].name.c_str(), q.n_labelled,
                  q.n_selective, q.precision, q.chance_precision, q.recall, q.chance_recall, q.p);
    }
  };
  print_quality(&Verdict::quality);
  std::printf(
      "   The same for labels that neurons follow themselves, and no other more; the rest have them from their network\n");
  print_quality(&Verdict::own_quality);
  std::printf(
      "   Do neurons follow what their networks follow? Mean product of their correlations with the labels (scrambled "
      "labels)\n");
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const auto& agreement = verdicts[m].agreement;
    std::printf("   %-12s %.4f (%.4f), p %.4f, over %zu neurons\n", world.models[m].name.c_str(), agreement.mean_shared,
                agreement.null_mean_shared, agreement.p, agreement.neuron.size());
  }
  std::printf("\n2. Likeness to the brain, against accuracy (effect: 0 is chance, 1 is perfect)\n");
  std::printf("   %-12s %9s %27s %27s %12s\n", "model", "accuracy", "mean best network (effect)", "mean best neuron (effect)",
              "significant");
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const score::ModelScore& s = verdicts[m].score;
    std::printf("   %-12s %9.3f %18.3f (%6.3f) %18.3f (%6.3f) %12.2f\n", world.models[m].name.c_str(),
                world.models[m].examined.accuracy.top1, s.mean_best_network.value, s.mean_best_network.chance_corrected,
                s.mean_best_neuron.value, s.mean_best_neuron.chance_corrected, s.share_significant.value);
  }
  std::printf("   effect with accuracy, over %td models:\n", by_network.n_models);
  for (const auto& [name, relation] : {std::pair{"mean best network", by_network}, std::pair{"mean best neuron", by_neuron}}) {
    std::printf("     %-18s Pearson %s, Spearman %s\n", name, interval_text(relation.pearson).c_str(),
                interval_text(relation.spearman).c_str());
  }
  std::printf("   [95 %% intervals, by Fisher's z, would hold for independent models; these are one family]\n");
  std::printf("\n3. Negative control: the same networks with time reversed\n");
  std::printf("   %-12s %12s %30s\n", "model", "significant", "mean best network, p");
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const score::ModelScore& s = verdicts[m].reversed;
    std::printf("   %-12s %12.3f %30.3f\n", world.models[m].name.c_str(), s.share_significant.value, s.mean_best_network.p);
  }
}

/// How the program finds the same from files: activations that are ready, or a network and a film.
void print_next_step(const DemoWorld& world, const DemoArguments& a) {
  const std::string inputs = a.run.out + "/inputs/";
  std::printf(
      "\nOpen %s/report.html. Beside it are results.json, brain/, one folder per model, and inputs/ as a study would have "
      "them.\nThe same from files:\n  syncact couple --activations %sactivations_tuning_100.npy --unit-names %sunits.txt --fps "
      "%g %s --out couple-out\n",
      a.run.out.c_str(), inputs.c_str(), inputs.c_str(), world.movie.settings().frames_per_second,
      brain_options(world, a.run.seed, inputs).c_str());
  if (a.film) std::printf("From the network and the film:\n  sh %scouple_film.sh\n", inputs.c_str());
}

}  // namespace

void run_demo(const DemoArguments& a, const ordered_json& settings) {
  OutputFolder folder(a.run.out);
  Manifest manifest("demo", settings);
  manifest.note("study", study_settings(a.run.seed));
  std::printf("A planted world: a film, networks that watch it, people who watch it; the truth is known.\n");
  const DemoWorld world = manifest.timed("world", [&] { return make_demo_world(a.run); });
  const BrainSide brain = study_brain(world, a.run, manifest);
  std::printf(
      "%td frames in %td runs, %zu categories; %zu models of %zu units; %zu people, %td scans x %td voxels; %td networks "
      "learned, R2 %.2f\n",
      world.frames().size(), world.frames().n_runs(), world.movie.categories().size(), world.models.size(),
      world.models.front().units.size(), world.brain.subjects.size(), world.bold.rows(), world.bold.cols(),
      brain.brain.learned->size(), brain.brain.learned->r_squared);
  std::vector<Verdict> verdicts;
  manifest.timed("models", [&] {
    for (const DemoModel& model : world.models) verdicts.push_back(study_model(world, model, brain, a.run));
  });

  const auto by_network = accuracy_relation(world, verdicts, &score::ModelScore::mean_best_network);
  const auto by_neuron = accuracy_relation(world, verdicts, &score::ModelScore::mean_best_neuron);
  manifest.timed("files", [&] { write_results(folder.staging(), world, brain, verdicts, a.film, manifest); });
  ordered_json results = {{"models", ordered_json::array()},
                          {"accuracy_relation",
                           {{"mean_best_network", relation_json(by_network)}, {"mean_best_neuron", relation_json(by_neuron)}}}};
  for (std::size_t m = 0; m < verdicts.size(); ++m) results["models"].push_back(verdict_json(world.models[m], verdicts[m]));
  syncact::io::write_file(folder.staging() + "/results.json", results.dump(2) + "\n");
  manifest.add_output(folder.staging() + "/results.json");
  write_report(folder.staging(), demo_report(world, brain, verdicts, by_network), manifest);
  manifest.write(folder.staging());
  folder.commit();

  print_findings(world, verdicts, by_network, by_neuron);
  print_next_step(world, a);
}

void add_demo(CLI::App& app, DemoArguments& a) {
  app.add_flag("--film", a.film,
               "Also write the film and the tuned network, as files that any program reads, and say how to couple these "
               "(needs OpenCV)");
  add_run(app, a.run, false);
}

}  // namespace cli
