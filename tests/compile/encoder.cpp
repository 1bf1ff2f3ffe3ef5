#include "syncact/similarity/encoding/concept.hpp"

using namespace syncact;

struct Own {
  struct Model {
#if defined(DEFECT_WRONG_RESULT)
    VectorX<double> predict(const MatrixX<double>& x) const { return x.col(0); }
#elif !defined(DEFECT_NO_PREDICT)
    MatrixX<double> predict(const MatrixX<double>& x) const { return x; }
#endif
  };
#if !defined(DEFECT_NO_INFO)
  similarity::encoding::EncoderInfo info() const { return {.id = "own"}; }
#endif
#if defined(DEFECT_NOT_CONST)
  Model fit(const MatrixX<double>&, const MatrixX<double>&) { return {}; }
#elif !defined(DEFECT_NO_FIT)
  Model fit(const MatrixX<double>&, const MatrixX<double>&) const { return {}; }
#endif
};

static_assert(similarity::encoding::Encoder<Own>);
