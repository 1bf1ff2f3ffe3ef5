#include "demo/demo_study.hpp"

#include "commands/prepare.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/signal/clean.hpp"
#include "syncact/signal/events_to_scans.hpp"
#include "syncact/synchrony/couple.hpp"
#include "ui/progress_bar.hpp"

namespace cli {

using syncact::MatrixX;
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

/// What the film shows, through the response; prevalence in TRs.
annotation::LabelScores score_networks(const DemoWorld& world, const MatrixX<double>& courses,
                                       const signal::Projection& projection, std::uint64_t seed) {
  const auto n_runs = static_cast<std::size_t>(world.frames().n_runs());
  std::vector<signal::LabelEvents> events;
  VectorX<double> prevalence = VectorX<double>::Zero(world.movie.n_categories());
  for (const auto& category : world.movie.categories()) {
    events.push_back({category.name, std::vector<std::vector<signal::Event>>(n_runs)});
  }
  for (std::size_t r = 0; r < n_runs; ++r) {
    for (const auto& event : world.movie.events(static_cast<Index>(r))) {
      auto& of_label = events[static_cast<std::size_t>(event.category)].runs[r];
      of_label.push_back({event.onset, event.duration});
      prevalence[event.category] +=
          signal::prevalence_in_trs(of_label.back(), static_cast<double>(world.scans().run(static_cast<Index>(r)).n) * demo_tr,
                                    syncact::Seconds{demo_tr});
    }
  }
  std::vector<std::string> names;
  for (const auto& label : events) names.push_back(label.label);
  const MatrixX<double> regressors = signal::events_to_scans(events, hrf::DoubleGamma::spm(), world.scans());
  annotation::LabelOptions<> options;
  options.coupling = coupling_options(seed);
  return annotation::score_labels(courses, regressors, projection, names, prevalence, options);
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

BrainSide study_brain(const DemoWorld& world, const RunArguments& a) {
  signal::CleanOptions cleaning;
  cleaning.nuisance.high_pass = demo_high_pass;
  const auto cleaned = signal::clean(world.bold, world.scans(), cleaning, {.executor = threads(a)});
  ProgressBar bar("learning networks");
  const syncact::networks::learners::OnlineDictionaryLearning<> learner{.n_networks = demo_networks, .seed = a.seed};
  auto networks = learner.learn(cleaned.values, {.executor = threads(a), .progress = bar.callback()});
  auto labels = score_networks(world, networks.time_courses, cleaned.projection, a.seed);
  return {cleaned.projection, std::move(networks), std::move(labels)};
}

Verdict study_model(const DemoWorld& world, const DemoModel& model, const BrainSide& brain, const RunArguments& a) {
  const MatrixX<double> neurons =
      signal::to_scans(model.activations, world.frames(), hrf::DoubleGamma::spm(), world.scans(), {}, {.executor = threads(a)});
  const auto options = coupling_options(a.seed);
  Verdict verdict{synchrony::couple(neurons, brain.networks.time_courses, brain.projection, options, {.executor = threads(a)}),
                  {},
                  {},
                  {},
                  {}};
  verdict.annotations = annotation::BestNetwork{}.annotate(verdict.synchrony, brain.labels);
  verdict.score = score::model_score(verdict.synchrony);
  const MatrixX<double> reversed = reversed_in_time(brain.networks.time_courses, brain.projection.output_clock());
  verdict.reversed =
      score::model_score(synchrony::couple(neurons, reversed, brain.projection, options, {.executor = threads(a)}));
  std::vector<std::optional<std::string>> truth;
  for (const auto& category : model.examined.preferences.category) {
    truth.push_back(category ? std::optional(world.movie.categories()[static_cast<std::size_t>(*category)].name)
                             : std::nullopt);
  }
  verdict.quality = judge_labels(verdict.annotations, brain.labels.names, truth, a.seed);
  return verdict;
}

score::AccuracyRelation accuracy_relation(const DemoWorld& world, const std::vector<Verdict>& verdicts,
                                          score::Score score::ModelScore::*which) {
  VectorX<double> scores(static_cast<Index>(verdicts.size())), accuracies(scores.size());
  for (Index m = 0; m < scores.size(); ++m) {
    scores[m] = (verdicts[static_cast<std::size_t>(m)].score.*which).chance_corrected;
    accuracies[m] = world.models[static_cast<std::size_t>(m)].examined.accuracy.top1;
  }
  return score::accuracy_relation(scores, accuracies);
}

}  // namespace cli
