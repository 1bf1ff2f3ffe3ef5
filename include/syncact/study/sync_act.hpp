#pragma once
/// The chain in one call. It holds no numerics: every stage is a function or a policy that stands alone.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <utility>
#include <vector>

#include "syncact/annotation/best_network.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/signal/clean.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact {

/// What the chain found. Free of policy types.
template <std::floating_point T>
struct SyncActResult {
  networks::Networks<T> networks;     ///< functional brain networks: time courses and maps
  synchrony::Synchrony<T> synchrony;  ///< neuron x network, with p-values
  score::ModelScore score;            ///< how brain-like the artificial network is
  signal::Projection projection;      ///< what was taken out of both sides, and the clock of what is left
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
  double min_prevalence = 20;  ///< a label seen in fewer frames than this is never given

  template <hrf::HemodynamicResponse H>
  [[nodiscard]] auto with_hrf(H other) const {
    return with(std::move(other), learner, mapper, coupling);
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
  /// type. Every stage runs on the context; progress counts learning and coupling, 1000 steps each. Throws what the stages
  /// throw.
  template <TimeSeriesMatrix A, TimeSeriesMatrix B, CallContext C = Context<>>
    requires networks::NetworkLearner<Learner, series_scalar_t<B>>
  [[nodiscard]] SyncActResult<series_scalar_t<B>> fit(const A& activations, const Timeline& frames, const B& bold,
                                                      const Timeline& scans, const C& context = {}) const {
    using T = series_scalar_t<B>;
    const auto brain = signal::clean(bold, scans, cleaning, context);
    auto found = networks::learn(learner, SeriesView<T>(brain.values), of_stage(context, 0, 2));
    networks::require_valid("SyncAct::fit", found, brain.values.rows(), brain.values.cols());
    const MatrixX<T> neurons = at_scans<T>(activations, frames, scans, resampling, context);
    auto synchrony = synchrony::couple(neurons, found.time_courses, brain.projection, coupling, of_stage(context, 1, 2));
    const auto score = score::model_score(synchrony);
    return {std::move(found), std::move(synchrony), score, brain.projection};
  }

  /// Labels of the neurons. labels [frame x label] says what each frame shows, on the clock `frames`; a label is on where it
  /// is above 0. Throws what the stages throw.
  template <std::floating_point T, TimeSeriesMatrix L, CallContext C = Context<>>
    requires annotation::AnnotationMapper<Mapper, T>
  [[nodiscard]] std::vector<annotation::Annotation> annotate(const SyncActResult<T>& result, const L& labels,
                                                             const std::vector<std::string>& names, const Timeline& frames,
                                                             const C& context = {}) const {
    signal::FrameOptions from_nothing = resampling;
    from_nothing.history = signal::History::zero;  // before the movie nothing is seen
    const MatrixX<T> regressors = at_scans<T>(labels, frames, result.projection.input_clock(), from_nothing, context);
    annotation::LabelOptions<Similarity, Null> options{.coupling = coupling, .min_prevalence = min_prevalence};
    options.coupling.keep_top.reset();
    const auto scores = annotation::score_labels(result.networks.time_courses, regressors, result.projection, names,
                                                 annotation::prevalence(labels), options, context);
    auto annotations = mapper.annotate(result.synchrony, scores);
    annotation::require_valid("SyncAct::annotate", annotations, result.synchrony.n_neurons(), scores);
    return annotations;
  }

 private:
  template <class H, class L, class M, class S, class N>
  [[nodiscard]] auto with(H h, L l, M m, synchrony::CouplingOptions<S, N> c) const {
    return SyncAct<H, L, S, N, M>{std::move(h), std::move(l), std::move(m), std::move(c), cleaning, resampling, min_prevalence};
  }

  /// Through the response, onto the scans, in the scalar type T.
  template <std::floating_point T, TimeSeriesMatrix M, CallContext C>
  [[nodiscard]] MatrixX<T> at_scans(const M& table, const Timeline& frames, const Timeline& scans,
                                    const signal::FrameOptions& options, const C& context) const {
    return signal::to_scans(table, frames, hrf, scans, options, context).template cast<T>();
  }
};

}  // namespace syncact

#include "syncact/core/macros_on.hpp"
