#include "syncact/networks/concept.hpp"

using namespace syncact;

struct Nothing {
#if defined(DEFECT_WRONG_RESULT)
  MatrixX<double> learn(const SeriesView<double>& bold) const { return bold.to_matrix(); }
#elif defined(DEFECT_NOT_CONST)
  networks::Networks<double> learn(const SeriesView<double>&) { return {}; }
#elif !defined(DEFECT_NO_LEARN)
  networks::Networks<double> learn(const SeriesView<double>&) const { return {}; }
#endif
};

static_assert(networks::NetworkLearner<Nothing, double>);
