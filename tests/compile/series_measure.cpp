#include "syncact/similarity/series/concept.hpp"

using namespace syncact;

struct Own {
#if !defined(DEFECT_NO_INFO)
  similarity::Info info() const { return {.id = "own"}; }
#endif
#if defined(DEFECT_WRONG_RESULT)
  double compare(const VectorX<double>&, const VectorX<double>&) const { return 0; }
#elif defined(DEFECT_NOT_CONST)
  similarity::Measurement compare(const VectorX<double>&, const VectorX<double>&) { return {}; }
#elif !defined(DEFECT_NO_COMPARE)
  similarity::Measurement compare(const VectorX<double>&, const VectorX<double>&) const { return {}; }
#endif
};

static_assert(similarity::series::SeriesMeasure<Own>);
