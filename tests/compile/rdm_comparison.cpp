#include "syncact/similarity/rdm/concept.hpp"

using namespace syncact;
using similarity::Measurement;
using similarity::rdm::Rdm;

struct Equal {
#if defined(DEFECT_WRONG_RESULT)
  double compare(const Rdm& a, const Rdm& b) const { return a.values == b.values ? 1 : 0; }
#elif defined(DEFECT_NOT_CONST)
  Measurement compare(const Rdm& a, const Rdm& b) { return {a.values == b.values ? 1.0 : 0.0}; }
#elif !defined(DEFECT_NO_COMPARE)
  Measurement compare(const Rdm& a, const Rdm& b) const { return {a.values == b.values ? 1.0 : 0.0}; }
#endif
#if !defined(DEFECT_NO_INFO)
  similarity::Info info() const { return {.id = "equal"}; }
#endif
};

static_assert(similarity::rdm::RdmComparison<Equal>);
