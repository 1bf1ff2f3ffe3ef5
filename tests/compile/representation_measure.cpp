#include "syncact/similarity/representation/concept.hpp"

using namespace syncact;
using similarity::Measurement;
using similarity::representation::PreparedTable;

struct Rows {
#if defined(DEFECT_WRONG_RESULT)
  double compare(const PreparedTable<>&, const PreparedTable<>&) const { return 0; }
#elif defined(DEFECT_NOT_CONST)
  Measurement compare(const PreparedTable<>& x, const PreparedTable<>&) { return {1, {}, x.n_samples()}; }
#elif !defined(DEFECT_NO_COMPARE)
  Measurement compare(const PreparedTable<>& x, const PreparedTable<>&) const { return {1, {}, x.n_samples()}; }
#endif
#if !defined(DEFECT_NO_INFO)
  similarity::Info info() const { return {.id = "rows"}; }
#endif
};

static_assert(similarity::representation::RepresentationMeasure<Rows>);
