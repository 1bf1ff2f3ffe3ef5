#pragma once
/// What an annotation of a neuron is, and what a mapper from networks to neurons must do.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <vector>

#include "syncact/annotation/label_scores.hpp"
#include "syncact/synchrony/pairs.hpp"

namespace syncact::inline v0_1::annotation {

/// One label of one neuron, and the chain of evidence: neuron - (synchrony) - network - (correlation) - label.
struct Annotation {
  Index neuron = 0;
  Index label = 0;         ///< index into LabelScores::names
  double score = 0;        ///< > 0; each mapper says what it is
  double p_joint = 1;      ///< the larger of the two p-values in the chain: p of "both links are there" (intersection-union
                           ///< test, Berger, Technometrics 24, 1982, 295). 1 - p_joint is the only confidence given; it is
                           ///< not the probability that the label is right.
  Index via_network = 0;   ///< the network that carries the label (most of it)
  double synchrony_r = 0;  ///< neuron with that network
  double label_r = 0;      ///< that network with the label
  double prevalence = 0;   ///< of the label
};

/// When the two links of the chain count as established. Mind the resolution of q_fdr: with P draws no p is below 1/(P+1), so
/// among m tests no q is below m / (P+1) / (number of tests at that p). With 400 networks, 859 labels and 1000 draws nothing
/// passes .05 unless 2 % of all pairs do; p_fwe has no such floor, hence the default.
struct EvidenceLevels {
  synchrony::Criterion coupling = synchrony::Criterion::fwe;
  double coupling_level = 0.05;
  synchrony::Criterion label = synchrony::Criterion::fwe;
  double label_level = 0.05;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("coupling", self.coupling, "what decides whether a neuron is coupled with a network");
    option("coupling_level", self.coupling_level, "its level");
    option("label", self.label, "what decides whether a network carries a label");
    option("label_level", self.label_level, "its level");
  }

  [[nodiscard]] bool coupled(const synchrony::Coupling& c) const { return value_of(c, coupling) <= coupling_level; }

  /// The p-value that decides about a label of a network; NaN where untested.
  [[nodiscard]] double label_p(const LabelScores& scores, Index network, Index l) const {
    return label == synchrony::Criterion::fwe ? scores.p_fwe(network, l) : scores.q_fdr(network, l);
  }

  /// False for NaN.
  [[nodiscard]] bool labelled(const LabelScores& scores, Index network, Index l) const {
    return label_p(scores, network, l) <= label_level;
  }
};

/// Hands the labels of networks to neurons.
/// Axioms: a neuron without an established coupling gets none; a label that is not established for the network it comes
/// through, or too rare, is never given; the result is ordered by neuron, then decreasing score; the labels of a neuron do
/// not depend on other neurons' numbers; nothing from neurons or labels back to networks.
/// Laws: syncact/laws/annotation_laws.hpp.
template <class M, class T>
concept AnnotationMapper = std::copyable<M> &&
    requires(const M mapper, const synchrony::Synchrony<T>& synchrony, const LabelScores& scores) {
  { mapper.annotate(synchrony, scores) } -> std::same_as<std::vector<Annotation>>;
};

/// Throws ValueError unless every annotation is of a neuron, a label and a network that there are: what a mapper returns
/// indexes tables.
inline void require_valid(std::string_view function, const std::vector<Annotation>& annotations, Index n_neurons,
                          const LabelScores& scores) {
  const auto in = [&](const char* what, Index value, Index n) {
    if (value >= 0 && value < n) return;
    throw ValueError(message(function, ": the ", what, " that a mapper returns must lie in [0, ", n, "), is ", value));
  };
  for (const Annotation& a : annotations) {
    in("neuron", a.neuron, n_neurons);
    in("label", a.label, scores.n_labels());
    in("via_network", a.via_network, scores.n_networks());
  }
}

namespace detail {

/// The n_labels best of one neuron's annotations, best first, appended to all.
inline void append_best(std::vector<Annotation>& all, std::vector<Annotation> of_neuron, Index n_labels) {
  std::erase_if(of_neuron, [](const Annotation& a) { return !(a.score > 0); });
  std::stable_sort(of_neuron.begin(), of_neuron.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  if (as_size(n_labels) < of_neuron.size()) of_neuron.resize(as_size(n_labels));
  all.insert(all.end(), of_neuron.begin(), of_neuron.end());
}

template <std::floating_point T>
void check(const synchrony::Synchrony<T>& synchrony, const LabelScores& scores, Index n_labels) {
  require_extent("annotate", "networks in the label scores", synchrony.n_networks(), scores.n_networks());
  require(n_labels >= 1, "annotate", "n_labels must be >= 1", n_labels);
}

}  // namespace detail

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
