#pragma once
/// Running a mapper, and checking what it returns.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/annotation/concept.hpp"

namespace syncact::inline v0_1::annotation {

/// The labels that the mapper gives to neurons. Throws what it throws, and ValueError if it names a neuron, a label or a
/// network that there is not.
template <std::floating_point T, AnnotationMapper<T> M>
[[nodiscard]] std::vector<Annotation> annotate(const M& mapper, const synchrony::Synchrony<T>& synchrony,
                                               const LabelScores& scores) {
  std::vector<Annotation> annotations = mapper.annotate(synchrony, scores);
  require_valid("annotate", annotations, synchrony.n_neurons(), scores);
  return annotations;
}

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
