#include "arguments.hpp"

#include "syncact/hrf/model.hpp"

namespace cli {

namespace {

/// The library's model names, as a check and as help text.
CLI::IsMember hrf_names() {
  std::vector<std::string> names;
  for (const auto name : syncact::hrf::model_names()) names.emplace_back(name);
  return CLI::IsMember(names);
}

void add_learning(CLI::App& app, LearningArguments& a) {
  app.add_option("--networks", a.networks, "How many functional brain networks to learn")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option(
         "--alpha", a.alpha,
         "Sparsity of the maps (0 to 1): a voxel whose correlation with a network's time course is below it stays out of "
         "the map. The lasso penalty for voxels of unit length; times sqrt(scans) it is the penalty of unit-variance voxels")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--passes", a.passes, "Passes of the learner over all voxels")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--batch", a.batch, "Voxels per update of the dictionary")->capture_default_str()->check(CLI::PositiveNumber);
}

void add_bold(CLI::App& app, BoldArguments& a) {
  app.add_option("--bold", a.bold,
                 "fMRI: a table [scan x voxel] as .npy or .tsv, or 4-D NIfTI (.nii, .nii.gz). Several files are several runs")
      ->check(CLI::ExistingFile);
  app.add_option("--mask", a.mask, "NIfTI mask on the grid of --bold: voxels that are not 0 are used. Without it: all voxels")
      ->check(CLI::ExistingFile);
  app.add_option("--tr", a.tr, "Repetition time: seconds from one volume to the next. For NIfTI the header's is the default")
      ->check(CLI::PositiveNumber);
  app.add_option("--runs", a.runs, "Lengths of the runs in volumes, n1,n2,..., if one file holds several runs")->delimiter(',');
  app.add_option("--confounds", a.confounds, "TSV of nuisance regressors, one file per run (n/a in the first row counts as 0)")
      ->check(CLI::ExistingFile);
  app.add_option("--high-pass", a.high_pass,
                 "Remove drifts slower than this [Hz] (discrete cosines; 0.008 is customary); 0 keeps them")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  app.add_option(
         "--detrend", a.detrend,
         "Polynomial removed from every run: none, mean, linear, quadratic. Default: linear for --bold; ready time courses "
         "are left as they are")
      ->check(CLI::IsMember({"none", "mean", "linear", "quadratic"}));
  app.add_option("--drop", a.drop, "Leave out this many volumes at the start of every run (their time still counts)")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  app.add_option("--nan", a.nan, "A NaN or infinity in an input is an error (raise), or its whole signal is left out (exclude)")
      ->capture_default_str()
      ->check(CLI::IsMember({"raise", "exclude"}));
}

void add_run(CLI::App& app, RunArguments& a, bool out_required) {
  app.add_option("--seed", a.seed, "Seed of everything random: the same seed gives the same bytes")->capture_default_str();
  app.add_option("--threads", a.threads, "Threads (default: one per core). The results do not depend on it")
      ->check(CLI::PositiveNumber);
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
                     ->check(CLI::PositiveNumber);
  app.add_option("--fps", a.fps, "Activation rows per second, e.g. 29.97002997 for 30000/1001")
      ->check(CLI::PositiveNumber)
      ->excludes(period);
  app.add_option("--activation-runs", a.activation_runs,
                 "Lengths of the runs in activation rows; default: as many as each run of --runs lasts")
      ->delimiter(',');
  app.add_option("--reduce", a.reduce, "How a channel's map becomes one number (4-D activations)")
      ->capture_default_str()
      ->check(CLI::IsMember({"mean", "max", "l2", "mean_of_positives", "identity"}));
  app.add_option("--hrf", a.hrf, "Haemodynamic response. none: the activations are already convolved and on the scans' clock")
      ->capture_default_str()
      ->check(hrf_names());
  app.add_option(
         "--recipe", a.recipe,
         "From frames to scans: hold (exact for frames shown until the next), interpolate (convolve at the frame rate), "
         "pool (average per TR, then convolve)")
      ->capture_default_str()
      ->check(CLI::IsMember({"hold", "interpolate", "pool"}));
  app.add_option("--slice-time-ref", a.slice_time_ref,
                 "When within its TR a volume counts as measured: 0 onset, 0.5 middle, 1 end")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--offset", a.offset,
                 "The activations (and labels) begin this many seconds after the first volume of each run; volumes outside the "
                 "stimulus are left out");
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
  app.add_option("--label-period", a.label_period, "Seconds from one row of a label table to the next")
      ->check(CLI::PositiveNumber);
  app.add_option("--label-hrf", a.label_hrf,
                 "Haemodynamic response of the labels. Default: that of --hrf, or spm if that is none")
      ->check(hrf_names());
  app.add_option("--min-prevalence", a.min_prevalence, "Labels that are on for less than this many TRs are never given")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  app.add_option("--top-labels", a.top_labels, "At most this many labels per neuron")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--similarity", a.similarity, "Measure of synchrony")
      ->capture_default_str()
      ->check(CLI::IsMember({"pearson", "spearman"}));
  app.add_option("--null", a.null, "Null model: circular shifts within runs, or phase randomisation")
      ->capture_default_str()
      ->check(CLI::IsMember({"shift", "phase"}));
  app.add_option("--permutations", a.permutations, "Draws from the null model")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--min-shift", a.min_shift, "Smallest circular shift, in TRs")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--tail", a.tail, "upper: a neuron goes with a network if both rise together; both: opposite signs count too")
      ->capture_default_str()
      ->check(CLI::IsMember({"both", "upper"}));
  app.add_option("--top", a.top, "Keep only this many partners per neuron and per network, not the whole table")
      ->check(CLI::PositiveNumber);
  app.add_option("--memory-cap", a.memory_cap, "Working memory of the permutation test [MiB]")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
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
  app.add_option("--tr", a.tr, "Repetition time [s]")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--oversampling", a.oversampling, "Samples per TR")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--length", a.length, "Length of the kernel [s]")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--onset", a.onset, "Delay of the response [s]")->capture_default_str();
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
  app.add_option("--out", a.out, "CSV file for --grid and --repository-row");
  app.add_option("--threads", a.threads, "Threads; default: all cores. Results do not depend on it")
      ->check(CLI::PositiveNumber);
  for (auto* one : {list, metric, grid, row}) {
    for (auto* other : {list, metric, grid, row}) {
      if (one != other) one->excludes(other);
    }
  }
}

void add_demo(CLI::App& app, DemoArguments& a) { add_run(app, a.run, false); }

}  // namespace cli
