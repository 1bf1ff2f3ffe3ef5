#include "syncact/coding/concept.hpp"

using namespace syncact;

struct Zeros {
#if defined(DEFECT_FLOAT_ONLY)
  using Scalar = float;
#else
  using Scalar = double;
#endif
#if defined(DEFECT_WRONG_RESULT)
  void encode(linalg::ConstPanel<Scalar>, linalg::ConstPanel<Scalar>, std::span<const double>,
              linalg::Panel<Scalar> codes) const {
    codes.setZero();
  }
#elif defined(DEFECT_NOT_CONST)
  coding::CodingSummary encode(linalg::ConstPanel<Scalar>, linalg::ConstPanel<Scalar>, std::span<const double>,
                               linalg::Panel<Scalar> codes) {
    codes.setZero();
    return {};
  }
#elif !defined(DEFECT_NO_ENCODE)
  coding::CodingSummary encode(linalg::ConstPanel<Scalar>, linalg::ConstPanel<Scalar>, std::span<const double>,
                               linalg::Panel<Scalar> codes) const {
    codes.setZero();
    return {};
  }
#endif
};

static_assert(coding::SparseCoder<Zeros, double>);
