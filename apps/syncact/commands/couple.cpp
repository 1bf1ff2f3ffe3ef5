#include <algorithm>
#include <cmath>
#include <numeric>

#include "commands/commands.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/activation_file.hpp"
#include "files/alignment.hpp"
#include "files/labels.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/adapt/pointer.hpp"
#include "syncact/annotation/annotate.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/stats/null_tail.hpp"
#include "syncact/study/brain.hpp"
#include "syncact/study/neurons.hpp"
#include "syncact/synchrony/cautions.hpp"
#include "syncact/synchrony/timing.hpp"
#include "syncact/synchrony/truncated_shift_test.hpp"
#include "ui/progress_bar.hpp"
#include "ui/validators.hpp"

namespace cli {

using syncact::MatrixX;
using syncact::message;
using syncact::Seconds;
using syncact::SeriesView;
using syncact::Timeline;
using syncact::ValueError;
namespace annotation = syncact::annotation;
namespace signal = syncact::signal;
namespace synchrony = syncact::synchrony;

namespace {

/// Seconds per activation row. Only activations that are already on the scans' clock (--hrf none) may go without.
double activation_period(const CoupleArguments& a, double tr, Manifest& manifest) {
  if (a.activation_period) return *a.activation_period;
  if (a.fps) return 1.0 / *a.fps;
  if (a.hrf != "none") {
    throw ValueError(a.activations +
                     ": has no clock; give --activation-period or --fps (equal lengths do not prove equal clocks)");
  }
  manifest.note("activation_clock", "that of the scans, as --hrf none says");
  return tr;
}

/// Lengths of the runs in activation rows: said, or as long as the scans of each run last.
std::vector<Index> activation_runs(const CoupleArguments& a, Index n_frames, double period, const Scans& scans) {
  if (!a.activation_runs.empty()) {
    const Index sum = std::accumulate(a.activation_runs.begin(), a.activation_runs.end(), Index{0});
    if (sum != n_frames)
      throw ValueError(message(a.activations, ": has ", n_frames, " rows, but --activation-runs add up to ", sum));
    return a.activation_runs;
  }
  if (scans.lengths.size() == 1) return {n_frames};
  std::vector<Index> lengths;
  for (const Index n : scans.lengths) lengths.push_back(std::llround(static_cast<double>(n) * scans.tr / period));
  const Index sum = std::accumulate(lengths.begin(), lengths.end(), Index{0});
  if (sum != n_frames) {
    throw ValueError(message(a.activations, ": has ", n_frames, " rows every ", period, " s, but the ", scans.lengths.size(),
                             " runs of ", scans.name, " last ", sum, " rows; give --activation-runs"));
  }
  return lengths;
}

/// Leaves out the rows that the alignment leaves out.
void keep_rows(Scans& scans, const Alignment& alignment) {
  if (alignment.n_dropped == 0) return;
  if (!scans.mapped.empty()) scans.kept = alignment.kept;
  MatrixX<double> values, confounds;
  Index begin = 0;
  for (std::size_t r = 0; r < scans.lengths.size(); ++r) {
    const auto [first, n] = alignment.kept[r];
    if (scans.mapped.empty()) append_rows(values, scans.values.middleRows(begin + first, n), scans.name);
    if (scans.confounds.size() > 0) append_rows(confounds, scans.confounds.middleRows(begin + first, n), scans.name);
    begin += scans.lengths[r];
    scans.lengths[r] = n;
  }
  scans.values = std::move(values);
  scans.confounds = std::move(confounds);
}

/// Convolved features, row for row: those of the kept scans.
MatrixX<double> rows_of_scans(const ActivationFile& file, const std::string& path, const Alignment& alignment, double tr) {
  MatrixX<double> all;
  Index begin = 0;
  for (Index r = 0; r < alignment.scans.n_runs(); ++r) {
    const syncact::Run& shown = alignment.frames.run(r);
    const double period = shown.sampling.period().count();
    if (std::abs(period - tr) > 1e-6 * tr) {
      throw ValueError(
          message(path, ": --hrf none needs one row per volume, but a row lasts ", period, " s and the TR is ", tr, " s"));
    }
    const auto [first_scan, n] = syncact::nth(alignment.kept, r);
    const Index first = first_scan - std::llround(shown.begin() / tr);
    if (first < 0 || first + n > shown.n) {
      throw ValueError(message(path, ": run ", r + 1, " needs rows ", first, " to ", first + n - 1, ", but has rows 0 to ",
                               shown.n - 1, "; --trim leaves out scans beyond its end"));
    }
    append_rows(all, MatrixX<double>(file.frames(begin + first, n)), path);
    begin += shown.n;
  }
  return all;
}

signal::FrameOptions frame_options(const CoupleArguments& a) {
  using signal::History;
  return {.recipe = with_named(syncact::catalog::recipes(), "recipe", a.recipe, {}, [](auto recipe) { return recipe; }),
          .history = a.history == "zero"          ? History::zero
                     : a.history == "first_frame" ? History::first_frame
                                                  : History::mean,
          .allow_mismatch = true,
          .nan = nan_policy(a.bold)};
}

/// Calls f with the response that was asked for.
template <class F>
decltype(auto) with_response(const CoupleArguments& a, F&& f) {
  return syncact::hrf::with_model(a.hrf, syncact::hrf::Convention::exact, settings_of(a.policies, "hrf"), std::forward<F>(f));
}

/// Activations that name their file where they are not finite.
struct CheckedActivations {
  const CoupleArguments& a;
  const ActivationFile& file;

  [[nodiscard]] Index n_frames() const { return file.n_frames(); }
  [[nodiscard]] Index n_units() const { return file.n_units(); }
  [[nodiscard]] Index block_frames() const { return file.block_frames(); }
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const {
    auto block = file.frames(first, n);
    if (nan_policy(a.bold) == syncact::NanPolicy::exclude) return block;
    if (const auto at = syncact::first_non_finite(syncact::view_row_major(block.data(), block.rows(), block.cols()))) {
      throw ValueError(message(a.activations, ": ", block(at->time, at->signal), " at frame ", first + at->time, " of unit ",
                               at->signal, " (counted from 0); --nan exclude leaves such units out"));
    }
    return block;
  }
};

/// Activations on the clock of the scans that are used.
MatrixX<double> read_neurons(const CoupleArguments& a, const ActivationFile& file, const Alignment& alignment, double tr,
                             Stages& stages) {
  return stages.run("activations", [&](const syncact::Context<>& context) {
    MatrixX<double> neurons =
        a.hrf == "none" ? rows_of_scans(file, a.activations, alignment, tr) : with_response(a, [&](const auto& h) {
          return syncact::study::neurons_at_scans<double>(CheckedActivations{a, file}, alignment.frames, h, alignment.scans,
                                                          frame_options(a), context);
        });
    check_finite(neurons, a.activations, "scan", "unit", a.bold);
    return neurons;
  });
}

synchrony::Tail tail_of(const CoupleArguments& a) { return a.tail == "both" ? synchrony::Tail::both : synchrony::Tail::upper; }

/// Calls f(options) with the coupling options of the command line.
template <class F>
decltype(auto) with_options(const CoupleArguments& a, double tr, F&& f) {
  std::vector<syncact::Setting> null_settings = settings_of(a.policies, "null");
  if (a.null == "shift" && null_settings.empty()) null_settings.push_back({"min_shift", exact(a.min_shift * tr)});
  return with_named(
      syncact::catalog::similarities(), "similarity", a.similarity, settings_of(a.policies, "similarity"),
      [&](const auto& similarity) {
        return with_named(syncact::catalog::nulls(), "null model", a.null, null_settings, [&](const auto& null) {
          synchrony::CouplingOptions<std::remove_cvref_t<decltype(similarity)>, std::remove_cvref_t<decltype(null)>> options;
          options.similarity = similarity;
          options.null = null;
          options.n_permutations = a.permutations;
          options.seed = a.run.seed;
          options.tail = tail_of(a);
          options.nan = syncact::NanPolicy::exclude;  // raised earlier, with the name of the file
          return f(options);
        });
      });
}

/// The mapper's annotations.
std::vector<annotation::Annotation> annotate(const CoupleArguments& a, const synchrony::Synchrony<double>& synchrony,
                                             const annotation::LabelScores& scores, Manifest& manifest) {
  std::vector<syncact::Setting> settings{{"n_labels", std::to_string(a.top_labels)}};
  for (const syncact::Setting& said : settings_of(a.policies, "mapper")) settings.push_back(said);
  return with_named(syncact::catalog::mappers(), "mapper", a.mapper, settings, [&](const auto& mapper) {
    note_policy(manifest, "mapper", a.mapper, syncact::list_options(mapper));
    return annotation::annotate(mapper, synchrony, scores);
  });
}

/// All that was read and checked, before anything is computed.
struct Study {
  Scans scans;                ///< of the first subject, if there are several
  std::vector<Scans> others;  ///< the other subjects
  Alignment alignment;
  signal::Nuisance nuisance;
  std::optional<syncact::study::Labels> labels;
  Index n_warm_up = 0;  ///< volumes whose response reaches back before the first frame of their run
};

/// What ran, before anything is written.
struct Coupled {
  std::optional<synchrony::Timing> timing{};
  std::optional<synchrony::TruncatedShiftTest> truncated{};
  syncact::study::Brain<double> brain;
  synchrony::Synchrony<double> synchrony;
  std::optional<annotation::LabelScores> label_scores;
  std::vector<annotation::Annotation> annotations;
};

/// Throws unless all subjects have the runs of the first.
void require_same_runs(const Scans& first, const std::vector<Scans>& others) {
  for (const Scans& other : others) {
    if (other.lengths == first.lengths) continue;
    throw ValueError(message(other.name, ": its runs are not those of ", first.name,
                             ", but subjects whose networks are coupled must have watched the same film"));
  }
}

Study read_study(const CoupleArguments& a, const ActivationFile& file, Scans scans, std::vector<Scans> others,
                 Manifest& manifest) {
  require_same_runs(scans, others);
  const double period = activation_period(a, scans.tr, manifest);
  const Timeline frames(syncact::Sampling::every(Seconds{period}), activation_runs(a, file.n_frames(), period, scans));
  const double slice_time_ref = a.hrf == "none" ? 0.0 : a.slice_time_ref;
  const Timeline clock = Timeline::scans(Seconds{scans.tr}, slice_time_ref, scans.lengths);
  const std::vector<Index> volumes = scans.lengths;
  Alignment alignment =
      align(frames, a.activations, clock, scans.name, scans.tr, slice_time_ref, {.offset = a.offset, .trim = a.trim});
  Study study{
      .scans = std::move(scans), .others = std::move(others), .alignment = std::move(alignment), .nuisance = {}, .labels = {}};
  manifest.note("tr", study.scans.tr);
  manifest.note("volumes_outside_the_stimulus", study.alignment.n_dropped);
  keep_rows(study.scans, study.alignment);
  for (Scans& other : study.others) keep_rows(other, study.alignment);
  study.nuisance = nuisance(a.bold, study.scans, !a.networks_from.empty(), manifest);
  const std::vector<bool> settled =
      with_response(a, [&](const auto& h) { return signal::settled_scans(h, study.alignment.frames, study.alignment.scans); });
  study.n_warm_up = std::count(settled.begin(), settled.end(), false);
  manifest.note("warm_up_volumes", study.n_warm_up);
  manifest.note("warm_up_left_out", a.leave_out_warm_up);
  if (a.leave_out_warm_up) study.nuisance.keep = settled;
  if (!a.labels.empty()) study.labels = read_labels(a, study.alignment, volumes, study.scans.tr, manifest);
  return study;
}

/// The brain's side: networks that are ready, of one subject, or of several.
syncact::study::Brain<double> make_brain(const CoupleArguments& a, Study& study, Stages& stages, Manifest& manifest) {
  auto projection = signal::nuisance_projection(study.alignment.scans, study.nuisance);
  if (!a.networks_from.empty()) {
    return syncact::study::brain_of_courses(SeriesView<double>(study.scans.values), std::move(projection));
  }
  if (a.learning.group.empty()) return learn_brain(a, study.scans, projection, stages, manifest);
  std::vector<MatrixX<double>> cleaned{clean_scans(a, study.scans, projection, stages)};
  for (const Scans& other : study.others) cleaned.push_back(clean_scans(a, other, projection, stages));
  return syncact::study::brain_of_group(learn_group(a, cleaned, stages, manifest), projection);
}

/// Synchrony at other delays than the clocks say, with a warning if it is larger there.
synchrony::Timing find_timing(const CoupleArguments& a, const Study& study, const MatrixX<double>& neurons,
                              const syncact::study::Brain<double>& brain, Stages& stages, Manifest& manifest) {
  const synchrony::TimingOptions options{.max_delay = *a.max_delay,
                                         .min_shift = Seconds{a.min_shift * study.scans.tr},
                                         .tail = tail_of(a),
                                         .nan = syncact::NanPolicy::exclude};
  auto timing = stages.run("timing", [&](const syncact::Context<>& context) {
    return synchrony::timing(neurons, brain.courses, brain.projection, options, context);
  });
  if (!timing.warning.empty()) manifest.warn(timing.warning);
  manifest.note("timing_peak_scans", timing.peak);
  manifest.note("timing_p_peak", timing.p_peak);
  return timing;
}

/// timing.tsv: the curve, and the band that unrelated series leave in .05 of studies.
void write_timing(const std::string& folder, const synchrony::Timing& timing, double tr, Manifest& manifest) {
  syncact::io::TsvWriter table({"delay_scans", "delay_seconds", "mean_best_network", "threshold"});
  for (std::size_t i = 0; i < timing.delays.size(); ++i) {
    table.row(timing.delays[i], static_cast<double>(timing.delays[i]) * tr, timing.synchrony[static_cast<Index>(i)],
              timing.threshold);
  }
  table.write(folder + "/timing.tsv");
  manifest.add_output(folder + "/timing.tsv");
}

/// truncated_shift.tsv: of each neuron, the network of the largest statistic in the windows.
void write_truncated(const std::string& folder, const synchrony::TruncatedShiftTest& test, const CoupleArguments& a,
                     const Names& names, Manifest& manifest) {
  syncact::io::TsvWriter table({"neuron", "network", "network_name", "r", "p_uncorrected", "p_fwe", "neuron_name"});
  for (Index i = 0; i < test.r.rows(); ++i) {
    std::optional<Index> best;
    const auto statistic = [&](Index k) { return tail_of(a) == synchrony::Tail::both ? std::abs(test.r(i, k)) : test.r(i, k); };
    for (Index k = 0; k < test.r.cols(); ++k) {
      if (!std::isnan(test.r(i, k)) && (!best || statistic(k) > statistic(*best))) best = k;
    }
    if (!best) continue;
    table.row(i, *best, syncact::nth(names.networks, *best), test.r(i, *best), test.p_uncorrected(i, *best),
              test.p_fwe(i, *best), syncact::nth(names.neurons, i));
  }
  table.write(folder + "/truncated_shift.tsv");
  manifest.add_output(folder + "/truncated_shift.tsv");
}

/// p_tail.tsv: the family-wise p of each neuron's best network, beyond what the null draws can resolve.
void write_tails(const std::string& folder, const synchrony::Synchrony<double>& synchrony, const Names& names,
                 std::uint64_t seed, Manifest& manifest) {
  syncact::io::TsvWriter table(
      {"neuron", "network", "network_name", "r", "n_reached", "n_draws", "p_fwe", "p_tail", "n_excesses", "neuron_name"});
  const syncact::stats::NullTail null(synchrony.null.max, {.seed = seed});
  for (const auto& best : synchrony.best_network) {
    if (!best) continue;
    const auto tail = null.p(synchrony.statistic(best->r) - synchrony.settings.tie_tolerance);
    table.row(best->neuron, best->network, syncact::nth(names.networks, best->network), best->r, tail.n_reached, tail.n_draws,
              best->p_fwe, tail.p, tail.n_excesses, syncact::nth(names.neurons, best->neuron));
  }
  table.write(folder + "/p_tail.tsv");
  manifest.add_output(folder + "/p_tail.tsv");
}

Coupled couple_all(const CoupleArguments& a, Study& study, const ActivationFile& file, Manifest& manifest) {
  Stages stages = program_stages(a);
  auto brain = make_brain(a, study, stages, manifest);
  const MatrixX<double> neurons = read_neurons(a, file, study.alignment, study.scans.tr, stages);
  auto synchrony = stages.run("synchrony", [&](const syncact::Context<>& context) {
    return with_options(a, study.scans.tr, [&](auto options) {
      note_policy(manifest, "similarity", a.similarity, syncact::list_options(options.similarity));
      note_policy(manifest, "null", a.null, syncact::list_options(options.null));
      options.keep_top = a.top;
      return synchrony::couple(neurons, brain.courses, brain.projection, options, context);
    });
  });
  for (const std::string& caution : synchrony::cautions(synchrony)) manifest.warn(caution);
  manifest.note("effective_samples", synchrony.settings.effective_samples);
  manifest.note("neurons_at_smallest_p", synchrony::n_at_floor(synchrony));
  Coupled result{{}, {}, std::move(brain), std::move(synchrony), {}, {}};
  if (a.max_delay) result.timing = find_timing(a, study, neurons, result.brain, stages, manifest);
  if (a.truncated_shift) {
    const synchrony::TruncatedShiftOptions options{
        .max_shift = *a.truncated_shift, .tail = tail_of(a), .nan = syncact::NanPolicy::exclude};
    result.truncated = stages.run("truncated_shift", [&](const syncact::Context<>& context) {
      return synchrony::truncated_shift_test(neurons, result.brain.courses, result.brain.projection, options, context);
    });
  }
  if (study.labels) {
    stages.run("annotation", [&](const syncact::Context<>& context) {
      const syncact::study::Labels& labels = *study.labels;
      result.label_scores =
          with_options(a, study.scans.tr, [&]<class S, class N>(const synchrony::CouplingOptions<S, N>& options) {
            const annotation::LabelOptions<S, N> label_options{.coupling = options, .min_prevalence = a.min_prevalence};
            return annotation::score_labels(result.brain.courses, labels.regressors, result.brain.projection, labels.names,
                                            labels.prevalence, label_options, context);
          });
      result.annotations = annotate(a, result.synchrony, *result.label_scores, manifest);
    });
  }
  manifest.add_times(stages.times());
  return result;
}

void report(const CoupleArguments& a, const Study& study, const Coupled& coupled, const syncact::score::ModelScore& score) {
  Index n_fwe = 0;
  for (const auto& best : coupled.synchrony.best_network) {
    if (best && best->p_fwe <= 0.05) ++n_fwe;
  }
  std::printf("%td neurons x %td networks; %td neurons follow a network (p_fwe <= .05, threshold r %.3f, %td null draws)\n",
              score.n_neurons, score.n_networks, n_fwe, coupled.synchrony.threshold_fwe, coupled.synchrony.settings.n_draws);
  if (const Index n = synchrony::n_at_floor(coupled.synchrony); n > 0) {
    std::printf("%td of them have the smallest p that so many draws can give, %.4g: compare their r, not their p%s\n", n,
                syncact::stats::p_from_null(0, coupled.synchrony.settings.n_draws),
                a.tail_fit ? "" : " (--tail-fit tells smaller p)");
  }
  std::printf(
      "mean best neuron %.4f (null %.4f, effect %.3f, p %.4g); mean best network %.4f (null %.4f, effect %.3f, p %.4g)\n",
      score.mean_best_neuron.value, score.mean_best_neuron.null_mean, score.mean_best_neuron.chance_corrected,
      score.mean_best_neuron.p, score.mean_best_network.value, score.mean_best_network.null_mean,
      score.mean_best_network.chance_corrected, score.mean_best_network.p);
  if (study.n_warm_up > 0) {
    std::printf("%td of %td volumes reach back before the first frame of their run%s\n", study.n_warm_up,
                study.alignment.scans.size(),
                a.leave_out_warm_up ? " and were left out"
                                    : (", where " + a.history + " stands in; --leave-out-warm-up leaves them out").c_str());
  }
  if (coupled.label_scores) std::printf("%zu annotations\n", coupled.annotations.size());
  std::printf("files in %s\n", a.run.out.c_str());
}

}  // namespace

void run_couple(const CoupleArguments& a, const nlohmann::ordered_json& settings) {
  OutputFolder folder(a.run.out);
  Manifest manifest("couple", settings);
  std::vector<Scans> subjects = manifest.timed("read", [&] {
    if (!a.learning.group.empty()) return read_subjects(a.bold, manifest);
    std::vector<Scans> one;
    one.push_back(a.networks_from.empty() ? read_subject(a, manifest) : read_courses(a.networks_from, a.bold, manifest));
    return one;
  });
  Scans scans = std::move(subjects.front());
  subjects.erase(subjects.begin());
  manifest.add_input("activations", a.activations);
  if (!a.unit_names.empty()) manifest.add_input("unit_names", a.unit_names);
  const ActivationFile file(a.activations, a.reduce, a.unit_names);
  if (a.given.contains("reduce") && !file.has_maps()) {
    throw ValueError(a.activations + ": has no maps, so that --reduce has no effect");
  }
  Study study = read_study(a, file, std::move(scans), std::move(subjects), manifest);
  const Coupled coupled = couple_all(a, study, file, manifest);
  if (coupled.synchrony.n_defined == 0) {
    throw ValueError(
        message(a.activations, ": no unit, or no network, varies beyond what was removed from it; nothing can be coupled"));
  }
  const auto score = syncact::score::model_score(coupled.synchrony);

  const std::string& out = folder.staging();
  const Names names{
      .neurons = file.unit_names(),
      .networks = network_names(coupled.brain.learned || coupled.brain.group ? std::vector<std::string>{} : study.scans.names,
                                coupled.synchrony.n_networks())};
  if (coupled.brain.learned) write_networks(out, *coupled.brain.learned, study.scans.mask, manifest);
  if (coupled.brain.group) {
    std::vector<std::optional<syncact::io::Mask>> masks{study.scans.mask};
    for (const Scans& other : study.others) masks.push_back(other.mask);
    write_group(out, *coupled.brain.group, subject_names(a.bold.bold), masks, manifest);
  }
  write_synchrony(out, coupled.synchrony, names, manifest);
  if (coupled.label_scores) {
    write_label_scores(out, *coupled.label_scores, names.networks, manifest);
    write_annotations(out, *coupled.label_scores, coupled.annotations, names, manifest);
  }
  write_score(out, score, coupled.synchrony, manifest);
  if (coupled.truncated) write_truncated(out, *coupled.truncated, a, names, manifest);
  if (a.tail_fit) write_tails(out, coupled.synchrony, names, a.run.seed, manifest);
  if (coupled.timing) write_timing(out, *coupled.timing, study.scans.tr, manifest);
  manifest.write(out);
  folder.commit();
  report(a, study, coupled, score);
}

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
      ->check(named(syncact::catalog::reductions()));
  app.add_option(
         "--unit-names", a.unit_names,
         "Text file with the name of each unit of an .npy, one a line, for the results (tables have names of their own)")
      ->check(CLI::ExistingFile);
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
  add_policies(app, a.policies);
  app.add_option(
         "--labels", a.labels,
         "What the movie shows. BIDS events (onset, duration, trial_type), one file per run, or a table with one column "
         "per label on a clock of its own (--label-period)")
      ->check(CLI::ExistingFile);
  app.add_option("--label-column", a.label_column, "Column of the events that names the label")->capture_default_str();
  app.add_option("--label-period", a.label_period, "Seconds from one row of a label table to the next")->check(positive());
  app.add_option("--label-hrf", a.label_hrf,
                 "Haemodynamic response of the labels. Default: that of --hrf, or spm if that is none")
      ->check(named(syncact::catalog::responses()));
  app.add_option("--min-prevalence", a.min_prevalence, "Labels that are on for less than this many TRs are never given")
      ->capture_default_str()
      ->check(not_negative());
  app.add_option("--mapper", a.mapper, "How neurons get labels from networks: a mapper of `syncact list mapper`")
      ->capture_default_str()
      ->check(named(syncact::catalog::mappers()));
  app.add_option("--top-labels", a.top_labels, "At most this many labels per neuron")
      ->capture_default_str()
      ->transform(whole(1));
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
  app.add_option("--truncated-shift", a.truncated_shift,
                 "Also test without shifts around the end of a run: windows that leave out so many volumes at both ends, which "
                 "holds for "
                 "short and smooth runs (truncated_shift.tsv); no p is below one over this number plus 1")
      ->transform(whole(1));
  app.add_flag("--tail-fit", a.tail_fit,
               "Also give family-wise p below what the null draws can resolve, from a generalized Pareto distribution of the "
               "largest of them (p_tail.tsv)");
  app.add_option("--tail", a.tail, "upper: a neuron goes with a network if both rise together; both: opposite signs count too")
      ->capture_default_str()
      ->check(CLI::IsMember({"both", "upper"}));
  app.add_option("--top", a.top, "Keep only this many partners per neuron and per network, not the whole table")
      ->transform(whole(1));
  add_stream(app, a);
  add_run(app, a.run, true);
}

void check_options(const CLI::App& app, CoupleArguments& a) {
  if (a.bold.bold.empty() == a.networks_from.empty()) {
    throw ValueError("couple: give either --bold or --networks-from");
  }
  check_runs(a.bold, a.learning);
  check_stream(a);
  if (!a.networks_from.empty()) {
    refuse_idle(app,
                {"--networks", "--learner", "--coder", "--group", "--alpha", "--passes", "--batch", "--mask",
                 "--mask-threshold", "--stream"},
                "with --networks-from");
  }
  if (!a.learning.group.empty() && !a.bold.confounds.empty()) {
    throw ValueError(
        "--confounds: with --group, confounds differ between subjects, so that no one projection leads from neurons to the "
        "mean "
        "of their networks; clean the scans before, and give none");
  }
  if (a.bold.mask.empty()) refuse_idle(app, {"--mask-threshold"}, "without --mask");
  if (a.hrf == "none") {
    refuse_idle(app, {"--recipe", "--history", "--leave-out-warm-up", "--slice-time-ref"}, "with --hrf none");
  }
  if (a.labels.empty()) {
    refuse_idle(app, {"--label-column", "--label-period", "--label-hrf", "--min-prevalence", "--mapper", "--top-labels"},
                "without --labels");
  }
  for (const char* option : {"--max-delay", "--truncated-shift"}) {
    if (app.get_option(option)->count() > 0 && a.similarity != "pearson") {
      throw ValueError(std::string(option) + ": looks at Pearson's r, not at --similarity " + a.similarity);
    }
  }
  if (a.null != "shift") refuse_idle(app, {"--min-shift"}, "with --null " + a.null);
  std::vector<std::string> kinds{"similarity", "null"};
  if (a.hrf != "none") kinds.insert(kinds.begin(), "hrf");
  if (a.networks_from.empty()) kinds.insert(kinds.end(), {"learner", "coder", "group"});
  if (!a.labels.empty()) kinds.emplace_back("mapper");
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
