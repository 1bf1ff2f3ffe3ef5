#pragma once
/// BLAS through xtensor-blas: the one header that includes it. OpenBLAS chooses its kernels at run time, so a baseline
/// x86-64 build gets AVX-512 speed. It calls gemm on checked column-major panels and never xt::linalg::dot, whose
/// shortcut for a * a' looks at pointers only and returns the wrong shape for views of one buffer.
#include <mutex>
#include <xtensor-blas/xblas.hpp>

#include "syncact/linalg/backend.hpp"

// Absent from other BLAS libraries, hence weak: such a library is expected to be set to one thread by its user.
extern "C" {
[[gnu::weak]] int openblas_get_num_threads(void);
[[gnu::weak]] void openblas_set_num_threads(int n_threads);
}

namespace syncact::linalg {

namespace detail {

/// OpenBLAS has one thread count for the whole process. The first product to enter sets it to 1, the last puts it back.
class SerialBlasScope {
 public:
  SerialBlasScope() {
    if (!available()) return;
    const std::lock_guard lock(state().mutex);
    if (state().inside++ == 0) {
      state().before = openblas_get_num_threads();
      openblas_set_num_threads(1);
    }
  }
  ~SerialBlasScope() {
    if (!available()) return;
    const std::lock_guard lock(state().mutex);
    if (--state().inside == 0) openblas_set_num_threads(state().before);
  }
  SerialBlasScope(const SerialBlasScope&) = delete;
  SerialBlasScope& operator=(const SerialBlasScope&) = delete;

 private:
  struct State {
    std::mutex mutex;
    int inside = 0;
    int before = 1;
  };
  static bool available() { return openblas_get_num_threads != nullptr && openblas_set_num_threads != nullptr; }
  static State& state() {
    static State shared;
    return shared;
  }
};

}  // namespace detail

/// gemm of the BLAS that xtensor-blas is linked to.
struct BlasBackend {
  void add_product(ConstPanel<float> a, Op op_a, ConstPanel<float> b, Op op_b, Panel<float> out) const {
    add(a, op_a, b, op_b, out);
  }
  void add_product(ConstPanel<double> a, Op op_a, ConstPanel<double> b, Op op_b, Panel<double> out) const {
    add(a, op_a, b, op_b, out);
  }

 private:
  template <std::floating_point T>
  static void add(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, Panel<T>& out) {
    const Index inner = op_a == Op::none ? a.cols() : a.rows();
    if (out.size() == 0 || inner == 0) return;
    const detail::SerialBlasScope serial;
    cxxblas::gemm(cxxblas::StorageOrder::ColMajor, transpose(op_a), transpose(op_b), blas_int(out.rows()), blas_int(out.cols()),
                  blas_int(inner), T{1}, a.data(), blas_int(a.outerStride()), b.data(), blas_int(b.outerStride()), T{1},
                  out.data(), blas_int(out.outerStride()));
  }

  static cxxblas::Transpose transpose(Op op) {
    return op == Op::none ? cxxblas::Transpose::NoTrans : cxxblas::Transpose::Trans;
  }

  /// BLAS counts in 32 bits: an extent or stride beyond that is an error, not a wrapped number.
  static BLAS_IDX blas_int(Index n) {
    if (n > Index{2147483647})
      throw ShapeError(syncact::detail::text("BlasBackend: an extent or stride must be < 2^31, is ", n));
    return static_cast<BLAS_IDX>(std::max(n, Index{1}));
  }
};

static_assert(MatrixBackend<BlasBackend, float> && MatrixBackend<BlasBackend, double>);

}  // namespace syncact::linalg
