#include "syncact/core/tensor_view.hpp"

struct Layer {
  float values[24] = {};
};

#if !defined(DEFECT_NO_ADAPTER)
template <>
struct syncact::tensor_traits<Layer> {
#if defined(DEFECT_INT_SCALAR)
  using scalar = int;
#elif !defined(DEFECT_NO_SCALAR)
  using scalar = float;
#endif
#if defined(DEFECT_WRONG_VIEW)
  static const float* view(const Layer& layer) { return layer.values; }
#elif !defined(DEFECT_NO_VIEW)
  static TensorView<float> view(const Layer& layer) { return {layer.values, {2, 3, 2, 2}}; }
#endif
};
#endif

static_assert(syncact::FrameTensor<Layer>);
