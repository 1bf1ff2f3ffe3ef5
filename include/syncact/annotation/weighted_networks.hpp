#pragma once
/// A neuron says what all its networks say together.
#include "syncact/core/macros_off.hpp"

#include "syncact/annotation/concept.hpp"

namespace syncact::inline v0_1::annotation {

/// Each neuron inherits the labels of every network it is coupled with:
/// score(l) = sum over established couplings k, for which l is established, of r(neuron, k) * r(k, l).
/// Networks overlap, so the sum is a ranking and not a correlation; it may pass 1. via_network and p_joint are those of the
/// largest term. If the synchrony kept only the best couplings, only these take part.
struct WeightedNetworks {
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
    for (Index n = 0; n < synchrony.n_neurons(); ++n) {
      std::vector<synchrony::Coupling> couplings = synchrony.of_neuron(n);
      std::erase_if(couplings, [&](const synchrony::Coupling& c) { return !levels.coupled(c); });
      if (!couplings.empty()) detail::append_best(result, sums(couplings, scores), n_labels);
    }
    return result;
  }

 private:
  [[nodiscard]] std::vector<Annotation> sums(const std::vector<synchrony::Coupling>& couplings,
                                             const LabelScores& scores) const {
    std::vector<Annotation> inherited;
    for (Index l = 0; l < scores.n_labels(); ++l) {
      Annotation sum{.neuron = couplings.front().neuron, .label = l, .prevalence = scores.prevalence[l]};
      double largest = -std::numeric_limits<double>::infinity();
      for (const synchrony::Coupling& c : couplings) {
        if (!levels.labelled(scores, c.network, l)) continue;
        const double label_r = scores.r(c.network, l), term = c.r * label_r;
        sum.score += term;
        if (!(term > largest)) continue;
        largest = term;
        sum.via_network = c.network;
        sum.synchrony_r = c.r;
        sum.label_r = label_r;
        sum.p_joint = std::max(value_of(c, levels.coupling), levels.label_p(scores, c.network, l));
      }
      inherited.push_back(sum);
    }
    return inherited;
  }
};

static_assert(AnnotationMapper<WeightedNetworks, float> && AnnotationMapper<WeightedNetworks, double>);

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
