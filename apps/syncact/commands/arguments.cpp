#include "commands/arguments.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "syncact/core/errors.hpp"
#include "syncact/hrf/model.hpp"
#include "syncact/io/bytes/file_error.hpp"
#include "syncact/io/bytes/number_text.hpp"

namespace cli {

using syncact::message;
using syncact::ValueError;

namespace {

/// A whole number in decimal digits. CLI11 would read 010 as eight and take what is too large for the largest there is.
CLI::Validator whole(std::uint64_t least, std::uint64_t most = std::numeric_limits<std::int64_t>::max()) {
  return CLI::Validator(
      [least, most](std::string& said) {
        const std::string digits = said.starts_with('+') ? said.substr(1) : said;
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error == std::errc() && end == digits.data() + digits.size() && value >= least && value <= most) {
          said = std::to_string(value);
          return std::string();
        }
        return message("must be a whole number from ", least, " to ", most, ", is ", syncact::io::in_quotes(said));
      },
      "INT", "whole");
}

/// A finite number for which `holds`; `rule` says what holds: ">= 0".
template <class Holds>
CLI::Validator number(const std::string& rule, Holds holds) {
  return CLI::Validator(
      [rule, holds](std::string& said) {
        const std::optional<double> value = syncact::io::parse_number(said);
        if (value && std::isfinite(*value) && holds(*value)) return std::string();
        return message("must be a ", rule.empty() ? "finite number" : "number ", rule, ", is ", syncact::io::in_quotes(said));
      },
      "NUMBER", "number");
}
CLI::Validator positive() {
  return number("> 0", [](double x) { return x > 0; });
}
CLI::Validator not_negative() {
  return number(">= 0", [](double x) { return x >= 0; });
}
CLI::Validator finite() {
  return number("", [](double) { return true; });
}

/// The library's model names, as a check and as help text.
CLI::IsMember hrf_names() {
  std::vector<std::string> names;
  for (const auto name : syncact::hrf::model_names()) names.emplace_back(name);
  return CLI::IsMember(names);
}

void add_learning(CLI::App& app, LearningArguments& a) {
  app.add_option("--networks", a.networks, "How many functional brain networks to learn")
      ->capture_default_str()
      ->transform(whole(1));
  app.add_option(
         "--alpha", a.alpha,
         "Sparsity of the maps (0 to 1): a voxel whose correlation with a network's time course is below it stays out of "
         "the map. The lasso penalty for voxels of unit length; times sqrt(scans) it is the penalty of unit-variance voxels")
      ->capture_default_str()
      ->check(positive());
  app.add_option("--passes", a.passes, "Passes of the learner over all voxels")->capture_default_str()->transform(whole(1));
  app.add_option("--batch", a.batch, "Voxels per update of the dictionary")->capture_default_str()->transform(whole(1));
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

}  // namespace

void add_couple(CLI::App& app, CoupleArguments& a) {
  app.add_option(
         "--activations", a.activations,
         "What the artificial network did: a table [frame x unit] as .npy or .tsv, or [frame x channel x height x width] "
         "as .npy")
      ->required()
      ->check(CLI::ExistingFile);
  auto* period = app.add_option("--activation-period", a.activation_period, "Seconds from one activation row to the next")
                     ->check(positive());
  app.add_option("--fps", a.fps, "Activation rows per second, e.g. 29.97002997 for 30000/1001")
      ->check(positive())
      ->excludes(period);
  app.add_option("--activation-runs", a.activation_runs,
                 "Lengths of the runs in activation rows; default: as many as each run of --runs lasts")
      ->delimiter(',')
      ->transform(whole(1));
  app.add_option("--reduce", a.reduce, "How a channel's map becomes one number (4-D activations)")
      ->capture_default_str()
      ->check(CLI::IsMember({"mean", "max", "l2", "mean_of_positives", "identity"}));
  app.add_option(
         "--unit-names", a.unit_names,
         "Text file with the name of each unit of an .npy, one a line, for the results (tables have names of their own)")
      ->check(CLI::ExistingFile);
  app.add_option("--hrf", a.hrf, "Haemodynamic response. none: the activations are already convolved and on the scans' clock")
      ->capture_default_str()
      ->check(hrf_names());
  app.add_option(
         "--recipe", a.recipe,
         "From frames to scans: hold (exact for frames shown until the next), interpolate (convolve at the frame rate), "
         "pool (average per TR, then convolve)")
      ->capture_default_str()
      ->check(CLI::IsMember({"hold", "interpolate", "pool"}));
  app.add_option("--history", a.history,
                 "What is taken to have been shown before a run's first frame: its mean (a unit's level then does not matter), "
                 "its first_frame, or zero")
      ->capture_default_str()
      ->check(CLI::IsMember({"mean", "first_frame", "zero"}));
  app.add_flag("--leave-out-warm-up", a.leave_out_warm_up,
               "Leave out the volumes whose response reaches back before the first frame of their run");
  app.add_option("--slice-time-ref", a.slice_time_ref,
                 "When within its TR a volume counts as measured: 0 onset, 0.5 middle, 1 end")
      ->capture_default_str()
      ->check(number("from 0 to 1", [](double x) { return x >= 0 && x <= 1; }));
  app.add_option("--offset", a.offset,
                 "The movie begins this many seconds after the first volume of each run: activations and label tables do. BIDS "
                 "events count from the first volume anyway. Volumes outside the stimulus are left out")
      ->check(finite());
  app.add_flag("--trim", a.trim, "Activations and scans begin together; what one has beyond the other's end is left out");
  add_bold(app, a.bold);
  app.add_option(
         "--networks-from", a.networks_from,
         "Ready time courses [scan x network] (.npy, .tsv) instead of --bold: networks of other tools, parcels, regions")
      ->check(CLI::ExistingFile);
  add_learning(app, a.learning);
  app.add_option(
         "--labels", a.labels,
         "What the movie shows. BIDS events (onset, duration, trial_type), one file per run, or a table with one column "
         "per label on a clock of its own (--label-period)")
      ->check(CLI::ExistingFile);
  app.add_option("--label-column", a.label_column, "Column of the events that names the label")->capture_default_str();
  app.add_option("--label-period", a.label_period, "Seconds from one row of a label table to the next")->check(positive());
  app.add_option("--label-hrf", a.label_hrf,
                 "Haemodynamic response of the labels. Default: that of --hrf, or spm if that is none")
      ->check(hrf_names());
  app.add_option("--min-prevalence", a.min_prevalence, "Labels that are on for less than this many TRs are never given")
      ->capture_default_str()
      ->check(not_negative());
  app.add_option("--top-labels", a.top_labels, "At most this many labels per neuron")
      ->capture_default_str()
      ->transform(whole(1));
  app.add_option("--similarity", a.similarity, "Measure of synchrony")
      ->capture_default_str()
      ->check(CLI::IsMember({"pearson", "spearman"}));
  app.add_option("--null", a.null, "Null model: circular shifts within runs, or phase randomization")
      ->capture_default_str()
      ->check(CLI::IsMember({"shift", "phase"}));
  app.add_option("--permutations", a.permutations, "Draws from the null model")
      ->capture_default_str()
      ->transform(whole(1, 1000000000));
  app.add_option("--min-shift", a.min_shift, "Smallest circular shift, in TRs")->capture_default_str()->check(positive());
  app.add_option("--tail", a.tail, "upper: a neuron goes with a network if both rise together; both: opposite signs count too")
      ->capture_default_str()
      ->check(CLI::IsMember({"both", "upper"}));
  app.add_option("--top", a.top, "Keep only this many partners per neuron and per network, not the whole table")
      ->transform(whole(1));
  app.add_option("--memory-cap", a.memory_cap, "Working memory of the permutation test [MiB]")
      ->capture_default_str()
      ->check(number("> 0 and < 1e9", [](double x) { return x > 0 && x < 1e9; }));
  add_run(app, a.run, true);
}

void add_networks(CLI::App& app, NetworksArguments& a) {
  add_bold(app, a.bold);
  app.get_option("--bold")->required();
  add_learning(app, a.learning);
  add_run(app, a.run, true);
}

void add_hrf(CLI::App& app, HrfArguments& a) {
  app.add_option("--model", a.model, "Haemodynamic response")->capture_default_str()->check(hrf_names());
  app.add_option("--convention", a.convention,
                 "exact: the formula at k * tr / oversampling; spm12, nilearn: the samples those packages use")
      ->capture_default_str()
      ->check(CLI::IsMember({"exact", "spm12", "nilearn"}));
  app.add_option("--tr", a.tr, "Repetition time [s]")->capture_default_str()->check(positive());
  app.add_option("--oversampling", a.oversampling, "Samples per TR")->capture_default_str()->transform(whole(1));
  app.add_option("--length", a.length, "Length of the kernel [s]")->capture_default_str()->check(positive());
  app.add_option("--onset", a.onset, "Delay of the response [s]")->capture_default_str()->check(finite());
}

void add_similarity(CLI::App& app, SimilarityArguments& a) {
  auto* list = app.add_flag("--list", a.list, "List every measure: what it is, its options, its invariances");
  app.add_flag("--json", a.json, "The list as JSON")->needs(list);
  auto* metric = app.add_option("--metric", a.metric, "Measure the inputs with the measure of this name");
  app.add_option("--set", a.set, "option=value of the measure; see --list. May be repeated")->allow_extra_args(false);
  app.add_option("inputs", a.inputs,
                 "Tables [sample x unit] as .npy, or .npz with the inputs in the measure's order (archive.npz:NAME for one)");
  auto* grid = app.add_option("--grid", a.grid, "Two folders of .npy: compare every table of one with every table of the other")
                   ->expected(2)
                   ->check(CLI::ExistingDirectory);
  app.add_option("--metrics", a.metrics, "The measures of the grid, separated by commas")->delimiter(',')->needs(grid);
  auto* row = app.add_flag("--repository-row", a.repository_row,
                           "All measures that have a standard name in similarity-repository, as one row of its table");
  app.add_option("--out", a.out, "File for what would be printed (CSV for --grid and --repository-row)");
  app.add_option("--threads", a.threads, "Threads; default: all cores. Results do not depend on it")
      ->transform(whole(1, 1000000));
  for (auto* one : {list, metric, grid, row}) {
    for (auto* other : {list, metric, grid, row}) {
      if (one != other) one->excludes(other);
    }
  }
}

void add_demo(CLI::App& app, DemoArguments& a) { add_run(app, a.run, false); }

namespace {

/// Throws if one of the options was given that has no effect for the reason `why`.
void refuse_idle(const CLI::App& app, std::initializer_list<const char*> options, const std::string& why) {
  for (const char* option : options) {
    if (app.count(option) > 0) throw ValueError(message(option, ": has no effect ", why));
  }
}

void check_runs(const BoldArguments& a) {
  if (a.bold.size() > 1 && !a.runs.empty()) {
    throw ValueError(
        message("--runs: cuts one file into runs, but --bold names ", a.bold.size(), " files, each a run of its own"));
  }
}

}  // namespace

void check_options(const CLI::App& app, CoupleArguments& a) {
  if (a.bold.bold.empty() == a.networks_from.empty()) {
    throw ValueError("couple: give either --bold or --networks-from");
  }
  check_runs(a.bold);
  if (!a.networks_from.empty()) {
    refuse_idle(app, {"--networks", "--alpha", "--passes", "--batch", "--mask", "--mask-threshold"}, "with --networks-from");
  }
  if (a.bold.mask.empty()) refuse_idle(app, {"--mask-threshold"}, "without --mask");
  if (a.hrf == "none") {
    refuse_idle(app, {"--recipe", "--history", "--leave-out-warm-up", "--slice-time-ref"}, "with --hrf none");
  }
  if (a.labels.empty()) {
    refuse_idle(app, {"--label-column", "--label-period", "--label-hrf", "--min-prevalence", "--top-labels"},
                "without --labels");
  }
  if (a.null == "phase") refuse_idle(app, {"--min-shift"}, "with --null phase");
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() > 0) a.given.insert(option->get_single_name());
  }
}

void check_options(const NetworksArguments& a) {
  check_runs(a.bold);
  if (a.bold.mask.empty() && a.bold.mask_threshold) throw ValueError("--mask-threshold: has no effect without --mask");
}

void check_options(const CLI::App& app) {
  if (app.count("--list") > 0) refuse_idle(app, {"--set", "--metrics", "--threads", "inputs"}, "with --list");
  if (app.count("--grid") > 0) refuse_idle(app, {"inputs"}, "with --grid, which takes two folders");
  if (app.count("--repository-row") > 0) refuse_idle(app, {"--set"}, "with --repository-row");
}

}  // namespace cli
