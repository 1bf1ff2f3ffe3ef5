#pragma once
/// Laws of annotation::AnnotationMapper, for any policy.
#include "syncact/core/macros_off.hpp"

#include "syncact/annotation/concept.hpp"
#include "syncact/laws/report.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

/// Four neurons, two networks, as a test with 99 draws would have left them: neuron 0 follows network 0, neuron 1 network 1,
/// neuron 2 nothing, neuron 3 is dead.
template <std::floating_point T>
synchrony::Synchrony<T> small_synchrony() {
  using numeric::SignalStatus;
  synchrony::Synchrony<T> s;
  s.settings.n_draws = 99;
  s.neuron_status = {SignalStatus::ok, SignalStatus::ok, SignalStatus::ok, SignalStatus::constant};
  s.network_status = {SignalStatus::ok, SignalStatus::ok};
  s.n_defined = 6;
  s.max_statistic = stats::MaxStatistic(VectorX<double>::LinSpaced(99, 0.2, 0.5));
  s.q_of_count = std::vector<double>(100, 1.0);
  s.q_of_count[0] = 0.03;
  constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  s.r.resize(4, 2);
  s.r << T(0.8), T(0.6), T(0.1), T(0.7), T(0.1), T(0.0), nan, nan;
  s.exceeded.resize(4, 2);
  s.exceeded << 0, 0, 40, 0, 50, 60, 0, 0;
  for (Index n = 0; n < 4; ++n) {
    std::optional<synchrony::Coupling> best;
    for (const synchrony::Coupling& c : s.of_neuron(n)) {
      if (!best || c.r > best->r) best = c;
    }
    s.best_network.push_back(best);
  }
  return s;
}

/// Four labels: label 0 on network 0, label 1 on network 1, label 2 on neither, label 3 too rare to be tested.
inline annotation::LabelScores small_scores() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  annotation::LabelScores scores;
  scores.names = {"dog.n.01", "face.n.01", "rock.n.01", "rare.n.01"};
  scores.prevalence = Eigen::Vector4d(50, 40, 30, 3);
  scores.r.resize(2, 4);
  scores.r << 0.6, 0.1, 0.05, nan, 0.1, 0.5, 0.05, nan;
  scores.q_fdr.resize(2, 4);
  scores.q_fdr << 0.01, 0.8, 0.9, nan, 0.8, 0.01, 0.9, nan;
  scores.p_uncorrected = scores.p_fwe = scores.q_fdr;
  return scores;
}

}  // namespace detail

/// Checks the axioms on a small case in which the answer is plain.
template <std::floating_point T, annotation::AnnotationMapper<T> M>
[[nodiscard]] Report check_annotation_mapper(const M& mapper) {
  Report report;
  const synchrony::Synchrony<T> synchrony = detail::small_synchrony<T>();
  const annotation::LabelScores scores = detail::small_scores();
  const std::vector<annotation::Annotation> result = mapper.annotate(synchrony, scores);
  bool found_dog = false, found_face = false;
  for (const annotation::Annotation& a : result) {
    report.expect(a.neuron != 2, "a neuron without evidence gets no label", "label ", a.label);
    report.expect(a.neuron != 3, "a dead neuron gets no label", "label ", a.label);
    report.expect(a.label < 2, "a label without evidence or too rare is never given", "label ", a.label);
    report.expect(a.score > 0, "scores are positive", a.score);
    report.expect(a.p_joint > 0 && a.p_joint <= 1, "p_joint is a p-value", a.p_joint);
    found_dog = found_dog || (a.neuron == 0 && a.label == 0);
    found_face = found_face || (a.neuron == 1 && a.label == 1);
  }
  report.expect(found_dog && found_face, "neurons inherit the label of the network they follow");
  const bool ordered = std::is_sorted(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return a.neuron != b.neuron ? a.neuron < b.neuron : a.score > b.score;
  });
  report.expect(ordered, "the result is ordered by neuron, then by decreasing score");

  annotation::LabelScores none = scores;
  none.q_fdr.setOnes();
  none.p_fwe.setOnes();
  report.expect(mapper.annotate(synchrony, none).empty(), "without established labels there are no annotations");
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
