#include "syncact/stats/null_model.hpp"

using namespace syncact;

struct Identity {
#if defined(DEFECT_WRONG_RESULT)
  SeriesView<double> scramble(const SeriesView<double>& series, const Timeline&, const Random&) const { return series; }
#elif defined(DEFECT_NOT_CONST)
  MatrixX<double> scramble(const SeriesView<double>& series, const Timeline&, const Random&) { return series.to_matrix(); }
#elif defined(DEFECT_WRITES_RANDOM)
  MatrixX<double> scramble(const SeriesView<double>& series, const Timeline&, Random&) const { return series.to_matrix(); }
#elif !defined(DEFECT_NO_SCRAMBLE)
  MatrixX<double> scramble(const SeriesView<double>& series, const Timeline&, const Random&) const {
    return series.to_matrix();
  }
#endif
};

static_assert(stats::NullModel<Identity, double>);
