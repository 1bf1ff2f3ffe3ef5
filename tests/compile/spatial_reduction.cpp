#include "syncact/activations/reduce.hpp"

struct Corner {
#if defined(DEFECT_WRONG_RESULT)
  float operator()(const syncact::MapView<float>& map) const { return map(0, 0); }
#elif defined(DEFECT_NOT_CONST)
  double operator()(const syncact::MapView<float>& map) { return static_cast<double>(map(0, 0)); }
#elif !defined(DEFECT_NO_CALL)
  double operator()(const syncact::MapView<float>& map) const { return static_cast<double>(map(0, 0)); }
#endif
};

syncact::MatrixX<float> use(const syncact::TensorView<float>& tensor) { return syncact::activations::reduce(tensor, Corner{}); }
