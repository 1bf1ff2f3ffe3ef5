#include "syncact/linalg/backend.hpp"

using namespace syncact::linalg;

struct Own {
#if defined(DEFECT_FLOAT_ONLY)
  using Scalar = float;
#else
  using Scalar = double;
#endif
#if defined(DEFECT_WRONG_RESULT)
  bool add_product(ConstPanel<Scalar>, Op, ConstPanel<Scalar>, Op, Panel<Scalar>) const { return true; }
#elif defined(DEFECT_NOT_CONST)
  void add_product(ConstPanel<Scalar>, Op, ConstPanel<Scalar>, Op, Panel<Scalar>) {}
#elif !defined(DEFECT_NO_ADD_PRODUCT)
  void add_product(ConstPanel<Scalar>, Op, ConstPanel<Scalar>, Op, Panel<Scalar>) const {}
#endif
#if defined(DEFECT_NOT_COPYABLE)
  Own() = default;
  Own(const Own&) = delete;
#endif
};

syncact::MatrixX<double> use(const syncact::MatrixX<double>& a, const Own& backend) { return cross(a, a, backend); }
