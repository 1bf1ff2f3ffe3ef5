#include "commands/shared_options.hpp"

#include <limits>

#include "syncact/catalog/lists.hpp"
#include "ui/validators.hpp"

namespace cli {

using syncact::message;
using syncact::ValueError;

void add_learning(CLI::App& app, LearningArguments& a) {
  app.add_option("--learner", a.learner, "How networks are learned: a learner of `syncact list learner`")
      ->capture_default_str()
      ->check(named(syncact::catalog::learners()));
  app.add_option("--coder", a.coder, "How a learner codes voxels: a coder of `syncact list coder`. Default: the learner's own")
      ->check(named(syncact::catalog::coders()));
  app.add_option(
         "--group", a.group,
         "Each file of --bold is a subject, not a run, and networks are learned for all: a method of `syncact list group`")
      ->check(named(syncact::catalog::groups()));
  app.add_option("--networks", a.networks, "How many functional brain networks to learn")
      ->capture_default_str()
      ->transform(whole(1));
  app.add_option(
         "--alpha", a.alpha,
         "Sparsity of the maps (0 to 1): a voxel whose correlation with a network's time course is below it stays out of "
         "the map. The lasso penalty for voxels of unit length; times sqrt(scans) it is the penalty of unit-variance voxels. "
         "Default: 0.1")
      ->check(positive());
  app.add_option("--passes", a.passes, "Passes of the learner over all voxels. Default: the learner's own")
      ->transform(whole(1));
  app.add_option("--batch", a.batch, "Voxels per update of the dictionary. Default: the learner's own")->transform(whole(1));
}

void add_templates(CLI::App& app, TemplateArguments& a) {
  auto* templates =
      app.add_option(
             "--templates", a.templates,
             "Maps of known networks on the grid of --bold, a volume each, or a label image of regions: how much each learned "
             "network looks like each, against random maps that are as smooth (network_templates.tsv). Of a surface: a table "
             "[template x vertex], or one row of labels, with --sphere")
          ->check(CLI::ExistingFile);
  app.add_option("--template-names", a.names, "Text file with the name of each template, one a line")
      ->check(CLI::ExistingFile)
      ->needs(templates);
  app.add_option(
         "--sphere", a.sphere,
         "Where the signals of --bold are on the inflated sphere, if they are vertices of a surface: a table of x, y, z and, "
         "with two hemispheres, 1 for the right one. Random maps are the map turned around the sphere")
      ->check(CLI::ExistingFile)
      ->needs(templates);
  app.add_option("--template-permutations", a.permutations, "Random maps for each network")
      ->capture_default_str()
      ->transform(whole(1, 1000000))
      ->needs(templates);
}

void add_bold(CLI::App& app, BoldArguments& a) {
  app.add_option("--bold", a.bold,
                 "fMRI: a table [scan x voxel] as .npy or .tsv, or 4-D NIfTI (.nii, .nii.gz). Several files are several runs")
      ->check(CLI::ExistingFile);
  app.add_option("--mask", a.mask,
                 "NIfTI mask on the grid of --bold: voxels above half of its largest value are used. Without it: all voxels")
      ->check(CLI::ExistingFile);
  app.add_option("--mask-threshold", a.mask_threshold, "Use the voxels of --mask above this value, e.g. 0 for a label image")
      ->check(finite());
  app.add_option(
         "--tr", a.tr,
         "Repetition time: seconds from one volume to the next. The default is that of the NIfTI header, which this one "
         "overrides, with a warning if they differ")
      ->check(positive());
  app.add_option("--runs", a.runs, "Lengths of the runs in volumes, n1,n2,..., if one file holds several runs")
      ->delimiter(',')
      ->transform(whole(1));
  app.add_option("--confounds", a.confounds, "TSV of nuisance regressors, one file per run (n/a in the first row counts as 0)")
      ->check(CLI::ExistingFile);
  app.add_option("--high-pass", a.high_pass,
                 "Remove drifts slower than this [Hz] (discrete cosines; 0.008 is customary); 0 keeps them")
      ->capture_default_str()
      ->check(not_negative());
  app.add_option(
         "--detrend", a.detrend,
         "Polynomial removed from every run: none, mean, linear, quadratic. Default: linear for --bold; ready time courses "
         "are left as they are")
      ->check(CLI::IsMember({"none", "mean", "linear", "quadratic"}));
  app.add_option(
         "--drop", a.drop,
         "Leave out this many volumes at the start of every run. The clocks still count them; drifts are fitted to those that "
         "are kept")
      ->capture_default_str()
      ->transform(whole(0));
  app.add_option("--nan", a.nan, "A NaN or infinity in an input is an error (raise), or its whole signal is left out (exclude)")
      ->capture_default_str()
      ->check(CLI::IsMember({"raise", "exclude"}));
}

void add_film(CLI::App& app, FilmArguments& a) {
  app.add_option("--model", a.model,
                 "A network: ONNX, Caffe or TensorFlow file, or low_level for brightness, contrast, motion, cuts and the like")
      ->check(CLI::Validator(
          [](const std::string& said) { return said == "low_level" ? std::string() : CLI::ExistingFile(said); }, "FILE"));
  app.add_option("--model-config", a.model_config, "The second file of models that have two: .prototxt, .pbtxt")
      ->check(CLI::ExistingFile);
  app.add_option("--movie", a.movies,
                 "What was shown in each run, in order: a movie file, a folder of pictures, or a playlist (.m3u) of several")
      ->check(CLI::ExistingPath);
  app.add_option(
         "--sound", a.sound,
         "What was heard, for its loudness: a film or a file of sound for each run; default: the sound of --movie, if any")
      ->check(CLI::ExistingFile);
  app.add_option("--layers", a.layers, "Layers of the model; default: all convolutions")->delimiter(',');
  app.add_option("--preprocessing", a.preprocessing,
                 "What the model was trained with, a name of `syncact list preprocessing`; --set preprocessing.OPTION=VALUE "
                 "changes parts of it")
      ->check(named(syncact::catalog::preprocessings()));
  app.add_option("--size", a.size, "Width and height of the model's input [pixel]")->transform(whole(1, 10000));
  app.add_option(
         "--frame-rate", a.frame_rate,
         "Show the model so many pictures per second of film: those on the screen at each multiple. Default: every picture")
      ->check(positive());
  app.add_option("--picture-period", a.picture_period, "Seconds for which each picture of a folder is shown")
      ->capture_default_str()
      ->check(positive());
  app.add_option("--random-weights", a.random_weights,
                 "Use the model's random twin: the weights of each layer in an order drawn from this seed")
      ->transform(whole(0, std::numeric_limits<std::uint64_t>::max()));
  app.add_option("--film-batch", a.film_batch, "Pictures that the model is given at a time; default: four for each thread")
      ->transform(whole(1, 4096));
}

void add_heads(CLI::App& app, SourceArguments& a) {
  app.add_option(
         "--heads", a.heads,
         "Call units by the attention head that they belong to, layer/head_H/I, of so many heads side by side; each head "
         "counts as a layer")
      ->excludes("--unit-names")
      ->transform(whole(1));
}

void add_run(CLI::App& app, RunArguments& a, bool out_required) {
  app.add_option("--seed", a.seed, "Seed of everything random: the same seed gives the same bytes")
      ->capture_default_str()
      ->transform(whole(0, std::numeric_limits<std::uint64_t>::max()));
  app.add_option("--threads", a.threads, "Threads (default: one per core). The results do not depend on it")
      ->transform(whole(1, 1000000));
  auto* out = app.add_option("--out", a.out, "Folder for the results; made if absent, files in it are replaced");
  if (out_required) {
    out->required();
  } else {
    out->capture_default_str();
  }
}

void refuse_idle(const CLI::App& app, std::initializer_list<const char*> options, const std::string& why) {
  for (const char* option : options) {
    if (app.count(option) > 0) throw ValueError(message(option, ": has no effect ", why));
  }
}

void check_runs(const BoldArguments& a, const LearningArguments& learning) {
  if (!learning.group.empty()) return;
  if (a.bold.size() > 1 && !a.runs.empty()) {
    throw ValueError(
        message("--runs: cuts one file into runs, but --bold names ", a.bold.size(), " files, each a run of its own"));
  }
}

void add_stream(CLI::App& app, BrainArguments& a) {
  app.add_flag("--stream", a.stream,
               "Leave the scans (unpacked .nii) on disk and read blocks of voxels when they are needed, in float: for scans "
               "larger than memory. Only the learner online can");
  app.add_option("--memory-cap", a.memory_cap, "Working memory of a stage: learning with --stream, permutation test [MiB]")
      ->capture_default_str()
      ->check(number("> 0 and < 1e9", [](double x) { return x > 0 && x < 1e9; }));
}

void check_stream(const BrainArguments& a) {
  if (!a.stream) return;
  if (!a.learning.group.empty() || !a.learning.coder.empty()) {
    throw ValueError("--stream: has no effect with --group or --coder");
  }
  if (!a.bold.runs.empty()) throw ValueError("--runs: has no effect with --stream, where each file is a run");
}

void add_policies(CLI::App& app, PolicyArguments& a) {
  app.add_option(
         "--set", a.set,
         "KIND.OPTION=VALUE: an option of a policy that has none of its own here, as in --set learner.n_nonzero=5. May be "
         "repeated; `syncact list` shows kinds, policies and options")
      ->allow_extra_args(false);
}

std::vector<syncact::Setting> settings_of(const PolicyArguments& a, const std::string& kind) {
  std::vector<syncact::Setting> settings;
  for (const std::string& said : a.set) {
    if (!said.starts_with(kind + ".")) continue;
    const std::size_t equals = said.find('=');
    settings.push_back({said.substr(kind.size() + 1, equals - kind.size() - 1), said.substr(equals + 1)});
  }
  return settings;
}

void check_policies(const PolicyArguments& a, const std::vector<std::string>& kinds) {
  std::string all;
  for (const std::string& kind : kinds) all += (all.empty() ? "" : ", ") + kind;
  for (const std::string& said : a.set) {
    const std::size_t dot = said.find('.'), equals = said.find('=');
    if (dot == std::string::npos || equals == std::string::npos || dot > equals) {
      throw ValueError(message("--set: must be KIND.OPTION=VALUE, is ", syncact::io::in_quotes(said)));
    }
    if (std::find(kinds.begin(), kinds.end(), said.substr(0, dot)) == kinds.end()) {
      throw ValueError(message("--set ", said, ": has no effect here; kinds that this call uses are ", all));
    }
  }
}

}  // namespace cli
