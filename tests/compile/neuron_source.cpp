#include "syncact/synchrony/couple.hpp"

using namespace syncact;

struct Silence {
  Index n_times() const { return 20; }
#if !defined(DEFECT_NO_COUNT)
  Index n_neurons() const { return 3; }
#endif
#if defined(DEFECT_WRONG_RESULT)
  MatrixX<float> block(Index, Index n) const { return MatrixX<float>::Zero(20, n); }
#elif defined(DEFECT_NOT_CONST)
  MatrixX<double> block(Index, Index n) { return MatrixX<double>::Zero(20, n); }
#else
  MatrixX<double> block(Index, Index n) const { return MatrixX<double>::Zero(20, n); }
#endif
};

static_assert(synchrony::NeuronSource<Silence, double>);
