#include "syncact/annotation/describe/label_describer.hpp"

using namespace syncact;

struct Indifferent {
  using Table = MatrixX<double>;
#if defined(DEFECT_WRONG_RESULT)
  double scores(const Table&, const Table&) const { return 0; }
#elif defined(DEFECT_NOT_CONST)
  Table scores(const Table&, const Table&) { return {}; }
#elif !defined(DEFECT_NO_SCORES)
  Table scores(const Table&, const Table&) const { return {}; }
#endif
};

static_assert(annotation::describe::LabelDescriber<Indifferent>);
