// The options of `couple`, and which of them go together.
#include "commands/commands.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/synchrony/corrected_p.hpp"
#include "ui/validators.hpp"

namespace cli {

using syncact::ValueError;

void add_couple(CLI::App& app, CoupleArguments& a) {
  app.add_option(
         "--activations", a.activations,
         "What the artificial network did: a table [frame x unit] as .npy or .tsv, [frame x channel x height x width] "
         "or [frame x token x dimension] as .npy, .npz or .safetensors, or the folder of `syncact extract`, thingsvision or "
         "Net2Brain. Or give --model and --movie")
      ->check(CLI::ExistingPath);
  add_film(app, a.film);
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
      ->check(named(syncact::catalog::reductions()));
  app.add_option(
         "--unit-names", a.unit_names,
         "Text file with the name of each unit of an .npy, one a line, for the results (tables have names of their own)")
      ->check(CLI::ExistingFile);
  add_heads(app, a);
  app.add_option("--hrf", a.hrf, "Haemodynamic response. none: the activations are already convolved and on the scans' clock")
      ->capture_default_str()
      ->check(named(syncact::catalog::responses()));
  app.add_option(
         "--recipe", a.recipe,
         "From frames to scans: hold (exact for frames shown until the next), interpolate (convolve at the frame rate), "
         "pool (average per TR, then convolve)")
      ->capture_default_str()
      ->check(named(syncact::catalog::recipes()));
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
  add_templates(app, a.templates);
  add_policies(app, a.policies);
  app.add_option(
         "--labels", a.labels,
         "What the movie shows. BIDS events (onset, duration, trial_type), one file per run, or a table with one column "
         "per label on a clock of its own (--label-period), or the folder of `syncact extract` with a classifier's last layer")
      ->check(CLI::ExistingPath);
  app.add_option("--label-names", a.label_names, "Text file with the name of each column of a folder, one a line")
      ->check(CLI::ExistingFile);
  app.add_option("--label-column", a.label_column, "Column of the events that names the label")->capture_default_str();
  app.add_option("--label-period", a.label_period, "Seconds from one row of a label table to the next")->check(positive());
  app.add_option("--label-hrf", a.label_hrf,
                 "Haemodynamic response of the labels. Default: that of --hrf, or spm if that is none")
      ->check(named(syncact::catalog::responses()));
  app.add_option("--min-prevalence", a.min_prevalence, "Labels that are on for less than this many TRs are never given")
      ->capture_default_str()
      ->check(not_negative());
  app.add_flag(
      "--unique-labels", a.unique_labels,
      "Score of each label what a cross-validated ridge regression on all other labels leaves of it, so that a network "
      "that follows dogs is not labelled animal because dogs are animals");
  app.add_option("--mapper", a.mapper, "How neurons get labels from networks: a mapper of `syncact list mapper`")
      ->capture_default_str()
      ->check(named(syncact::catalog::mappers()));
  app.add_option("--top-labels", a.top_labels, "At most this many labels per neuron")
      ->capture_default_str()
      ->transform(whole(1));
  app.add_option("--top-frames", a.top_frames, "Moments of largest activation on the card of each neuron")
      ->capture_default_str()
      ->transform(whole(1, 100));
  app.add_option("--similarity", a.similarity, "Measure of synchrony")
      ->capture_default_str()
      ->check(named(syncact::catalog::similarities()));
  app.add_option("--null", a.null, "Null model, a name of `syncact list null`")
      ->capture_default_str()
      ->check(named(syncact::catalog::nulls()));
  app.add_option("--permutations", a.permutations, "Draws from the null model")
      ->capture_default_str()
      ->transform(whole(1, 1000000000));
  app.add_option("--min-shift", a.min_shift, "Smallest circular shift, in TRs")->capture_default_str()->check(positive());
  app.add_option(
         "--max-delay", a.max_delay,
         "Look at the synchrony at delays of the brain of up to so many volumes both ways, and warn if it is largest at "
         "another than the clocks say (timing.tsv)")
      ->transform(whole(1));
  app.add_option(
         "--competitor", a.competitors,
         "NAME=FILE: what might explain the networks instead of the model (brightness, loudness, a network with random "
         "weights), "
         "a table or .npy on the clock of the activations. It is scored as the model is, and so is the model after the "
         "competitor is removed from both sides (competitors.tsv). May be repeated; the position in the run and the labels "
         "always compete")
      ->allow_extra_args(false)
      ->check(CLI::Validator(
          [](const std::string& said) {
            const std::size_t equals = said.find('=');
            if (equals == std::string::npos || equals == 0) return said + ": must be NAME=FILE";
            return CLI::ExistingFile(said.substr(equals + 1));
          },
          "NAME=FILE"));
  app.add_flag("--random-twin", a.random_twin, "With --model: its random twin competes too (the film is watched once more)");
  app.add_option(
         "--score", a.scores,
         "Also score the model, and each layer, by these measures of `syncact similarity --list` (cka, rsa, ridge_cv, ...), "
         "neurons against networks, each against draws of the same null (scores.tsv)")
      ->delimiter(',');
  app.add_option("--score-permutations", a.score_permutations, "Draws for each of them; each costs one call of the measure")
      ->capture_default_str()
      ->transform(whole(1, 1000000));
  app.add_flag("--explore", a.explore,
               "Also keep what `syncact serve` needs to show the map of any neuron over all voxels at once: the cleaned voxels "
               "and neurons, in float");
  app.add_flag("--no-competitors", a.no_competitors, "Do not look at competitors");
  app.add_option("--truncated-shift", a.truncated_shift,
                 "Also test without shifts around the end of a run: windows that leave out so many volumes at both ends, which "
                 "holds for "
                 "short and smooth runs (truncated_shift.tsv); no p is below one over this number plus 1")
      ->transform(whole(1));
  app.add_option("--held-out-runs", a.held_out_runs,
                 "Also find the best neuron of each network without these runs, counted from 1, and test it in them "
                 "(held_out.tsv): does a coupling hold for a film that took no part in finding it?")
      ->delimiter(',')
      ->transform(whole(1));
  app.add_option("--held-out-delay", a.held_out_delay,
                 "With --held-out-runs: also fit a delay of each network of up to so many volumes both ways, in the other runs")
      ->capture_default_str()
      ->transform(whole(0, 1000));
  std::vector<std::string> corrections;
  for (const auto& choice : choices(syncact::synchrony::Correction{})) corrections.emplace_back(choice.name);
  app.add_option("--correction", a.correction,
                 "Also list the pairs that are significant at .05 after this correction for their number (significant.tsv)")
      ->check(CLI::IsMember(corrections));
  app.add_flag("--tail-fit", a.tail_fit,
               "Also give family-wise p below what the null draws can resolve, from a generalized Pareto distribution of the "
               "largest of them (p_tail.tsv)");
  app.add_option("--tail", a.tail, "upper: a neuron goes with a network if both rise together; both: opposite signs count too")
      ->capture_default_str()
      ->check(CLI::IsMember({"both", "upper"}));
  app.add_option("--top", a.top, "Keep only this many partners per neuron and per network, not the whole table")
      ->transform(whole(1));
  app.add_flag(
      "--resume", a.resume,
      "Go on with the synchrony where the same command was stopped; all else is computed again. The bytes are those of a "
      "run that was not stopped");
  app.add_option("--checkpoint-every", a.checkpoint_every, "Seconds after which the synchrony so far is kept for --resume")
      ->capture_default_str()
      ->check(not_negative());
  add_stream(app, a);
  add_run(app, a.run, true);
}

void check_options(const CLI::App& app, CoupleArguments& a) {
  if (a.activations.empty() == a.film.model.empty()) {
    throw ValueError("couple: give either --activations, or --model and --movie");
  }
  if (!a.film.model.empty() && a.film.movies.empty()) throw ValueError("--model: needs --movie, which it watches");
  if (a.film.model.empty()) {
    refuse_idle(app,
                {"--model-config", "--movie", "--layers", "--preprocessing", "--size", "--frame-rate", "--picture-period",
                 "--sound", "--film-batch", "--random-weights", "--random-twin"},
                "without --model");
  } else {
    refuse_idle(app, {"--unit-names", "--heads"}, "with --model, whose units have names");
    if (a.film.model == "low_level")
      refuse_idle(app,
                  {"--model-config", "--layers", "--preprocessing", "--size", "--reduce", "--random-weights", "--random-twin"},
                  "with --model low_level");
  }
  if (a.bold.bold.empty() == a.networks_from.empty()) {
    throw ValueError("couple: give either --bold or --networks-from");
  }
  check_runs(a.bold, a.learning);
  check_stream(a);
  if (!a.networks_from.empty()) {
    refuse_idle(app,
                {"--networks", "--learner", "--coder", "--group", "--alpha", "--passes", "--batch", "--mask",
                 "--mask-threshold", "--stream", "--explore", "--templates"},
                "with --networks-from");
  }
  if (!a.learning.group.empty() && !a.bold.confounds.empty()) {
    throw ValueError(
        "--confounds: with --group, confounds differ between subjects, so that no one projection leads from neurons to the "
        "mean "
        "of their networks; clean the scans before, and give none");
  }
  if (a.stream || !a.learning.group.empty()) {
    refuse_idle(app, {"--explore"}, "with --stream or --group: it needs the voxels of one subject in memory");
  }
  if (!a.learning.group.empty()) refuse_idle(app, {"--templates"}, "with --group");
  if (a.bold.mask.empty()) refuse_idle(app, {"--mask-threshold"}, "without --mask");
  if (a.hrf == "none") {
    refuse_idle(app, {"--recipe", "--history", "--leave-out-warm-up", "--slice-time-ref"}, "with --hrf none");
  }
  if (a.labels.empty()) {
    refuse_idle(app,
                {"--label-column", "--label-period", "--label-names", "--label-hrf", "--min-prevalence", "--unique-labels",
                 "--mapper", "--top-labels"},
                "without --labels");
  }
  for (const char* option : {"--max-delay", "--truncated-shift"}) {
    if (app.get_option(option)->count() > 0 && a.similarity != "pearson") {
      throw ValueError(std::string(option) + ": looks at Pearson's r, not at --similarity " + a.similarity);
    }
  }
  if (a.correction == "holm" && a.top) {
    throw ValueError("--correction holm: needs the ranks of all pairs, but --top keeps only some");
  }
  if (a.held_out_runs.empty()) refuse_idle(app, {"--held-out-delay"}, "without --held-out-runs");
  if (a.scores.empty()) refuse_idle(app, {"--score-permutations"}, "without --score");
  if (a.no_competitors) refuse_idle(app, {"--competitor", "--random-twin"}, "with --no-competitors");
  if (a.null != "shift") refuse_idle(app, {"--min-shift"}, "with --null " + a.null);
  std::vector<std::string> kinds{"similarity", "null"};
  if (a.hrf != "none") kinds.insert(kinds.begin(), "hrf");
  if (a.networks_from.empty()) kinds.insert(kinds.end(), {"learner", "coder", "group"});
  if (!a.labels.empty()) kinds.emplace_back("mapper");
  if (!a.film.model.empty()) kinds.emplace_back("preprocessing");
  check_policies(a.policies, kinds);
  for (const std::string& said : a.policies.set) {
    if (said.starts_with("null.min_shift=")) refuse_idle(app, {"--min-shift"}, "with --set null.min_shift");
    if (said.starts_with("mapper.n_labels=")) refuse_idle(app, {"--top-labels"}, "with --set mapper.n_labels");
  }
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() > 0) a.given.insert(option->get_single_name());
  }
}

}  // namespace cli
