#pragma once
/// The chain in one call. It holds no numerics: every stage is a function or a policy that stands alone.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <utility>
#include <vector>

#include "syncact/annotation/annotate.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/study/brain.hpp"
#include "syncact/study/labels.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::inline v0_1 {

/// What the chain found. Free of policy types.
template <std::floating_point T>
struct SyncActResult {
  networks::Networks<T> networks;         ///< functional brain networks: time courses and maps
  synchrony::Synchrony<T> synchrony;      ///< neuron x network, with p-values
  score::ModelScore score;                ///< how brain-like the artificial network is
  signal::Projection projection;          ///< what was taken out of both sides, and the clock of what is left
  std::vector<study::StageTime> times{};  ///< clean, networks, activations, synchrony
};

/// activations -> neurons at the TR; bold -> networks; both -> synchrony, score; labels -> annotations. What cleaning takes out
/// of the brain it takes out of neurons, labels and all null draws too.
/// with_hrf() and its siblings exchange a policy; everything else is a field.
template <hrf::HemodynamicResponse Hrf = hrf::DoubleGamma, class Learner = networks::learners::OnlineDictionaryLearning<>,
          class Similarity = synchrony::measure::Pearson, class Null = stats::CircularShift,
          class Mapper = annotation::BestNetwork>
struct SyncAct {
  Hrf hrf{};
  Learner learner{};
  Mapper mapper{};
  synchrony::CouplingOptions<Similarity, Null> coupling{};
  signal::CleanOptions cleaning{};
  signal::FrameOptions resampling{};
  double min_prevalence = 20;  ///< [TR] a label that is on for less is never given

  template <hrf::HemodynamicResponse H>
  [[nodiscard]] auto with_hrf(H other) const {
    return with(std::move(other), learner, mapper, coupling);
  }
  /// One rule for NaN in scans, activations and courses.
  [[nodiscard]] SyncAct with_nan(NanPolicy nan) const {
    SyncAct other = *this;
    other.cleaning.nan = other.resampling.nan = other.coupling.nan = nan;
    return other;
  }
  template <class L>
    requires networks::NetworkLearner<L, double> || networks::NetworkLearner<L, float>
  [[nodiscard]] auto with_networks(L other) const { return with(hrf, std::move(other), mapper, coupling); }
  template <class S, class N>
    requires(synchrony::measure::SimilarityMeasure<S, double> || synchrony::measure::SimilarityMeasure<S, float>)
  &&(stats::NullModel<N, double> || stats::NullModel<N, float>)
      [[nodiscard]] auto with_coupling(synchrony::CouplingOptions<S, N> other) const {
    return with(hrf, learner, mapper, std::move(other));
  }
  template <class M>
    requires annotation::AnnotationMapper<M, double> || annotation::AnnotationMapper<M, float>
  [[nodiscard]] auto with_mapper(M other) const { return with(hrf, learner, std::move(other), coupling); }

  /// activations [frame x unit] on the clock `frames`, bold [scan x voxel] on the clock `scans`; computed in bold's scalar
  /// type. Every stage runs on the context; progress counts 1000 steps for each of the four stages. Throws what the stages
  /// throw.
  template <TimeSeriesMatrix A, TimeSeriesMatrix B, CallContext C = Context<>>
    requires networks::NetworkLearner<Learner, series_scalar_t<B>>
  [[nodiscard]] SyncActResult<series_scalar_t<B>> fit(const A& activations, const Timeline& frames, const B& bold,
                                                      const Timeline& scans, const C& context = {}) const {
    using T = series_scalar_t<B>;
    auto stages = study::Stages<C>::sharing(context, 4);
    auto brain = with_series(
        bold, [&](const SeriesView<T>& view) { return study::learn_brain(view, scans, cleaning, learner, stages); });
    const MatrixX<T> neurons = stages.run("activations", [&](const C& part) {
      return MatrixX<T>(signal::to_scans(activations, frames, hrf, scans, resampling, part).template cast<T>());
    });
    auto synchrony = stages.run("synchrony", [&](const C& part) {
      return synchrony::couple(neurons, brain.courses, brain.projection, coupling, part);
    });
    const auto score = score::model_score(synchrony);
    return {std::move(*brain.learned), std::move(synchrony), score, std::move(brain.projection), stages.times()};
  }

  /// Labels of the neurons. labels [frame x label] says what each frame shows, on the clock `frames`; a label is on where it
  /// is above 0. Throws what the stages throw.
  template <std::floating_point T, TimeSeriesMatrix L, CallContext C = Context<>>
    requires annotation::AnnotationMapper<Mapper, T>
  [[nodiscard]] std::vector<annotation::Annotation> annotate(const SyncActResult<T>& result, const L& labels,
                                                             const std::vector<std::string>& names, const Timeline& frames,
                                                             const C& context = {}) const {
    const study::Labels shown =
        study::labels_of_frames(labels, names, frames, hrf, result.projection.input_clock(), resampling, context);
    annotation::LabelOptions<Similarity, Null> options{.coupling = coupling, .min_prevalence = min_prevalence};
    options.coupling.keep_top.reset();
    const auto scores = annotation::score_labels(result.networks.time_courses, shown.regressors, result.projection, shown.names,
                                                 shown.prevalence, options, context);
    return annotation::annotate(mapper, result.synchrony, scores);
  }

 private:
  template <class H, class L, class M, class S, class N>
  [[nodiscard]] auto with(H h, L l, M m, synchrony::CouplingOptions<S, N> c) const {
    return SyncAct<H, L, S, N, M>{std::move(h), std::move(l), std::move(m), std::move(c), cleaning, resampling, min_prevalence};
  }
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
