#pragma once
/// What neurons themselves say of the labels that they were given through networks.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/annotation/concept.hpp"
#include "syncact/annotation/label_scores.hpp"
#include "syncact/signal/projection.hpp"

namespace syncact::inline v0_1::annotation {

/// A neuron and a label it was given, without the network between them.
struct OwnEvidence {
  double r = std::numeric_limits<double>::quiet_NaN();      ///< similarity of neuron and label
  double p_fwe = std::numeric_limits<double>::quiet_NaN();  ///< against the largest of all neurons and labels that are tested
  Index rank = 0;                                           ///< 1: the neuron follows no other tested label more; 0: not tested

  [[nodiscard]] bool follows(double level = 0.05) const { return p_fwe <= level; }
  /// It follows the label, and no other more.
  [[nodiscard]] bool prefers(double level = 0.05) const { return follows(level) && rank == 1; }
};

/// The evidence for label l among those of one neuron, whose similarities are r [label], NaN where untested; `table` has the
/// test.
template <std::floating_point T, class R>
[[nodiscard]] OwnEvidence evidence_among(const synchrony::Synchrony<T>& table, const R& r, Index l) {
  const auto statistic = [&](Index label) { return table.statistic(static_cast<double>(r[label])); };
  if (std::isnan(r[l])) return {};
  Index rank = 1;
  for (Index other = 0; other < r.size(); ++other) rank += statistic(other) > statistic(l) ? 1 : 0;
  return {static_cast<double>(r[l]), table.max_statistic.p(statistic(l)), rank};
}

/// For each annotation, how well the neuron follows the label by itself. A network may carry a label and a neuron may go with
/// the network for another reason: such a neuron has the label by inheritance alone, and this tells. Neurons [scan x neuron]
/// and label regressors [scan x label] are on projection.input_clock(); all neurons and all labels with the prevalence that
/// `options` asks for are tested, with labels scrambled before the projection, as in score_labels. Memory: two tables
/// [label x neuron]. Throws what score_labels throws, ValueError for annotations of neurons or labels that there are not.
template <std::floating_point T, class S = synchrony::measure::Pearson, class N = stats::CircularShift,
          CallContext C = Context<>>
[[nodiscard]] std::vector<OwnEvidence> own_evidence(const std::vector<Annotation>& annotations, const SeriesView<T>& neurons,
                                                    const SeriesView<T>& labels, const VectorX<double>& prevalence,
                                                    const signal::Projection& projection,
                                                    const LabelOptions<S, N>& options = {}, const C& context = {}) {
  require_extent("own_evidence", "number of prevalences", labels.n_signals(), prevalence.size());
  require(!options.coupling.keep_top, "own_evidence", "keep_top must be unset or 0", options.coupling.keep_top.value_or(0));
  const detail::TestedLabels<T> tested = detail::tested_labels(labels, prevalence, options.min_prevalence);
  const Index n_tested = std::ssize(tested.label);
  std::vector<OwnEvidence> evidence(annotations.size());
  if (annotations.empty() || n_tested == 0) return evidence;
  const MatrixX<T> cleaned = projection.apply(neurons, context);
  const auto table =
      synchrony::couple<T>(SeriesView<T>(tested.regressors), SeriesView<T>(cleaned), projection, options.coupling, context);
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const Annotation& a = annotations[i];
    require(a.neuron >= 0 && a.neuron < neurons.n_signals(), "own_evidence",
            "the neuron of an annotation must be one of the table", a.neuron);
    require(a.label >= 0 && a.label < labels.n_signals(), "own_evidence", "the label of an annotation must be one of the table",
            a.label);
    const auto at = std::lower_bound(tested.label.begin(), tested.label.end(), a.label);
    if (at == tested.label.end() || *at != a.label) continue;
    evidence[i] = evidence_among(table, table.r.col(a.neuron), at - tested.label.begin());
  }
  return evidence;
}

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
