#include "syncact/stats/map_correlations.hpp"

using namespace syncact;

struct Flat {
  using Map = VectorX<double>;
#if defined(DEFECT_WRONG_RESULT)
  double operator()(const Random&) const { return 0; }
#elif defined(DEFECT_NOT_CONST)
  Map operator()(const Random&) { return {}; }
#elif defined(DEFECT_WRITES_RANDOM)
  Map operator()(Random&) const { return {}; }
#elif !defined(DEFECT_NO_CALL)
  Map operator()(const Random&) const { return {}; }
#endif
};

static_assert(stats::MapNullModel<Flat>);
