#include <algorithm>
#include <cmath>
#include <numeric>

#include "commands/commands.hpp"
#include "commands/prepare.hpp"
#include "files/activation_file.hpp"
#include "files/alignment.hpp"
#include "files/labels.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/adapt/pointer.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/hrf/model.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/measure/spearman.hpp"
#include "ui/progress_bar.hpp"

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
  MatrixX<double> values, confounds;
  Index begin = 0;
  for (std::size_t r = 0; r < scans.lengths.size(); ++r) {
    const auto [first, n] = alignment.kept[r];
    append_rows(values, scans.values.middleRows(begin + first, n), scans.name);
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
    const auto [first_scan, n] = alignment.kept[static_cast<std::size_t>(r)];
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
  using enum signal::FrameRecipe;
  using signal::History;
  return {.recipe = a.recipe == "pool"          ? pool
                    : a.recipe == "interpolate" ? interpolate
                                                : hold,
          .history = a.history == "zero"          ? History::zero
                     : a.history == "first_frame" ? History::first_frame
                                                  : History::mean,
          .allow_mismatch = true};
}

/// Activations through the response, streamed from disk.
MatrixX<double> through_response(const CoupleArguments& a, const ActivationFile& file, const Alignment& alignment) {
  const auto op = syncact::hrf::with_model(
      a.hrf, [&](const auto& h) { return signal::frame_operator(h, alignment.frames, alignment.scans, frame_options(a)); });
  ProgressBar bar("activations to scans");
  const syncact::Progress progress = bar.callback();
  signal::FrameStream<double> stream(op, file.n_units(), nan_policy(a.bold), {.executor = threads(a.run)});
  for (Index first = 0; first < file.n_frames(); first += file.block_frames()) {
    const auto block = file.frames(first, std::min(file.block_frames(), file.n_frames() - first));
    if (const auto at = syncact::first_non_finite(syncact::view_row_major(block.data(), block.rows(), block.cols()));
        at && nan_policy(a.bold) == syncact::NanPolicy::raise) {
      throw ValueError(message(a.activations, ": ", block(at->time, at->signal), " at frame ", first + at->time, " of unit ",
                               at->signal, " (counted from 0); --nan exclude leaves such units out"));
    }
    stream.push(syncact::view_row_major(block.data(), block.rows(), block.cols()));
    if (progress) progress(first + block.rows(), file.n_frames());
  }
  return std::move(stream).finish();
}

std::size_t memory_cap(const CoupleArguments& a) { return static_cast<std::size_t>(a.memory_cap * 1024 * 1024); }

/// Calls f(options) with the coupling options of the command line; two policies by two make four types.
template <class F>
decltype(auto) with_options(const CoupleArguments& a, double tr, F&& f) {
  const auto finish = [&](auto similarity, auto null) {
    synchrony::CouplingOptions<decltype(similarity), decltype(null)> options;
    options.similarity = similarity;
    options.null = null;
    options.n_permutations = a.permutations;
    options.seed = a.run.seed;
    options.tail = a.tail == "both" ? synchrony::Tail::both : synchrony::Tail::upper;
    options.nan = syncact::NanPolicy::exclude;  // raised earlier, with the name of the file
    return f(options);
  };
  const auto with_null = [&](auto similarity) {
    if (a.null == "phase") return finish(similarity, syncact::stats::PhaseRandomization{});
    return finish(similarity, syncact::stats::CircularShift{.min_shift = Seconds{a.min_shift * tr}});
  };
  if (a.similarity == "spearman") return with_null(syncact::synchrony::measure::Spearman{});
  return with_null(syncact::synchrony::measure::Pearson{});
}

/// All that was read and checked, before anything is computed.
struct Study {
  Scans scans;
  Alignment alignment;
  signal::Nuisance nuisance;
  std::optional<Labels> labels;
  Index n_warm_up = 0;  ///< volumes whose response reaches back before the first frame of their run
};

/// What ran, before anything is written.
struct Coupled {
  std::optional<syncact::networks::Networks<double>> learned;
  synchrony::Synchrony<double> synchrony;
  std::optional<annotation::LabelScores> label_scores;
  std::vector<annotation::Annotation> annotations;
};

Study read_study(const CoupleArguments& a, const ActivationFile& file, Scans scans, Manifest& manifest) {
  const double period = activation_period(a, scans.tr, manifest);
  const Timeline frames(syncact::Sampling::every(Seconds{period}), activation_runs(a, file.n_frames(), period, scans));
  const double slice_time_ref = a.hrf == "none" ? 0.0 : a.slice_time_ref;
  const Timeline clock = Timeline::scans(Seconds{scans.tr}, slice_time_ref, scans.lengths);
  const std::vector<Index> volumes = scans.lengths;
  Alignment alignment =
      align(frames, a.activations, clock, scans.name, scans.tr, slice_time_ref, {.offset = a.offset, .trim = a.trim});
  Study study{.scans = std::move(scans), .alignment = std::move(alignment), .nuisance = {}, .labels = {}};
  manifest.note("tr", study.scans.tr);
  manifest.note("volumes_outside_the_stimulus", study.alignment.n_dropped);
  keep_rows(study.scans, study.alignment);
  study.nuisance = nuisance(a.bold, study.scans, !a.networks_from.empty(), manifest);
  const std::vector<bool> settled = syncact::hrf::with_model(
      a.hrf, [&](const auto& h) { return signal::settled_scans(h, study.alignment.frames, study.alignment.scans); });
  study.n_warm_up = std::count(settled.begin(), settled.end(), false);
  manifest.note("warm_up_volumes", study.n_warm_up);
  manifest.note("warm_up_left_out", a.leave_out_warm_up);
  if (a.leave_out_warm_up) study.nuisance.keep = settled;
  if (!a.labels.empty()) study.labels = read_labels(a, study.alignment, volumes, study.scans.tr, manifest);
  return study;
}

Coupled couple_all(const CoupleArguments& a, const Study& study, const ActivationFile& file, Manifest& manifest) {
  Coupled result;
  const Scans& scans = study.scans;
  const Alignment& alignment = study.alignment;
  const auto projection = signal::nuisance_projection(alignment.scans, study.nuisance);
  MatrixX<double> courses;
  if (!a.networks_from.empty()) {
    courses = projection.apply(scans.values);
  } else {
    const auto cleaned =
        manifest.timed("clean", [&] { return clean_bold(scans, alignment.scans, study.nuisance, a.bold, a.run); });
    result.learned = manifest.timed("networks", [&] { return learn(cleaned, a.bold, a.learning, a.run); });
    courses = result.learned->time_courses;
  }
  const MatrixX<double> neurons = manifest.timed("activations", [&] {
    MatrixX<double> at_scans =
        a.hrf == "none" ? rows_of_scans(file, a.activations, alignment, scans.tr) : through_response(a, file, alignment);
    check_finite(at_scans, a.activations, "scan", "unit", a.bold);
    return at_scans;
  });
  result.synchrony = manifest.timed("synchrony", [&] {
    return with_options(a, scans.tr, [&](auto options) {
      options.keep_top = a.top;
      ProgressBar bar("coupling");
      return synchrony::couple(neurons, courses, projection, options,
                               {.executor = threads(a.run), .progress = bar.callback(), .memory_cap_bytes = memory_cap(a)});
    });
  });
  if (study.labels) {
    manifest.timed("annotation", [&] {
      const Labels& labels = *study.labels;
      result.label_scores = with_options(a, scans.tr, [&]<class S, class N>(const synchrony::CouplingOptions<S, N>& options) {
        const annotation::LabelOptions<S, N> label_options{.coupling = options, .min_prevalence = a.min_prevalence};
        return annotation::score_labels(courses, labels.regressors, projection, labels.names, labels.prevalence, label_options,
                                        {.executor = threads(a.run), .memory_cap_bytes = memory_cap(a)});
      });
      result.annotations = annotation::BestNetwork{.n_labels = a.top_labels}.annotate(result.synchrony, *result.label_scores);
    });
  }
  return result;
}

void report(const CoupleArguments& a, const Study& study, const Coupled& coupled, const syncact::score::ModelScore& score) {
  Index n_fwe = 0;
  for (const auto& best : coupled.synchrony.best_network) {
    if (best && best->p_fwe <= 0.05) ++n_fwe;
  }
  std::printf("%td neurons x %td networks; %td neurons follow a network (p_fwe <= .05, threshold r %.3f, %td null draws)\n",
              score.n_neurons, score.n_networks, n_fwe, coupled.synchrony.threshold_fwe, coupled.synchrony.settings.n_draws);
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
  Scans scans = manifest.timed("read", [&] {
    return a.networks_from.empty() ? read_bold(a.bold, manifest) : read_courses(a.networks_from, a.bold, manifest);
  });
  manifest.add_input("activations", a.activations);
  if (!a.unit_names.empty()) manifest.add_input("unit_names", a.unit_names);
  const ActivationFile file(a.activations, a.reduce, a.unit_names);
  if (a.given.contains("reduce") && !file.has_maps()) {
    throw ValueError(a.activations + ": has no maps, so that --reduce has no effect");
  }
  const Study study = read_study(a, file, std::move(scans), manifest);
  const Coupled coupled = couple_all(a, study, file, manifest);
  if (coupled.synchrony.n_defined == 0) {
    throw ValueError(
        message(a.activations, ": no unit, or no network, varies beyond what was removed from it; nothing can be coupled"));
  }
  const auto score = syncact::score::model_score(coupled.synchrony);

  const std::string& out = folder.staging();
  const Names names{
      .neurons = file.unit_names(),
      .networks = network_names(study.scans.mask || coupled.learned ? std::vector<std::string>{} : study.scans.names,
                                coupled.synchrony.n_networks())};
  if (coupled.learned) write_networks(out, *coupled.learned, study.scans.mask, manifest);
  write_synchrony(out, coupled.synchrony, names, manifest);
  if (coupled.label_scores) {
    write_label_scores(out, *coupled.label_scores, names.networks, manifest);
    write_annotations(out, *coupled.label_scores, coupled.annotations, names, manifest);
  }
  write_score(out, score, coupled.synchrony, manifest);
  manifest.write(out);
  folder.commit();
  report(a, study, coupled, score);
}

}  // namespace cli
