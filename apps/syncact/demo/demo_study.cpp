#include "demo/demo_study.hpp"

#include "commands/prepare.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/annotate.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/study/labels.hpp"
#include "syncact/synchrony/couple.hpp"

namespace cli {

using syncact::as_size;
using syncact::MatrixX;
using syncact::SeriesView;
using syncact::VectorX;
namespace annotation = syncact::annotation;
namespace hrf = syncact::hrf;
namespace score = syncact::score;
namespace signal = syncact::signal;
namespace synchrony = syncact::synchrony;

namespace {

synchrony::CouplingOptions<> coupling_options(std::uint64_t seed) {
  synchrony::CouplingOptions<> options;
  options.n_permutations = demo_permutations;
  options.seed = seed;
  return options;
}

/// What the film shows, through the response.
syncact::study::Labels labels_of(const DemoWorld& world) {
  std::vector<signal::LabelEvents> events;
  for (const auto& category : world.movie.categories()) {
    events.push_back({category.name, std::vector<std::vector<signal::Event>>(as_size(world.frames().n_runs()))});
  }
  for (Index r = 0; r < world.frames().n_runs(); ++r) {
    for (const auto& event : world.movie.events(r)) {
      syncact::nth(syncact::nth(events, event.category).runs, r).push_back({event.onset, event.duration});
    }
  }
  return syncact::study::labels_of_events(events, hrf::DoubleGamma::spm(), world.scans(), world.scans());
}

/// Each run backwards: as smooth as before, but not synchronized with anything.
MatrixX<double> reversed_in_time(const MatrixX<double>& courses, const syncact::Timeline& scans) {
  MatrixX<double> result(courses.rows(), courses.cols());
  for (Index r = 0; r < scans.n_runs(); ++r) {
    const Index begin = scans.begin(r), n = scans.run(r).n;
    result.middleRows(begin, n) = courses.middleRows(begin, n).colwise().reverse();
  }
  return result;
}

}  // namespace

BrainSide study_brain(const DemoWorld& world, const RunArguments& a, Manifest& manifest) {
  signal::CleanOptions cleaning;
  cleaning.nuisance.high_pass = demo_high_pass;
  const syncact::networks::learners::OnlineDictionaryLearning<> learner{.n_networks = demo_networks, .seed = a.seed};
  Stages stages = program_stages({.bold = {}, .learning = {}, .policies = {}, .run = a});
  auto brain = syncact::study::learn_brain(SeriesView<double>(world.bold), world.scans(), cleaning, learner, stages);
  syncact::study::Labels labels = labels_of(world);
  annotation::LabelOptions<> options;
  options.coupling = coupling_options(a.seed);
  auto scores =
      annotation::score_labels(brain.courses, labels.regressors, brain.projection, labels.names, labels.prevalence, options);
  manifest.add_times(stages.times());
  return {std::move(brain), std::move(labels), std::move(scores)};
}

Verdict study_model(const DemoWorld& world, const DemoModel& model, const BrainSide& brain, const RunArguments& a) {
  const MatrixX<double> neurons =
      signal::to_scans(model.activations, world.frames(), hrf::DoubleGamma::spm(), world.scans(), {}, {.executor = threads(a)});
  const auto options = coupling_options(a.seed);
  Verdict verdict{synchrony::couple(neurons, brain.brain.courses, brain.brain.projection, options, {.executor = threads(a)}),
                  {},
                  {},
                  {},
                  {},
                  {},
                  {},
                  {}};
  verdict.annotations = annotation::annotate(annotation::BestNetwork{}, verdict.synchrony, brain.labels);
  verdict.score = score::model_score(verdict.synchrony);
  const MatrixX<double> reversed = reversed_in_time(brain.brain.courses, brain.brain.projection.output_clock());
  verdict.reversed =
      score::model_score(synchrony::couple(neurons, reversed, brain.brain.projection, options, {.executor = threads(a)}));
  std::vector<std::optional<std::string>> truth;
  for (const auto& category : model.examined.preferences.category) {
    truth.push_back(category ? std::optional(syncact::nth(world.movie.categories(), *category).name) : std::nullopt);
  }
  verdict.quality = judge_labels(verdict.annotations, brain.labels.names, truth, a.seed);
  annotation::LabelOptions<> label_options;
  label_options.coupling = options;
  const syncact::Context<> context{.executor = threads(a)};
  verdict.own = annotation::own_evidence<double>(verdict.annotations, SeriesView<double>(neurons),
                                                 SeriesView<double>(brain.shown.regressors), brain.shown.prevalence,
                                                 brain.brain.projection, label_options, context);
  std::vector<annotation::Annotation> followed;
  for (std::size_t i = 0; i < verdict.own.size(); ++i) {
    if (verdict.own[i].prefers()) followed.push_back(verdict.annotations[i]);
  }
  verdict.own_quality = judge_labels(followed, brain.labels.names, truth, a.seed);
  verdict.agreement = annotation::label_agreement(verdict.synchrony, neurons, brain.brain.courses, brain.shown.regressors,
                                                  brain.brain.projection, options.null, {.seed = a.seed}, context);
  return verdict;
}

score::AccuracyRelation accuracy_relation(const DemoWorld& world, const std::vector<Verdict>& verdicts,
                                          score::Score score::ModelScore::*which) {
  VectorX<double> scores(static_cast<Index>(verdicts.size())), accuracies(scores.size());
  for (Index m = 0; m < scores.size(); ++m) {
    scores[m] = (syncact::nth(verdicts, m).score.*which).chance_corrected;
    accuracies[m] = syncact::nth(world.models, m).examined.accuracy.top1;
  }
  return score::accuracy_relation(scores, accuracies);
}

}  // namespace cli
