#include "syncact/adapt/eigen.hpp"
#include "syncact/study/neurons.hpp"

using namespace syncact;

struct Dark {
#if !defined(DEFECT_NO_FRAMES_COUNT)
  Index n_frames() const { return 10; }
#endif
#if !defined(DEFECT_NO_UNITS)
  Index n_units() const { return 3; }
#endif
#if !defined(DEFECT_NO_BLOCK)
  Index block_frames() const { return 4; }
#endif
#if defined(DEFECT_WRONG_RESULT)
  MatrixX<int> frames(Index, Index n) const { return MatrixX<int>::Zero(n, 3); }
#elif defined(DEFECT_NOT_CONST)
  MatrixX<float> frames(Index, Index n) { return MatrixX<float>::Zero(n, 3); }
#elif !defined(DEFECT_NO_FRAMES)
  MatrixX<float> frames(Index, Index n) const { return MatrixX<float>::Zero(n, 3); }
#endif
};

static_assert(study::ActivationSource<Dark>);
