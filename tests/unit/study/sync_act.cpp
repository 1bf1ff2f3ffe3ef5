#include "syncact/study/sync_act.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/weighted_networks.hpp"
#include "syncact/hrf/none.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/measure/spearman.hpp"

using namespace syncact;
using namespace std::chrono_literals;
using syncact::test::says;

namespace {

/// Two runs of two minutes: 4 sources on a clock of 2 frames a second drive 40 voxels, and 12 units follow them.
template <std::floating_point T>
struct SmallStudy {
  Timeline frames{Sampling::fps(2), {240, 240}};
  Timeline scans = Timeline::scans(1s, 0.5, {120, 120});
  MatrixX<T> activations{480, 12}, bold{240, 40}, labels{480, 6};
  std::vector<std::string> names{"a", "b", "c", "d", "drives nothing", "rare"};

  SmallStudy() {
    MatrixX<double> sources = test::white_noise(480, 5, 1);
    for (Index t = 1; t < 480; ++t) sources.row(t) = 0.9 * sources.row(t - 1) + 0.4 * sources.row(t);
    const MatrixX<double> courses = signal::to_scans(sources, frames, hrf::DoubleGamma{}, scans);
    const MatrixX<double> noise = test::white_noise(480, 52, 2);
    for (Index i = 0; i < 12; ++i) activations.col(i) = (sources.col(i % 4) + 0.5 * noise.col(i)).cast<T>();
    for (Index v = 0; v < 40; ++v) bold.col(v) = (courses.col(v % 4) + 0.2 * noise.col(12 + v).head(240)).cast<T>();
    labels.leftCols(5) = (sources.array() > 0.5).cast<T>();
    labels.col(5).setZero();
    labels(100, 5) = 1;
  }
};

/// No field at its default, so that one that is lost is seen.
SyncAct<> small_chain() {
  return {.learner = {.n_networks = 4, .coder = {.alpha = 0.2}},
          .mapper = {.n_labels = 2},
          .coupling = {.n_permutations = 60, .seed = 3},
          .cleaning = {.nuisance = {.detrend = 2, .drop_initial = 5}, .standardize = signal::Standardize::zscore},
          .resampling = {.recipe = signal::FrameRecipe::interpolate},
          .min_prevalence = 7};
}

/// A learner of one's own: the first voxels are the networks.
struct FirstVoxels {
  Index n = 2;

  template <std::floating_point T>
  networks::Networks<T> learn(const SeriesView<T>& bold) const {
    return {.time_courses = bold.signals(0, n).map(), .maps = MatrixX<T>::Identity(n, bold.n_signals())};
  }
};

bool same_bits(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same_score(const score::Score& a, const score::Score& b) {
  return a.value == b.value && a.null_mean == b.null_mean && a.null_sd == b.null_sd &&
         same_bits(a.chance_corrected, b.chance_corrected) && same_bits(a.z_null, b.z_null) && a.p == b.p;
}

bool same_coupling(const std::optional<synchrony::Coupling>& a, const std::optional<synchrony::Coupling>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->neuron == b->neuron && a->network == b->network && a->r == b->r && a->p_uncorrected == b->p_uncorrected &&
         a->p_fwe == b->p_fwe && a->q_fdr == b->q_fdr;
}

bool same_annotation(const annotation::Annotation& a, const annotation::Annotation& b) {
  return a.neuron == b.neuron && a.label == b.label && a.score == b.score && a.p_joint == b.p_joint &&
         a.via_network == b.via_network && a.synchrony_r == b.synchrony_r && a.label_r == b.label_r &&
         a.prevalence == b.prevalence;
}

bool same_annotations(const std::vector<annotation::Annotation>& a, const std::vector<annotation::Annotation>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_annotation);
}

template <std::floating_point T>
void check_same(const SyncActResult<T>& a, const SyncActResult<T>& b) {
  CHECK(a.networks.time_courses == b.networks.time_courses);
  CHECK(a.networks.maps == b.networks.maps);
  CHECK(a.synchrony.r == b.synchrony.r);
  CHECK(a.synchrony.exceeded == b.synchrony.exceeded);
  CHECK(a.synchrony.null.max == b.synchrony.null.max);
  CHECK(std::equal(a.synchrony.best_network.begin(), a.synchrony.best_network.end(), b.synchrony.best_network.begin(),
                   b.synchrony.best_network.end(), same_coupling));
  CHECK(same_score(a.score.mean_best_neuron, b.score.mean_best_neuron));
  CHECK(same_score(a.score.mean_best_network, b.score.mean_best_network));
  CHECK(same_score(a.score.share_significant, b.score.share_significant));
  CHECK(a.projection.output_clock() == b.projection.output_clock());
}

/// The stages, one after the other, as one who does not use the chain would call them.
template <std::floating_point T>
SyncActResult<T> by_hand(const SyncAct<>& chain, const SmallStudy<T>& study) {
  const auto brain = signal::clean(study.bold, study.scans, chain.cleaning);
  auto networks = chain.learner.learn(brain.values);
  const MatrixX<T> scans = signal::to_scans(study.activations, study.frames, chain.hrf, study.scans, chain.resampling);
  auto synchrony = synchrony::couple(scans, networks.time_courses, brain.projection, chain.coupling);
  const auto score = score::model_score(synchrony);
  return {std::move(networks), std::move(synchrony), score, brain.projection};
}

template <std::floating_point T>
std::vector<annotation::Annotation> annotate_by_hand(const SyncAct<>& chain, const SmallStudy<T>& study,
                                                     const SyncActResult<T>& result) {
  signal::FrameOptions from_nothing = chain.resampling;
  from_nothing.history = signal::History::zero;
  const MatrixX<T> scans = signal::to_scans(study.labels, study.frames, chain.hrf, study.scans, from_nothing);
  const auto scores = annotation::score_labels(result.networks.time_courses, scans, result.projection, study.names,
                                               VectorX<double>(annotation::prevalence(study.labels) / 2) /* 2 frames a TR */,
                                               {.coupling = chain.coupling, .min_prevalence = chain.min_prevalence});
  return chain.mapper.annotate(result.synchrony, scores);
}

template <class Chain>
auto fit(const Chain& chain, const SmallStudy<double>& study) {
  return chain.fit(study.activations, study.frames, study.bold, study.scans);
}

/// Everything that is not a policy.
template <class A, class B>
void check_same_fields(const A& a, const B& b) {
  CHECK(a.cleaning.nuisance.detrend == b.cleaning.nuisance.detrend);
  CHECK(a.cleaning.nuisance.drop_initial == b.cleaning.nuisance.drop_initial);
  CHECK(a.cleaning.standardize == b.cleaning.standardize);
  CHECK(a.resampling.recipe == b.resampling.recipe);
  CHECK(a.min_prevalence == b.min_prevalence);
}

}  // namespace

TEMPLATE_TEST_CASE("The chain is its stages called by hand, bit by bit", "", float, double) {
  const SmallStudy<TestType> study;
  const auto chain = small_chain();
  const auto result = chain.fit(study.activations, study.frames, study.bold, study.scans);
  const auto expected = by_hand(chain, study);
  check_same(result, expected);
  CHECK(result.synchrony.n_neurons() == 12);
  CHECK(result.synchrony.n_networks() == 4);
  CHECK(result.projection.output_clock().lengths() == std::vector<Index>{115, 115});

  const auto annotations = chain.annotate(result, study.labels, study.names, study.frames);
  CHECK(!annotations.empty());
  CHECK(same_annotations(annotations, annotate_by_hand(chain, study, expected)));
}

TEMPLATE_TEST_CASE("Threads change no bit of what the chain finds", "", float, double) {
  const SmallStudy<TestType> study;
  const auto chain = small_chain();
  const auto serial = chain.fit(study.activations, study.frames, study.bold, study.scans);
  const auto threaded = chain.fit(study.activations, study.frames, study.bold, study.scans, {.executor = Threads{3}});
  check_same(serial, threaded);
  CHECK(same_annotations(chain.annotate(serial, study.labels, study.names, study.frames),
                         chain.annotate(threaded, study.labels, study.names, study.frames, {.executor = Threads{3}})));
}

namespace {

/// Counts the loops that run on it; a copy counts with it.
struct CountingExecutor {
  std::shared_ptr<std::atomic<int>> loops = std::make_shared<std::atomic<int>>(0);
  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    ++*loops;
    Serial{}.bulk(n, f);
  }
};

/// A learner that says on what it was run.
struct AskingLearner {
  std::shared_ptr<int> runs_on_context = std::make_shared<int>(0);
  template <std::floating_point T, CallContext C = Context<>>
  networks::Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    *runs_on_context += static_cast<bool>(context.progress) ? 1 : 0;
    return FirstVoxels{}.learn(bold);
  }
};

}  // namespace

TEST_CASE("The context reaches every stage: loops, progress, and a request to stop") {
  const SmallStudy<double> study;
  const auto chain = small_chain();
  const CountingExecutor executor;
  std::vector<std::pair<Index, Index>> told;
  const Progress watch = [&](Index done, Index total) {
    told.emplace_back(done, total);
    return true;
  };
  const auto fit = [&](const auto& what, const Context<>& context) {
    return what.fit(study.activations, study.frames, study.bold, study.scans, context);
  };
  check_same(fit(chain, {}), fit(chain, {.executor = executor, .progress = watch}));
  CHECK(*executor.loops > 10);
  REQUIRE(!told.empty());
  CHECK(std::is_sorted(told.begin(), told.end()));
  CHECK(told.back() == std::pair<Index, Index>{4000, 4000});
  CHECK(std::any_of(told.begin(), told.end(), [](const auto& t) { return t.first > 1000 && t.first < 2000; }));  // learning too

  for (const Index stop_at : {Index{1001}, Index{3001}}) {  // while learning, while coupling
    const Progress stop = [&](Index done, Index) { return done < stop_at; };
    CHECK_THROWS_AS(fit(chain, {.progress = stop}), Cancelled);
  }
  const AskingLearner asking;
  (void)fit(chain.with_networks(asking), {.progress = watch});
  CHECK(*asking.runs_on_context == 1);
  (void)fit(chain.with_networks(FirstVoxels{}), {.executor = executor, .progress = watch});  // one that asks for none
}

TEST_CASE("Activations of another scalar type are computed in that of the brain") {
  const SmallStudy<double> study;
  const MatrixX<float> activations = study.activations.cast<float>();
  const auto result = small_chain().fit(activations, study.frames, study.bold, study.scans);
  static_assert(std::same_as<decltype(result), const SyncActResult<double>>);
  CHECK((result.synchrony.r - fit(small_chain(), study).synchrony.r).cwiseAbs().maxCoeff() < 1e-6);  // float has 6e-8
}

TEST_CASE("A policy is exchanged without a change to anything else") {
  const SmallStudy<double> study;
  const auto chain = small_chain();
  const auto before = fit(chain, study);

  const auto glover = chain.with_hrf(hrf::DoubleGamma::glover());
  check_same_fields(chain, glover);
  CHECK(glover.hrf == hrf::DoubleGamma::glover());
  CHECK(glover.learner.n_networks == 4);
  CHECK(glover.mapper.n_labels == 2);
  CHECK(glover.coupling.n_permutations == 60);
  const auto other_response = fit(glover, study);
  CHECK(other_response.networks.maps == before.networks.maps);
  CHECK(other_response.synchrony.r != before.synchrony.r);

  const auto voxels = chain.with_networks(FirstVoxels{3});
  check_same_fields(chain, voxels);
  CHECK(voxels.hrf == chain.hrf);
  CHECK(voxels.coupling.seed == 3);
  const MatrixX<double> cleaned = signal::clean(study.bold, study.scans, chain.cleaning).values;
  CHECK(fit(voxels, study).networks.time_courses == cleaned.leftCols(3));

  const auto ranks = chain.with_coupling(
      synchrony::CouplingOptions<synchrony::measure::Spearman, stats::PhaseRandomization>{.n_permutations = 20});
  check_same_fields(chain, ranks);
  CHECK(ranks.learner.n_networks == 4);
  CHECK(ranks.mapper.n_labels == 2);
  const auto by_rank = fit(ranks, study).synchrony;
  CHECK(by_rank.settings.similarity == synchrony::measure::Spearman{}.name());
  CHECK(by_rank.settings.null_model == stats::PhaseRandomization{}.name());
  CHECK(by_rank.settings.n_draws == 20);

  const auto weighted = chain.with_mapper(annotation::WeightedNetworks{.n_labels = 1});
  check_same_fields(chain, weighted);
  CHECK(weighted.coupling.n_permutations == 60);
  CHECK(weighted.mapper.n_labels == 1);
  check_same(fit(weighted, study), before);
}

TEST_CASE("Without a response, features on the scans' clock go through as they are") {
  const SmallStudy<double> study;
  const MatrixX<double> features = study.activations.topRows(240);
  const auto result = small_chain().with_hrf(hrf::None{}).fit(features, study.scans, study.bold, study.scans);
  const auto expected = synchrony::couple(features, result.networks.time_courses, result.projection, small_chain().coupling);
  CHECK(result.synchrony.r == expected.r);
}

TEST_CASE("A label that is too rare is never given, and couplings cut to the best still carry labels") {
  const SmallStudy<double> study;
  auto chain = small_chain();
  chain.coupling.keep_top = 2;  // of the couplings; labels are scored all the same
  const auto annotations = chain.annotate(fit(chain, study), study.labels, study.names, study.frames);
  CHECK(!annotations.empty());
  CHECK(std::none_of(annotations.begin(), annotations.end(), [](const auto& a) { return a.label == 5; }));

  chain.min_prevalence = 1000;
  CHECK(chain.annotate(fit(chain, study), study.labels, study.names, study.frames).empty());
}

TEST_CASE("Tables that do not fit their clocks, and clocks that do not fit each other, are refused") {
  const SmallStudy<double> study;
  const auto chain = small_chain();
  const auto refit = [&](const Timeline& frames, const Timeline& scans) {
    return chain.fit(study.activations, frames, study.bold, scans);
  };
  CHECK_THROWS_AS(refit(Timeline(Sampling::fps(2), 480), study.scans), ShapeError);  // one run, not two
  CHECK_THROWS_WITH(refit(Timeline(Sampling::fps(2), 480), study.scans), says("frames have 1 runs but scans have 2"));
  CHECK_THROWS_AS(refit(Timeline(Sampling::fps(2), {200, 280}), study.scans), ValueError);  // runs of other durations
  CHECK_THROWS_WITH(refit(Timeline(Sampling::fps(2), {200, 280}), study.scans), says("in run 0 the frames last 100 s"));
  CHECK_THROWS_AS(refit(Timeline(Sampling::fps(2), {239, 239}), study.scans), ShapeError);  // fewer frames than rows
  CHECK_THROWS_AS(refit(study.frames, Timeline::scans(1s, 0.5, {120, 119})), ShapeError);   // fewer scans than rows

  const auto result = fit(chain, study);
  CHECK_THROWS_AS(chain.annotate(result, study.labels, {"one"}, study.frames), ShapeError);
  CHECK_THROWS_AS(chain.annotate(result, study.labels, study.names, Timeline(Sampling::fps(2), 480)), ShapeError);
}
