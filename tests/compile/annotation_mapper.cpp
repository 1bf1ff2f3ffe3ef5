#include "syncact/annotation/concept.hpp"

using namespace syncact;

struct Silent {
  using Annotations = std::vector<annotation::Annotation>;
#if defined(DEFECT_WRONG_RESULT)
  annotation::Annotation annotate(const synchrony::Synchrony<double>&, const annotation::LabelScores&) const { return {}; }
#elif defined(DEFECT_NOT_CONST)
  Annotations annotate(const synchrony::Synchrony<double>&, const annotation::LabelScores&) { return {}; }
#elif !defined(DEFECT_NO_ANNOTATE)
  Annotations annotate(const synchrony::Synchrony<double>&, const annotation::LabelScores&) const { return {}; }
#endif
};

static_assert(annotation::AnnotationMapper<Silent, double>);
