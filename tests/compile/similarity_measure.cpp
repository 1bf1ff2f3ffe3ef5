#include "syncact/synchrony/measure/concept.hpp"

using namespace syncact;

struct Inner {
#if defined(DEFECT_FLOAT_ONLY)
  using Scalar = float;
#else
  using Scalar = double;
#endif
#if defined(DEFECT_WRONG_RESULT)
  RowMatrixX<Scalar> compare(const SeriesView<Scalar>& a, const SeriesView<Scalar>& b) const {
    return a.to_matrix().transpose() * b.to_matrix();
  }
#elif defined(DEFECT_NOT_CONST)
  MatrixX<Scalar> compare(const SeriesView<Scalar>& a, const SeriesView<Scalar>& b) {
    return a.to_matrix().transpose() * b.to_matrix();
  }
#elif !defined(DEFECT_NO_COMPARE)
  MatrixX<Scalar> compare(const SeriesView<Scalar>& a, const SeriesView<Scalar>& b) const {
    return a.to_matrix().transpose() * b.to_matrix();
  }
#endif
};

static_assert(synchrony::measure::SimilarityMeasure<Inner, double>);
