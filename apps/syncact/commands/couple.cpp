#include <algorithm>
#include <cmath>
#include <numeric>

#include "commands/commands.hpp"
#include "commands/coupled.hpp"
#include "commands/measures.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/activations.hpp"
#include "files/alignment.hpp"
#include "files/cards.hpp"
#include "files/coupled_tables.hpp"
#include "files/explored.hpp"
#include "files/labels.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "films/films.hpp"
#include "report/couple_report.hpp"
#include "report/html.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/adapt/pointer.hpp"
#include "syncact/annotation/annotate.hpp"
#include "syncact/annotation/label_agreement.hpp"
#include "syncact/annotation/own_evidence.hpp"
#include "syncact/catalog/compiled_measures.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/score/score_by.hpp"
#include "syncact/study/brain.hpp"
#include "syncact/study/neurons.hpp"
#include "syncact/synchrony/cautions.hpp"
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

/// Activations of a file on the clock of the scans that are used.
MatrixX<double> at_scans(const CoupleArguments& a, const Activations& file, const Alignment& alignment, double tr,
                         const syncact::Context<>& context, annotation::describe::TopMoments* moments = nullptr) {
  MatrixX<double> result = a.hrf == "none" ? rows_of_scans(file, alignment, tr, moments) : with_response(a, [&](const auto& h) {
    return syncact::study::neurons_at_scans<double>(CheckedActivations{nan_policy(a.bold), file, moments}, alignment.frames, h,
                                                    alignment.scans, frame_options(a), context);
  });
  check_finite(result, file.name(), "scan", "unit", a.bold);
  return result;
}

/// What else might explain the networks: the position in the run, labels, and the tables that the user gives.
std::vector<syncact::score::Competitor> read_competitors(const CoupleArguments& a, const Study& study, const Activations& model,
                                                         Manifest& manifest, const syncact::Context<>& context) {
  std::vector<syncact::score::Competitor> competitors{syncact::score::position_in_run(study.alignment.scans)};
  if (study.labels) competitors.push_back({"labels", study.labels->regressors});
  if (!a.film.movies.empty() && a.film.model != "low_level") {
    competitors.push_back(
        {"low_level", at_scans(a, *watch_low_level(a.film, a.run.threads), study.alignment, study.scans.tr, context)});
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

/// Throws unless all subjects have the runs of the first.
void require_same_runs(const Scans& first, const std::vector<Scans>& others) {
  for (const Scans& other : others) {
    if (other.lengths == first.lengths) continue;
    throw ValueError(message(other.name, ": its runs are not those of ", first.name,
                             ", but subjects whose networks are coupled must have watched the same film"));
  }
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

/// Synchrony at other delays than the clocks say, of all and of each network, with a warning if it is larger there.
void find_timing(const CoupleArguments& a, const Study& study, const MatrixX<double>& neurons, Coupled& result, Stages& stages,
                 Manifest& manifest) {
  const synchrony::TimingOptions options{.max_delay = *a.max_delay,
                                         .min_shift = Seconds{a.min_shift * study.scans.tr},
                                         .tail = tail_of(a),
                                         .nan = syncact::NanPolicy::exclude};
  const auto& brain = result.brain;
  result.timing = stages.run("timing", [&](const syncact::Context<>& context) {
    return synchrony::timing(neurons, brain.courses, brain.projection, options, context);
  });
  result.network_timing = stages.run("network_timing", [&](const syncact::Context<>& context) {
    return synchrony::network_timing(neurons, brain.courses, brain.projection, options, context);
  });
  if (!result.timing->warning.empty()) manifest.warn(result.timing->warning);
  manifest.note("timing_peak_scans", result.timing->peak);
  manifest.note("timing_p_peak", result.timing->p_peak);
}

/// Whether there are at least three subjects, with time courses of their own.
bool courses_differ(const syncact::groups::GroupNetworks<double>& group) {
  return group.time_courses.size() >= 3 && group.time_courses[0] != group.time_courses[1];
}

/// The layer of each unit, if their names are layer/channel, of more than one layer; else none.
std::vector<std::string> layers_of(const std::vector<std::string>& units) {
  std::vector<std::string> layers;
  for (const std::string& unit : units) {
    if (unit.find('/') == std::string::npos) return {};
    layers.push_back(syncact::score::layer_of(unit));
  }
  const bool one = std::all_of(layers.begin(), layers.end(), [&](const std::string& layer) { return layer == layers.front(); });
  return one ? std::vector<std::string>{} : layers;
}

syncact::score::ScoreCeilings ceilings_of(const Coupled& coupled) {
  return coupled.agreement ? coupled.agreement->ceilings() : syncact::score::ScoreCeilings{};
}

/// How well subjects agree, with a warning if they do not.
syncact::score::Agreement find_agreement(const CoupleArguments& a, const Study& study, const Timeline& kept,
                                         const syncact::groups::GroupNetworks<double>& group, Manifest& manifest) {
  auto found =
      syncact::score::agreement<double>(group.time_courses, kept, {.n_permutations = a.permutations, .seed = a.run.seed},
                                        syncact::stats::CircularShift{Seconds{a.min_shift * study.scans.tr}});
  manifest.note("mean_isc", found.mean_isc);
  manifest.note("p_mean_isc", found.p_mean);
  if (!(found.p_mean <= 0.05)) {
    manifest.warn(message("subjects do not agree in these networks (mean intersubject correlation ", found.mean_isc, ", p ",
                          found.p_mean, "): there is nothing that a model could explain, and scores compare noise"));
  }
  return found;
}

/// How many signals vary beyond what the projection removes.
Index n_varying(const MatrixX<double>& table, const signal::Projection& projection) {
  const MatrixX<double> left = projection.apply(SeriesView<double>(table));
  return syncact::numeric::to_unit_norm(SeriesView<double>(left)).n_ok();
}

/// The measures of --score, checked before anything is computed.
std::vector<Measure> measures_of(const CoupleArguments& a) {
  std::vector<Measure> measures;
  if (a.scores.empty()) return measures;
  const std::vector<Measure> all = syncact::catalog::compiled_measures();
  for (const std::string& id : a.scores) {
    measures.push_back(find_measure(all, id));
    const auto info = measures.back().info();
    using syncact::similarity::Direction, syncact::similarity::Kind;
    const bool two_tables = info.kind == Kind::representation || info.kind == Kind::predictive || info.kind == Kind::dynamics;
    if (!two_tables || info.direction == Direction::description) {
      throw ValueError(message("--score ", id, ": is no measure of how alike two tables are"));
    }
  }
  return measures;
}

/// The columns of the whole model, and of each layer.
std::vector<std::pair<std::string, std::vector<Index>>> parts_of(Index n_neurons, const std::vector<std::string>& layers) {
  std::vector<std::pair<std::string, std::vector<Index>>> parts{
      {"all", std::vector<Index>(static_cast<std::size_t>(n_neurons))}};
  std::iota(parts.front().second.begin(), parts.front().second.end(), Index{0});
  for (std::size_t i = 0; i < layers.size(); ++i) {
    auto part = std::find_if(parts.begin() + 1, parts.end(), [&](const auto& p) { return p.first == layers[i]; });
    if (part == parts.end()) part = parts.insert(part, {layers[i], {}});
    part->second.push_back(static_cast<Index>(i));
  }
  return parts;
}

/// The value of a measure of two tables; the mean of those that give several.
double value_of(const Measure& measure, const MatrixX<double>& x, const MatrixX<double>& y) {
  const auto input = [](const MatrixX<double>& table) {
    syncact::catalog::Array array{{table.rows(), table.cols()}, std::vector<double>(static_cast<std::size_t>(table.size()))};
    Eigen::Map<syncact::RowMatrixX<double>>(array.values.data(), table.rows(), table.cols()) = table;
    return syncact::catalog::Input<>(std::move(array));
  };
  const std::vector<syncact::catalog::Input<>> inputs{input(x), input(y)};
  return measure.evaluate(inputs).values.mean();
}

/// The model and its layers, by each measure, with each brain.
std::vector<MeasureScore> score_by_measures(const CoupleArguments& a, const std::vector<Measure>& measures, double tr,
                                            const MatrixX<double>& neurons, const std::vector<std::string>& layers,
                                            const syncact::study::Brain<double>& brain, const syncact::Context<>& context) {
  std::vector<std::pair<std::string, const MatrixX<double>*>> brains{{"all", &brain.courses}};
  if (brain.group && courses_differ(*brain.group)) {
    const std::vector<std::string> names = subject_names(a.bold.bold);
    for (std::size_t s = 0; s < names.size(); ++s) brains.emplace_back(names[s], &brain.group->time_courses[s]);
  }
  const auto parts = parts_of(neurons.cols(), layers);
  const syncact::Index n_all = std::ssize(measures) * std::ssize(parts) * std::ssize(brains);
  syncact::Steps steps(context.progress, n_all);
  syncact::Context<> quiet = context;
  quiet.progress = {};
  std::vector<MeasureScore> scores;
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const auto info = measures[m].info();
    const double ideal = info.direction == syncact::similarity::Direction::similarity ? info.highest : info.lowest;
    const auto measure = [&](const MatrixX<double>& x, const MatrixX<double>& y) { return value_of(measures[m], x, y); };
    for (const auto& [layer, columns] : parts) {
      const MatrixX<double> units = syncact::columns_of(neurons, columns);
      for (const auto& [name, courses] : brains) {
        scores.push_back({a.scores[m], layer, name, std::ssize(columns), undefined_score});
        with_options(a, tr, [&](const auto& options) {
          const syncact::score::ScoreByOptions<std::remove_cvref_t<decltype(options.null)>> by{
              .null = options.null,
              .n_permutations = a.score_permutations,
              .seed = a.run.seed,
              .best = std::isfinite(ideal) ? ideal : std::nan(""),
              .nan = syncact::NanPolicy::exclude};
          if (n_varying(units, brain.projection) == 0) return;
          scores.back().score =
              syncact::score::score_by(measure, SeriesView<double>(units), *courses, brain.projection, by, quiet);
        });
        steps.advance();
      }
    }
  }
  return scores;
}

/// The strongest couplings, at most one of each network, with what was compared.
std::vector<Example> examples_of(const Coupled& coupled, const MatrixX<double>& neurons, const MatrixX<double>* labels) {
  std::vector<synchrony::Coupling> best;
  for (const auto& coupling : coupled.synchrony.best_neuron) {
    if (coupling) best.push_back(*coupling);
  }
  std::stable_sort(best.begin(), best.end(), [](const auto& a, const auto& b) { return a.r > b.r; });
  constexpr std::size_t most = 3;
  if (best.size() > most) best.resize(most);
  const auto cleaned = [&](const MatrixX<double>& table, Index column) -> syncact::VectorX<double> {
    const MatrixX<double> one = table.col(column);
    const MatrixX<double> left = coupled.brain.projection.apply(SeriesView<double>(one));
    return syncact::numeric::to_unit_norm(SeriesView<double>(left), syncact::NanPolicy::exclude).values.col(0);
  };
  std::vector<Example> examples;
  for (const synchrony::Coupling& c : best) {
    Example example{c.neuron, c.network, {}, cleaned(neurons, c.neuron), {}, {}};
    const MatrixX<double> course = coupled.brain.courses.col(c.network);
    example.network_course = syncact::numeric::to_unit_norm(SeriesView<double>(course)).values.col(0);
    for (const auto& annotation : coupled.annotations) {
      if (annotation.neuron != c.neuron || example.label) continue;
      example.label = annotation.label;
      example.label_course = cleaned(*labels, annotation.label);
    }
    examples.push_back(std::move(example));
  }
  return examples;
}

Coupled couple_all(const CoupleArguments& a, Study& study, const Activations& file, Manifest& manifest) {
  Stages stages = program_stages(a);
  const std::vector<Measure> measures = measures_of(a);
  auto brain = make_brain(a, study, stages, manifest);
  annotation::describe::TopMoments moments = top_moments(file.n_units(), a.top_frames, study.shown);
  const MatrixX<double> neurons = stages.run("activations", [&](const syncact::Context<>& context) {
    return at_scans(a, file, study.alignment, study.scans.tr, context, &moments);
  });
  auto synchrony = stages.run("synchrony", [&](const syncact::Context<>& context) {
    return with_options(a, study.scans.tr, [&](auto options) {
      note_policy(manifest, "similarity", a.similarity, syncact::list_options(options.similarity));
      note_policy(manifest, "null", a.null, syncact::list_options(options.null));
      options.keep_top = a.top;
      return synchrony::couple(neurons, brain.courses, brain.projection, options, context);
    });
  });
  for (const std::string& caution : synchrony::cautions(synchrony)) manifest.warn(caution);
  manifest.note("effective_samples", std::round(synchrony.settings.effective_samples));
  manifest.note("neurons_at_smallest_p", synchrony::n_at_floor(synchrony));
  Coupled result{{}, {}, {}, {}, {}, {}, {}, {}, std::move(brain), std::move(synchrony), {}, {}};
  if (!a.no_competitors && result.synchrony.n_defined > 0) {
    result.competitors = stages.run("competitors", [&](const syncact::Context<>& context) {
      const auto competitors = read_competitors(a, study, file, manifest, context);
      return with_options(a, study.scans.tr, [&](const auto& options) {
        return syncact::score::compete(neurons, result.brain.courses, result.brain.projection, competitors, options, {},
                                       context);
      });
    });
  }
  if (result.brain.group && courses_differ(*result.brain.group) && !a.top) {
    result.across = stages.run("subjects", [&](const syncact::Context<>& context) {
      std::vector<synchrony::Synchrony<double>> subjects;
      for (const MatrixX<double>& courses : result.brain.group->time_courses) {
        subjects.push_back(with_options(a, study.scans.tr, [&](const auto& options) {
          return synchrony::couple(neurons, courses, result.brain.projection, options, context);
        }));
      }
      return synchrony::across_subjects<double>(
          subjects, {.flips = {.seed = a.run.seed, .both_tails = tail_of(a) == synchrony::Tail::both}});
    });
    result.agreement = find_agreement(a, study, result.brain.projection.output_clock(), *result.brain.group, manifest);
    manifest.note("couplings_of_other_subjects", result.across->n_found);
    manifest.note("couplings_found_again", result.across->n_found_again);
  }
  if (const auto layers = layers_of(file.unit_names()); !layers.empty() && result.synchrony.n_defined > 0) {
    result.layers = stages.run("layers", [&](const syncact::Context<>& context) {
      return with_options(a, study.scans.tr, [&](const auto& options) {
        return syncact::score::layer_profile(neurons, layers, result.brain.courses, result.brain.projection, options,
                                             ceilings_of(result), context);
      });
    });
  }
  if (!measures.empty() && result.synchrony.n_defined > 0) {
    result.measured = stages.run("scores", [&](const syncact::Context<>& context) {
      return score_by_measures(a, measures, study.scans.tr, neurons, layers_of(file.unit_names()), result.brain, context);
    });
  }
  if (a.max_delay) find_timing(a, study, neurons, result, stages, manifest);
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
      with_options(a, study.scans.tr, [&]<class S, class N>(const synchrony::CouplingOptions<S, N>& options) {
        const annotation::LabelOptions<S, N> label_options{.coupling = options, .min_prevalence = a.min_prevalence};
        result.label_scores = annotation::score_labels(result.brain.courses, labels.regressors, result.brain.projection,
                                                       labels.names, labels.prevalence, label_options, context);
        result.annotations = annotate(a, result.synchrony, *result.label_scores, manifest);
        result.own = annotation::own_evidence<double>(result.annotations, SeriesView<double>(neurons),
                                                      SeriesView<double>(labels.regressors), labels.prevalence,
                                                      result.brain.projection, label_options, context);
        if (n_varying(labels.regressors, result.brain.projection) < 3) return;
        result.label_agreement =
            annotation::label_agreement(result.synchrony, neurons, result.brain.courses, labels.regressors,
                                        result.brain.projection, options.null, {.seed = a.run.seed}, context);
      });
    });
  }
  result.cards = annotation::neuron_cards(result.synchrony, card_layers(file.unit_names()), result.annotations, result.own,
                                          result.label_scores.value_or(annotation::LabelScores{}));
  for (auto& card : result.cards) card.moments = moments.of(card.neuron);
  if (a.explore) result.neurons = neurons;
  result.examples = examples_of(result, neurons, study.labels ? &study.labels->regressors : nullptr);
  manifest.add_times(stages.times());
  return result;
}

void report(const CoupleArguments& a, const Study& study, const Coupled& coupled, const syncact::score::ModelScore& score) {
  std::printf("%td neurons x %td networks; %td neurons follow a network (p_fwe <= .05, threshold r %.3f, %td null draws)\n",
              score.n_neurons, score.n_networks, n_significant(coupled), coupled.synchrony.threshold_fwe,
              coupled.synchrony.settings.n_draws);
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
  if (coupled.agreement) {
    std::printf("subjects agree with a mean intersubject correlation of %.3f (p %.4g); effects are shares of what it allows\n",
                coupled.agreement->mean_isc, coupled.agreement->p_mean);
  }
  if (coupled.across) {
    std::printf("%td of %td couplings that all subjects but one show are found again in that one (chance is .05 of them)\n",
                coupled.across->n_found_again, coupled.across->n_found);
  }
  for (const auto& competitor : coupled.competitors) {
    if (!competitor.model_beyond) continue;
    const auto& beyond = competitor.model_beyond->mean_best_network;
    std::printf("beyond %s: mean best network %.4f (null %.4f, effect %.3f, p %.4g)\n", competitor.name.c_str(), beyond.value,
                beyond.null_mean, beyond.chance_corrected, beyond.p);
  }
  if (study.n_warm_up > 0) {
    std::printf("%td of %td volumes reach back before the first frame of their run%s\n", study.n_warm_up,
                study.alignment.scans.size(),
                a.leave_out_warm_up ? " and were left out"
                                    : (", where " + a.history + " stands in; --leave-out-warm-up leaves them out").c_str());
  }
  if (coupled.label_scores) {
    const auto count = [&](auto holds) { return std::count_if(coupled.own.begin(), coupled.own.end(), holds); };
    std::printf(
        "%zu annotations; in %td of them the neuron follows the label itself (p_fwe <= .05), in %td no other label more; the "
        "rest "
        "come from the network alone\n",
        coupled.annotations.size(), count([](const auto& own) { return own.follows(); }),
        count([](const auto& own) { return own.prefers(); }));
  }
  if (const auto& agreement = coupled.label_agreement; agreement && !agreement->neuron.empty()) {
    std::printf(
        "neurons and their networks follow the same labels: mean product of correlations %.4f (scrambled labels %.4f, p "
        "%.4g)\n",
        agreement->mean_shared, agreement->null_mean_shared, agreement->p);
  }
  std::printf("files in %s; open %s/report.html\n", a.run.out.c_str(), a.run.out.c_str());
}

/// What `serve` shows.
void explore(const std::string& folder, const CoupleArguments& a, const Study& study, const Coupled& coupled,
             Manifest& manifest) {
  const signal::Projection& projection = coupled.brain.projection;
  const MatrixX<double> voxels = signal::clean(SeriesView<double>(study.scans.values), projection, cleaning({}, a.bold)).values;
  const MatrixX<double> neurons = projection.apply(SeriesView<double>(coupled.neurons));
  const syncact::VectorX<double> mean = study.scans.values.colwise().mean();
  write_explorable(folder, {neurons, voxels, coupled.brain.learned->maps, mean, projection.output_clock(), *study.scans.mask},
                   manifest);
}

/// The activations: a file, a folder, or a network that watches the film now.
std::unique_ptr<Activations> open_source(const CoupleArguments& a, Manifest& manifest) {
  if (!a.film.model.empty()) {
    add_film_inputs(manifest, a.film);
    return watch(a.film, a.policies, a.reduce, a.run.threads);
  }
  auto file = open_activations(a.activations, a.reduce, a.unit_names);
  add_inputs(manifest, *file);
  if (!a.unit_names.empty()) manifest.add_input("unit_names", a.unit_names);
  if (a.given.contains("reduce") && !file->has_maps()) {
    throw ValueError(a.activations + ": has no maps, so that --reduce has no effect");
  }
  return file;
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
  const auto source = open_source(a, manifest);
  const Activations& file = *source;
  if (a.explore && !scans.mask) throw ValueError(message("--explore: needs scans with a grid, ", scans.name, " has none"));
  Study study = read_study(a, file, std::move(scans), std::move(subjects), manifest);
  const Coupled coupled = couple_all(a, study, file, manifest);
  if (coupled.synchrony.n_defined == 0) {
    throw ValueError(
        message(file.name(), ": no unit, or no network, varies beyond what was removed from it; nothing can be coupled"));
  }
  const auto score = syncact::score::model_score(coupled.synchrony, ceilings_of(coupled));

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
    write_annotations(out, *coupled.label_scores, coupled.annotations, coupled.own, names, manifest);
    if (coupled.label_agreement) write_label_agreement(out, *coupled.label_agreement, names, manifest);
  }
  write_cards(out, coupled.cards, names, study.shown, manifest);
  if (a.explore) explore(out, a, study, coupled, manifest);
  write_score(out, score, coupled.synchrony, manifest);
  if (!coupled.competitors.empty()) write_competitors(out, coupled.competitors, manifest);
  if (!coupled.layers.empty()) write_layers(out, coupled.layers, manifest);
  if (!coupled.measured.empty()) write_measured(out, coupled.measured, manifest);
  if (coupled.agreement) write_agreement(out, *coupled.agreement, names, manifest);
  if (coupled.across) write_across(out, *coupled.across, tail_of(a), names, manifest);
  if (coupled.truncated) write_truncated(out, *coupled.truncated, tail_of(a), names, manifest);
  if (!a.correction.empty()) write_significant(out, coupled.synchrony, a.correction, names, manifest);
  if (a.tail_fit) write_tails(out, coupled.synchrony, names, a.run.seed, manifest);
  if (coupled.timing) {
    write_timing(out, *coupled.timing, study.scans.tr, manifest);
    write_network_timing(out, coupled.network_timing, names, study.scans.tr, manifest);
  }
  write_report(out, couple_report(a, study, coupled, score, names, films_at_hand(a.film, file), manifest), manifest);
  manifest.write(out);
  folder.commit();
  report(a, study, coupled, score);
}

}  // namespace cli
