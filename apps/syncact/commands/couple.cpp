#include <algorithm>
#include <cmath>
#include <filesystem>

#include "commands/commands.hpp"
#include "commands/couple_study.hpp"
#include "commands/coupled.hpp"
#include "commands/coupling.hpp"
#include "commands/model_scores.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/activations.hpp"
#include "files/alignment.hpp"
#include "files/cards.hpp"
#include "files/coupled_tables.hpp"
#include "files/explored.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "films/films.hpp"
#include "report/couple_report.hpp"
#include "report/html.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/annotate.hpp"
#include "syncact/annotation/label_agreement.hpp"
#include "syncact/annotation/own_evidence.hpp"
#include "syncact/annotation/unique_labels.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/core/version.hpp"
#include "syncact/io/results/coupling_checkpoint.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/similarity/connectivity/isc.hpp"
#include "syncact/study/brain.hpp"
#include "syncact/synchrony/cautions.hpp"
#include "ui/closing_table.hpp"
#include "ui/progress_bar.hpp"

namespace cli {

using syncact::MatrixX;
using syncact::message;
using syncact::nth;
using syncact::Seconds;
using syncact::SeriesView;
using syncact::Timeline;
using syncact::ValueError;
namespace annotation = syncact::annotation;
namespace signal = syncact::signal;
namespace synchrony = syncact::synchrony;

namespace {

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

/// What the networks are asked to follow: the labels, or what each has that the others have not.
MatrixX<double> label_regressors(const CoupleArguments& a, const syncact::study::Labels& labels,
                                 const syncact::study::Brain<double>& brain, Manifest& manifest,
                                 const syncact::Context<>& context) {
  if (!a.unique_labels) return labels.regressors;
  auto unique = annotation::unique_labels(brain.courses, labels.regressors, labels.prevalence, brain.projection,
                                          {.min_prevalence = a.min_prevalence}, context);
  manifest.note("unique_labels_ridge", unique.ridge);
  manifest.note("unique_labels_r_squared", number_or_null(unique.r_squared));
  if (!(unique.r_squared > 0)) {
    manifest.warn(message("all labels together predict nothing of the networks in scans left out (R2 ", unique.r_squared,
                          "): what is unique to a label can hardly be found"));
  }
  return std::move(unique.regressors);
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

/// How far the model, and each subject, follow each network; nothing if fewer than three networks vary in everybody, or a
/// profile does not.
std::optional<Profiles> find_profiles(const CoupleArguments& a, const synchrony::Synchrony<double>& synchrony,
                                      const syncact::groups::GroupNetworks<double>& group) {
  const MatrixX<double> people =
      syncact::similarity::connectivity::isc_leave_one_out(std::span<const MatrixX<double>>(group.time_courses));
  Profiles found{{}, subject_names(a.bold.bold), {}, {}, {}};
  for (Index k = 0; k < people.cols(); ++k) {
    if (nth(synchrony.best_neuron, k) && people.col(k).allFinite()) found.networks.push_back(k);
  }
  const Index n = std::ssize(found.networks);
  found.model.resize(n);
  found.people.resize(people.rows(), n);
  for (Index i = 0; i < n; ++i) {
    const Index k = nth(found.networks, i);
    found.model[i] = synchrony.statistic(nth(synchrony.best_neuron, k)->r);
    found.people.col(i) = people.col(k);
  }
  const auto varies = [](const auto& profile) { return profile.maxCoeff() - profile.minCoeff() > 1e-9; };
  if (n < 3 || !varies(found.model)) return {};
  for (Index s = 0; s < people.rows(); ++s) {
    if (!varies(found.people.row(s))) return {};
  }
  found.alignment = syncact::score::alignment_pattern(found.model, found.people, {.seed = a.run.seed});
  return found;
}

/// The strongest couplings, at most one of each network, with what was compared.
std::vector<Example> examples_of(const Coupled& coupled, const MatrixX<double>& neurons, const MatrixX<double>* labels) {
  std::vector<synchrony::Coupling> best;
  for (const auto& coupling : coupled.synchrony.best_neuron) {
    if (coupling) best.push_back(*coupling);
  }
  const auto strength = [&](const auto& c) { return coupled.synchrony.statistic(c.r); };
  std::stable_sort(best.begin(), best.end(), [&](const auto& a, const auto& b) { return strength(a) > strength(b); });
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

/// Where the synchrony is kept until the results are there, and of what it is: all that its bits depend on.
syncact::io::CouplingCheckpoint checkpoint_of(const CoupleArguments& a, const nlohmann::ordered_json& settings,
                                              const Manifest& manifest) {
  const nlohmann::ordered_json of{
      {"version", std::string(syncact::version)}, {"settings", settings_of_results(settings)}, {"inputs", manifest.inputs()}};
  return {.path = std::filesystem::path(a.run.out) / ".synchrony.part",
          .of = of.dump(),
          .resume = a.resume,
          .every = Seconds{a.checkpoint_every}};
}

Coupled couple_all(const CoupleArguments& a, Study& study, const Activations& file,
                   const syncact::io::CouplingCheckpoint& checkpoint, Manifest& manifest) {
  Stages stages = program_stages(a);
  const std::vector<Measure> measures = measures_of(a);
  Templates templates;
  if (!a.templates.templates.empty()) {
    templates = read_templates(a.templates, study.scans.mask, study.scans.n_voxels(), manifest);
  }
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
      return syncact::io::couple_with_checkpoints<double>(synchrony::NeuronsInMemory<double>{SeriesView<double>(neurons)},
                                                          SeriesView<double>(brain.courses), brain.projection, checkpoint,
                                                          options, context);
    });
  });
  for (const std::string& caution : synchrony::cautions(synchrony)) manifest.warn(caution);
  manifest.note("effective_samples", std::round(synchrony.settings.effective_samples));
  manifest.note("neurons_at_smallest_p", synchrony::n_at_floor(synchrony));
  Coupled result{.templates = std::move(templates),
                 .brain = std::move(brain),
                 .synchrony = std::move(synchrony),
                 .label_scores = {},
                 .annotations = {}};
  if (!a.templates.templates.empty()) {
    result.known = stages.run("templates", [&](const syncact::Context<>& context) {
      return match_templates(result.brain.learned->maps, result.templates, a.templates, a.run.seed, context);
    });
  }
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
    result.profiles = find_profiles(a, result.synchrony, *result.brain.group);
    manifest.note("couplings_of_other_subjects", result.across->n_found);
    manifest.note("couplings_found_again", result.across->n_found_again);
  }
  const std::vector<std::string> layers = layers_of(file.unit_names());
  if (!layers.empty() && result.synchrony.n_defined > 0) {
    result.layers = stages.run("layers", [&](const syncact::Context<>& context) {
      return with_options(a, study.scans.tr, [&](const auto& options) {
        return syncact::score::layer_profile(neurons, layers, result.brain.courses, result.brain.projection, options,
                                             ceilings_of(result), context);
      });
    });
  }
  if (!measures.empty() && result.synchrony.n_defined > 0) {
    result.measured = stages.run("scores", [&](const syncact::Context<>& context) {
      return score_by_measures(a, measures, study.scans.tr, neurons, layers, result.brain, context);
    });
  }
  if (a.max_delay) find_timing(a, study, neurons, result, stages, manifest);
  if (!a.held_out_runs.empty()) {
    std::vector<Index> runs;
    for (const Index run : a.held_out_runs) {
      if (run > study.alignment.scans.n_runs()) {
        throw ValueError(message("--held-out-runs: there is no run ", run, ", there are ", study.alignment.scans.n_runs()));
      }
      runs.push_back(run - 1);
    }
    result.held_out = stages.run("held_out", [&](const syncact::Context<>& context) {
      return with_options(a, study.scans.tr, [&](const auto& options) {
        return syncact::score::held_out_runs(neurons, result.brain.courses, result.brain.projection, runs, options,
                                             {.max_delay = a.held_out_delay}, context);
      });
    });
  }
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
      const MatrixX<double> regressors = label_regressors(a, labels, result.brain, manifest, context);
      with_options(a, study.scans.tr, [&]<class S, class N>(const synchrony::CouplingOptions<S, N>& options) {
        const annotation::LabelOptions<S, N> label_options{.coupling = options, .min_prevalence = a.min_prevalence};
        result.label_scores = annotation::score_labels(result.brain.courses, regressors, result.brain.projection, labels.names,
                                                       labels.prevalence, label_options, context);
        result.annotations = annotate(a, result.synchrony, *result.label_scores, manifest);
        result.own =
            annotation::own_evidence<double>(result.annotations, SeriesView<double>(neurons), SeriesView<double>(regressors),
                                             labels.prevalence, result.brain.projection, label_options, context);
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
  if (coupled.held_out) {
    const auto& tested = coupled.held_out->couplings;
    std::printf(
        "of %td networks' best neurons, found without the runs held out, %td follow them there too (p_holm <= .05); mean r "
        "%.4f (null %.4f, p %.4g)\n",
        std::ssize(tested), std::count_if(tested.begin(), tested.end(), [](const auto& c) { return c.p_holm <= 0.05; }),
        coupled.held_out->mean.value, coupled.held_out->mean.null_mean, coupled.held_out->mean.p);
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
  const auto source = open_source(a, a.policies, a.run.threads, manifest);
  const Activations& file = *source;
  if (a.film.model.empty() && a.given.contains("reduce") && !file.has_maps()) {
    throw ValueError(a.activations + ": has no maps, so that --reduce has no effect");
  }
  if (a.explore && !scans.mask) throw ValueError(message("--explore: needs scans with a grid, ", scans.name, " has none"));
  Study study = read_study(a, file, std::move(scans), std::move(subjects), manifest);
  const syncact::io::CouplingCheckpoint checkpoint = checkpoint_of(a, settings, manifest);
  const Coupled coupled = couple_all(a, study, file, checkpoint, manifest);
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
  if (!coupled.known.empty()) write_templates(out, coupled.known, coupled.templates, names.networks, manifest);
  write_cards(out, coupled.cards, names, study.shown, manifest,
              known_names(coupled.known, coupled.templates, coupled.synchrony.n_networks()));
  if (a.explore) explore(out, a, study, coupled, manifest);
  write_score(out, score, coupled.synchrony, manifest);
  if (!coupled.competitors.empty()) write_competitors(out, coupled.competitors, manifest);
  if (!coupled.layers.empty()) write_layers(out, coupled.layers, manifest);
  if (!coupled.measured.empty()) write_measured(out, coupled.measured, manifest);
  if (coupled.agreement) write_agreement(out, *coupled.agreement, names, manifest);
  if (coupled.profiles) write_profiles(out, *coupled.profiles, names, manifest);
  if (coupled.across) write_across(out, *coupled.across, tail_of(a), names, manifest);
  if (coupled.held_out) write_held_out(out, *coupled.held_out, names, manifest);
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
  closing_table(manifest.timings());
  std::filesystem::remove(checkpoint.path);
  report(a, study, coupled, score);
}

}  // namespace cli
