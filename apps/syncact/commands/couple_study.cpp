// What `couple` reads, on the clocks that it compares.
#include "commands/couple_study.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/labels.hpp"
#include "films/films.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/adapt/pointer.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/study/neurons.hpp"

namespace cli {

using syncact::MatrixX;
using syncact::message;
using syncact::Seconds;
using syncact::Timeline;
using syncact::ValueError;
namespace annotation = syncact::annotation;
namespace signal = syncact::signal;

namespace {

/// Seconds per activation row. Only activations that are already on the scans' clock (--hrf none) may go without.
double activation_period(const CoupleArguments& a, const std::string& name, double tr, Manifest& manifest) {
  if (a.activation_period) return *a.activation_period;
  if (a.fps) return 1.0 / *a.fps;
  if (a.hrf != "none") {
    throw ValueError(name + ": has no clock; give --activation-period or --fps (equal lengths do not prove equal clocks)");
  }
  manifest.note("activation_clock", "that of the scans, as --hrf none says");
  return tr;
}

/// Lengths of the runs in activation rows: said, or as long as the scans of each run last.
std::vector<Index> activation_runs(const CoupleArguments& a, const Activations& file, double period, const Scans& scans) {
  const Index n_frames = file.n_frames();
  if (!a.activation_runs.empty()) {
    const Index sum = std::accumulate(a.activation_runs.begin(), a.activation_runs.end(), Index{0});
    if (sum != n_frames)
      throw ValueError(message(file.name(), ": has ", n_frames, " rows, but --activation-runs add up to ", sum));
    return a.activation_runs;
  }
  if (scans.lengths.size() == 1) return {n_frames};
  std::vector<Index> lengths;
  for (const Index n : scans.lengths) lengths.push_back(std::llround(static_cast<double>(n) * scans.tr / period));
  const Index sum = std::accumulate(lengths.begin(), lengths.end(), Index{0});
  if (sum != n_frames) {
    throw ValueError(message(file.name(), ": has ", n_frames, " rows every ", period, " s, but the ", scans.lengths.size(),
                             " runs of ", scans.name, " last ", sum, " rows; give --activation-runs"));
  }
  return lengths;
}

/// When the activations' frames were shown: as their source knows, or as the options say.
Timeline activation_clock(const CoupleArguments& a, const Activations& file, const Scans& scans, Manifest& manifest) {
  if (const auto known = file.clock()) {
    for (const char* option : {"activation-period", "fps", "activation-runs"}) {
      if (a.given.contains(option)) {
        throw ValueError(message("--", option, ": has no effect with ", file.name(), ", whose frames have times"));
      }
    }
    return *known;
  }
  const double period = activation_period(a, file.name(), scans.tr, manifest);
  return Timeline(syncact::Sampling::every(Seconds{period}), activation_runs(a, file, period, scans));
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
MatrixX<double> rows_of_scans(const Activations& file, const Alignment& alignment, double tr,
                              annotation::describe::TopMoments* moments) {
  const std::string path = file.name();
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
    const auto rows = file.frames(begin + first, n);
    if (moments != nullptr) moments->push(begin + first, rows);
    append_rows(all, MatrixX<double>(rows), path);
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

/// Activations that name their file where they are not finite, and whose most active moments are kept on the way.
struct CheckedActivations {
  syncact::NanPolicy nan;
  const Activations& file;
  annotation::describe::TopMoments* moments;  ///< may be null

  [[nodiscard]] Index n_frames() const { return file.n_frames(); }
  [[nodiscard]] Index n_units() const { return file.n_units(); }
  [[nodiscard]] Index block_frames() const { return file.block_frames(); }
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const {
    auto block = file.frames(first, n);
    if (moments != nullptr) moments->push(first, block);
    if (nan == syncact::NanPolicy::exclude) return block;
    if (const auto at = syncact::first_non_finite(syncact::view_row_major(block.data(), block.rows(), block.cols()))) {
      throw ValueError(message(file.name(), ": ", block(at->time, at->signal), " at frame ", first + at->time, " of unit ",
                               at->signal, " (counted from 0); --nan exclude leaves such units out"));
    }
    return block;
  }
};

/// Throws unless all subjects have the runs of the first.
void require_same_runs(const Scans& first, const std::vector<Scans>& others) {
  for (const Scans& other : others) {
    if (other.lengths == first.lengths) continue;
    throw ValueError(message(other.name, ": its runs are not those of ", first.name,
                             ", but subjects whose networks are coupled must have watched the same film"));
  }
}

}  // namespace

MatrixX<double> at_scans(const CoupleArguments& a, const Activations& file, const Alignment& alignment, double tr,
                         const syncact::Context<>& context, annotation::describe::TopMoments* moments) {
  MatrixX<double> result = a.hrf == "none" ? rows_of_scans(file, alignment, tr, moments) : with_response(a, [&](const auto& h) {
    return syncact::study::neurons_at_scans<double>(CheckedActivations{nan_policy(a.bold), file, moments}, alignment.frames, h,
                                                    alignment.scans, frame_options(a), context);
  });
  check_finite(result, file.name(), "scan", "unit", a.bold);
  return result;
}

std::vector<syncact::score::Competitor> read_competitors(const CoupleArguments& a, const Study& study, const Activations& model,
                                                         Manifest& manifest, const syncact::Context<>& context) {
  std::vector<syncact::score::Competitor> competitors{syncact::score::position_in_run(study.alignment.scans)};
  if (study.labels) competitors.push_back({"labels", study.labels->regressors});
  if (!a.film.movies.empty() && a.film.model != "low_level") {
    competitors.push_back(
        {"low_level", at_scans(a, *watch_low_level(a.film, a.run.threads), study.alignment, study.scans.tr, context)});
    if (const Heard heard = listen(a.film); heard.loudness != nullptr) {
      competitors.push_back({"loudness", at_scans(a, *heard.loudness, study.alignment, study.scans.tr, context)});
    } else {
      manifest.note("no_loudness", heard.why_not);
    }
  }
  if (a.random_twin) {
    FilmArguments twin = a.film;
    twin.random_weights = a.run.seed;
    competitors.push_back({"random_twin", at_scans(a, *watch(twin, a.policies, a.reduce, a.run.threads), study.alignment,
                                                   study.scans.tr, context)});
  }
  for (const std::string& said : a.competitors) {
    const std::size_t equals = said.find('=');
    const std::string name = said.substr(0, equals), path = said.substr(equals + 1);
    manifest.add_input("competitor " + name, path);
    const auto file = open_activations(path, "mean", "");
    if (file->n_frames() != model.n_frames()) {
      throw ValueError(message(path, ": has ", file->n_frames(),
                               " rows, but competitors have the clock of the activations, of which ", model.name(), " has ",
                               model.n_frames()));
    }
    competitors.push_back({name, at_scans(a, *file, study.alignment, study.scans.tr, context)});
  }
  return competitors;
}

Study read_study(const CoupleArguments& a, const Activations& file, Scans scans, std::vector<Scans> others,
                 Manifest& manifest) {
  require_same_runs(scans, others);
  const Timeline frames = activation_clock(a, file, scans, manifest);
  const double slice_time_ref = a.hrf == "none" ? 0.0 : a.slice_time_ref;
  const Timeline clock = Timeline::scans(Seconds{scans.tr}, slice_time_ref, scans.lengths);
  const std::vector<Index> volumes = scans.lengths;
  Alignment alignment =
      align(frames, file.name(), clock, scans.name, scans.tr, slice_time_ref, {.offset = a.offset, .trim = a.trim});
  Study study{.scans = std::move(scans),
              .others = std::move(others),
              .alignment = std::move(alignment),
              .nuisance = {},
              .labels = {},
              .shown = frames};
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

}  // namespace cli
