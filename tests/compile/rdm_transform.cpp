#include "syncact/similarity/rdm/concept.hpp"

using namespace syncact;
using similarity::rdm::Rdm;

struct Same {
#if defined(DEFECT_WRONG_RESULT)
  VectorX<double> transform(const Rdm& rdm) const { return rdm.values; }
#elif defined(DEFECT_NOT_CONST)
  Rdm transform(const Rdm& rdm) { return rdm; }
#elif !defined(DEFECT_NO_TRANSFORM)
  Rdm transform(const Rdm& rdm) const { return rdm; }
#endif
#if !defined(DEFECT_NO_INFO)
  similarity::Info info() const { return {.id = "same"}; }
#endif
};

static_assert(similarity::rdm::RdmTransform<Same>);
