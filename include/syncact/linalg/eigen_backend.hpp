#pragma once
/// Matrix products by Eigen.
#include "syncact/core/macros_off.hpp"

#include "syncact/linalg/matrix_backend.hpp"
#include "syncact/linalg/serial_scope.hpp"

namespace syncact::inline v0_1::linalg {

/// Eigen's own product. Needs nothing else; as fast as the -march it is compiled for.
struct EigenBackend {
  // Templates, so that Eigen's kernels are compiled where a product is called, not in every file that includes this one.
  template <class = void>
  void add_product(ConstPanel<float> a, Op op_a, ConstPanel<float> b, Op op_b, Panel<float> out) const {
    add(a, op_a, b, op_b, out);
  }
  template <class = void>
  void add_product(ConstPanel<double> a, Op op_a, ConstPanel<double> b, Op op_b, Panel<double> out) const {
    add(a, op_a, b, op_b, out);
  }

 private:
  template <std::floating_point T>
  static void add(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, Panel<T>& out);
};

// Outside the class, and so not inline: a program can have it compiled in one place, see compiled_kernels.hpp.
template <std::floating_point T>
void EigenBackend::add(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, Panel<T>& out) {
  const SerialScope serial;
  if (op_a == Op::none && op_b == Op::none) {
    out.noalias() += a * b;
  } else if (op_a == Op::none) {
    out.noalias() += a * b.transpose();
  } else if (op_b == Op::none) {
    out.noalias() += a.transpose() * b;
  } else {
    out.noalias() += a.transpose() * b.transpose();
  }
}

static_assert(MatrixBackend<EigenBackend, float> && MatrixBackend<EigenBackend, double>);

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
