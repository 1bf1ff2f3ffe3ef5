#include "syncact/similarity/rdm/concept.hpp"

using namespace syncact;
using similarity::rdm::Rdm;

struct Zero {
#if defined(DEFECT_WRONG_RESULT)
  MatrixX<double> dissimilarities(const SeriesView<double>&) const { return {}; }
#elif defined(DEFECT_NOT_CONST)
  Rdm dissimilarities(const SeriesView<double>&) { return {}; }
#elif !defined(DEFECT_NO_DISSIMILARITIES)
  Rdm dissimilarities(const SeriesView<double>&) const { return {}; }
#endif
#if !defined(DEFECT_NO_INFO)
  similarity::Info info() const { return {.id = "zero"}; }
#endif
};

static_assert(similarity::rdm::Dissimilarity<Zero>);
