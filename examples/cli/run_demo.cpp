#include <cstdio>

#include "commands.hpp"
#include "demo_study.hpp"
#include "outputs.hpp"
#include "syncact/io/atomic_file.hpp"

namespace cli {

using nlohmann::ordered_json;
namespace score = syncact::score;

namespace {

ordered_json interval_json(const syncact::stats::Interval& interval) {
  return {{"value", interval.value}, {"low", interval.low}, {"high", interval.high}};
}

ordered_json verdict_json(const DemoModel& model, const Verdict& v) {
  return {{"model", model.name},
          {"tuning", model.tuning},
          {"accuracy", model.examined.accuracy.top1},
          {"accuracy_chance", model.examined.accuracy.chance},
          {"labels",
           {{"n_labelled", v.quality.n_labelled},
            {"n_selective", v.quality.n_selective},
            {"n_right", v.quality.n_right},
            {"precision", v.quality.precision},
            {"recall", v.quality.recall},
            {"chance_precision", v.quality.chance_precision},
            {"chance_recall", v.quality.chance_recall},
            {"p", v.quality.p}}},
          {"score", score_json(v.score)},
          {"score_with_time_reversed_brain", score_json(v.reversed)}};
}

ordered_json relation_json(const score::AccuracyRelation& relation) {
  return {{"pearson", interval_json(relation.pearson)}, {"spearman", interval_json(relation.spearman)}};
}

/// The inputs, the brain side, and a folder per model.
void write_results(const DemoArguments& a, const DemoWorld& world, const BrainSide& brain, const std::vector<Verdict>& verdicts,
                   Manifest& manifest) {
  make_folder(a.run.out);
  write_demo_inputs(a.run.out + "/inputs", world);
  const auto names = network_names({}, brain.networks.size());
  make_folder(a.run.out + "/brain");
  write_networks(a.run.out + "/brain", brain.networks, demo_mask(world), manifest);
  write_label_scores(a.run.out + "/brain", brain.labels, names, manifest);
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const std::string folder = a.run.out + "/" + world.models[m].name;
    make_folder(folder);
    write_synchrony(folder, verdicts[m].synchrony, names, manifest);
    write_annotations(folder, brain.labels, verdicts[m].annotations, names, manifest);
    write_score(folder, verdicts[m].score, verdicts[m].synchrony, manifest);
  }
}

void print_findings(const DemoWorld& world, const std::vector<Verdict>& verdicts, const score::AccuracyRelation& by_network) {
  std::printf("\n1. Labels of neurons, against the truth (chance: the same labels shuffled among the neurons)\n");
  std::printf("   %-12s %8s %9s %22s %22s %8s\n", "model", "labelled", "selective", "precision (chance)", "recall (chance)",
              "p");
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const LabelQuality& q = verdicts[m].quality;
    std::printf("   %-12s %8td %9td %14.2f (%4.2f)  %14.2f (%4.2f)  %8.4f\n", world.models[m].name.c_str(), q.n_labelled,
                q.n_selective, q.precision, q.chance_precision, q.recall, q.chance_recall, q.p);
  }
  std::printf("\n2. Likeness to the brain, against accuracy\n");
  std::printf("   %-12s %9s %26s %26s %12s\n", "model", "accuracy", "mean best network (corr.)", "mean best neuron (corr.)",
              "significant");
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const score::ModelScore& s = verdicts[m].score;
    std::printf("   %-12s %9.3f %16.3f (%7.2f) %16.3f (%7.2f) %12.2f\n", world.models[m].name.c_str(),
                world.models[m].examined.accuracy.top1, s.mean_best_network.value, s.mean_best_network.corrected,
                s.mean_best_neuron.value, s.mean_best_neuron.corrected, s.share_significant.value);
  }
  std::printf(
      "   corrected mean best network with accuracy, %td models: Pearson %.2f [%.2f, %.2f], Spearman %.2f [%.2f, %.2f]\n",
      by_network.n_models, by_network.pearson.value, by_network.pearson.low, by_network.pearson.high, by_network.spearman.value,
      by_network.spearman.low, by_network.spearman.high);
  std::printf("\n3. Negative control: the same networks with time reversed\n");
  std::printf("   %-12s %12s %30s\n", "model", "significant", "mean best network, p");
  for (std::size_t m = 0; m < verdicts.size(); ++m) {
    const score::ModelScore& s = verdicts[m].reversed;
    std::printf("   %-12s %12.3f %30.3f\n", world.models[m].name.c_str(), s.share_significant.value, s.mean_best_network.p);
  }
}

void print_next_step(const DemoWorld& world, std::uint64_t seed, const std::string& out) {
  std::string runs, events;
  for (Index r = 0; r < world.scans().n_runs(); ++r) {
    runs += (r > 0 ? "," : "") + std::to_string(world.scans().run(r).n);
    events += " " + out + "/inputs/events_run-" + std::to_string(r + 1) + ".tsv";
  }
  std::printf(
      "\nEverything is in %s: results.json, brain/, one folder per model, and inputs/ as a study would have them.\n"
      "The same from files:\n  syncact couple --activations %s/inputs/activations_tuning_100.npy --fps %g --bold "
      "%s/inputs/bold.nii.gz "
      "--mask %s/inputs/mask.nii.gz --tr %g --runs %s --high-pass %.7f --min-shift %g --networks %td --seed %llu --labels%s "
      "--out couple-out\n",
      out.c_str(), out.c_str(), world.movie.settings().frames_per_second, out.c_str(), out.c_str(), demo_tr, runs.c_str(),
      demo_high_pass, 30 / demo_tr, demo_networks, static_cast<unsigned long long>(seed), events.c_str());
}

}  // namespace

void run_demo(const DemoArguments& a, const ordered_json& settings) {
  Manifest manifest("demo", settings);
  std::printf("A planted world: a film, networks that watch it, people who watch it; the truth is known.\n");
  const DemoWorld world = manifest.timed("world", [&] { return make_demo_world(a.run); });
  const BrainSide brain = manifest.timed("brain", [&] { return study_brain(world, a.run); });
  std::printf(
      "%td frames in %td runs, %zu categories; %zu models of %zu units; %zu people, %td scans x %td voxels; %td networks "
      "learned, R2 %.2f\n",
      world.frames().size(), world.frames().n_runs(), world.movie.categories().size(), world.models.size(),
      world.models.front().units.size(), world.brain.subjects.size(), world.bold.rows(), world.bold.cols(),
      brain.networks.size(), brain.networks.r_squared);
  std::vector<Verdict> verdicts;
  manifest.timed("models", [&] {
    for (const DemoModel& model : world.models) verdicts.push_back(study_model(world, model, brain, a.run));
  });

  const auto by_network = accuracy_relation(world, verdicts, &score::ModelScore::mean_best_network, a.run.seed);
  const auto by_neuron = accuracy_relation(world, verdicts, &score::ModelScore::mean_best_neuron, a.run.seed);
  manifest.timed("files", [&] { write_results(a, world, brain, verdicts, manifest); });
  ordered_json results = {{"models", ordered_json::array()},
                          {"accuracy_relation",
                           {{"mean_best_network", relation_json(by_network)}, {"mean_best_neuron", relation_json(by_neuron)}}}};
  for (std::size_t m = 0; m < verdicts.size(); ++m) results["models"].push_back(verdict_json(world.models[m], verdicts[m]));
  syncact::io::write_file(a.run.out + "/results.json", results.dump(2) + "\n");
  manifest.add_output(a.run.out + "/results.json");
  manifest.write(a.run.out);

  print_findings(world, verdicts, by_network);
  print_next_step(world, a.run.seed, a.run.out);
}

}  // namespace cli
