#pragma once
/// A neuron says what its best network says.
#include "syncact/core/macros_off.hpp"

#include "syncact/annotation/concept.hpp"

namespace syncact::inline v0_1::annotation {

/// Each neuron inherits the labels of the one network it is most synchronized with, if that coupling is established.
/// score = r(neuron, network) * r(network, label): the correlation of neuron and label that the network alone would bring
/// about. Only positive scores are given, so a neuron that follows a network in reverse does not inherit what drives it.
struct BestNetwork {
  Index n_labels = 3;  ///< at most, per neuron
  EvidenceLevels levels{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_labels", self.n_labels, "at most so many labels per neuron, >= 1");
    EvidenceLevels::options(self.levels, option);
  }

  /// Throws ShapeError unless both know the same networks, ValueError unless n_labels >= 1.
  template <std::floating_point T>
  [[nodiscard]] std::vector<Annotation> annotate(const synchrony::Synchrony<T>& synchrony, const LabelScores& scores) const {
    detail::check(synchrony, scores, n_labels);
    std::vector<Annotation> result;
    for (const std::optional<synchrony::Coupling>& best : synchrony.best_network) {
      if (!best || !levels.coupled(*best)) continue;
      std::vector<Annotation> inherited;
      for (Index l = 0; l < scores.n_labels(); ++l) {
        if (!levels.labelled(scores, best->network, l)) continue;
        const double label_r = scores.r(best->network, l);
        const double p = std::max(value_of(*best, levels.coupling), levels.label_p(scores, best->network, l));
        inherited.push_back({best->neuron, l, best->r * label_r, p, best->network, best->r, label_r, scores.prevalence[l]});
      }
      detail::append_best(result, std::move(inherited), n_labels);
    }
    return result;
  }
};

static_assert(AnnotationMapper<BestNetwork, float> && AnnotationMapper<BestNetwork, double>);

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
