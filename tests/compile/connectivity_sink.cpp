#include "syncact/similarity/connectivity/dense_connectivity.hpp"

using namespace syncact;
using similarity::connectivity::ConnectivityTile;

struct Nowhere {
#if defined(DEFECT_WRONG_RESULT)
  int take(const ConnectivityTile<double>&) { return 0; }
#elif defined(DEFECT_WANTS_TO_WRITE)
  void take(ConnectivityTile<double>&) {}
#elif !defined(DEFECT_NO_TAKE)
  void take(const ConnectivityTile<double>&) {}
#endif
};

static_assert(similarity::connectivity::ConnectivitySink<Nowhere, double>);
