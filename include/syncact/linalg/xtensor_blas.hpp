#pragma once
/// BLAS and LAPACK through xtensor-blas: the one header that includes it. OpenBLAS chooses its kernels at run time, so a
/// baseline x86-64 build gets AVX-512 speed. It calls gemm on checked column-major panels and never xt::linalg::dot, whose
/// shortcut for a * a' looks at pointers only and returns the wrong shape for views of one buffer.
#include "syncact/core/macros_off.hpp"

#include <mutex>
#include <vector>
#include <xtensor-blas/xblas.hpp>
#include <xtensor-blas/xlapack.hpp>

#include "syncact/linalg/backend.hpp"
#include "syncact/linalg/cholesky.hpp"
#include "syncact/linalg/nuclear_norm.hpp"
#include "syncact/linalg/row_factor.hpp"
#include "syncact/linalg/self_product.hpp"
#include "syncact/linalg/svd.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"

// Absent from other BLAS libraries, hence weak: such a library is expected to be set to one thread by its user.
extern "C" {
[[gnu::weak]] int openblas_get_num_threads(void);
[[gnu::weak]] void openblas_set_num_threads(int n_threads);
}

namespace syncact::inline v0_1::linalg {

namespace detail {

/// OpenBLAS has one thread count for the whole process. The first product to enter sets it to 1, the last puts it back.
class [[gnu::visibility("default")]] SerialBlasScope {
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
  /// One for the process, also if several shared libraries hold this code and hide their symbols: they would put back each
  /// other's counts.
  [[gnu::visibility("default"), gnu::used]] static State& state() {
    static State shared;
    return shared;
  }
};

}  // namespace detail

/// gemm of the BLAS that xtensor-blas is linked to, and the decompositions of its LAPACK. Each call runs in one thread.
struct BlasBackend {
  void add_product(ConstPanel<float> a, Op op_a, ConstPanel<float> b, Op op_b, Panel<float> out) const {
    add(a, op_a, b, op_b, out);
  }
  void add_product(ConstPanel<double> a, Op op_a, ConstPanel<double> b, Op op_b, Panel<double> out) const {
    add(a, op_a, b, op_b, out);
  }

  /// syrk: writes the lower triangle only.
  void add_self_product(ConstPanel<float> a, Op op, Panel<float> out) const { add_self(a, op, out); }
  void add_self_product(ConstPanel<double> a, Op op, Panel<double> out) const { add_self(a, op, out); }

  /// dgesdd. Throws Error if it does not converge, which no finite matrix is known to do.
  [[nodiscard]] ThinSvd thin_svd(MatrixX<double> a) const {
    const Index rank = std::min(a.rows(), a.cols());
    ThinSvd svd{MatrixX<double>(a.rows(), rank), VectorX<double>(rank), MatrixX<double>(a.cols(), rank)};
    MatrixX<double> right_t(rank, a.cols());
    gesdd('S', a, svd.singular, svd.left, right_t);
    svd.right = right_t.transpose();
    return svd;
  }

  [[nodiscard]] VectorX<double> singular_values(MatrixX<double> a) const {
    VectorX<double> singular(std::min(a.rows(), a.cols()));
    MatrixX<double> none(1, 1);
    gesdd('N', a, singular, none, none);
    return singular;
  }

  /// dgelqf.
  [[nodiscard]] MatrixX<double> row_factor(MatrixX<double> a) const {
    const BLAS_IDX rows = blas_int(a.rows()), cols = blas_int(a.cols());
    VectorX<double> tau(a.rows());
    with_work([&](double* work, BLAS_IDX size) { cxxlapack::gelqf(rows, cols, a.data(), rows, tau.data(), work, size); });
    return a.leftCols(a.rows()).template triangularView<Eigen::Lower>();
  }

  /// dpotrf.
  [[nodiscard]] MatrixX<double> cholesky(MatrixX<double> a) const {
    const detail::SerialBlasScope serial;
    const BLAS_IDX n = blas_int(a.rows());
    if (cxxlapack::potrf('L', n, a.data(), n) != 0) return {};
    a.triangularView<Eigen::StrictlyUpper>().setZero();
    return a;
  }

  /// dsyevd.
  [[nodiscard]] SymmetricEigen symmetric_eigen(const MatrixX<double>& a) const {
    SymmetricEigen eigen{VectorX<double>(a.rows()), a};
    syevd('V', eigen.vectors, eigen.values);
    return eigen;
  }
  [[nodiscard]] VectorX<double> symmetric_eigenvalues(MatrixX<double> a) const {
    VectorX<double> values(a.rows());
    syevd('N', a, values);
    return values;
  }

 private:
  /// Calls f(memory, its size) after f(memory, -1) has written the size it wants.
  template <class F>
  static void with_work(F&& f) {
    const detail::SerialBlasScope serial;
    double wanted = 1;
    f(&wanted, BLAS_IDX{-1});
    const BLAS_IDX size = blas_int(static_cast<Index>(wanted));
    std::vector<double> work(as_size(size));
    f(work.data(), size);
  }

  static void require_converged(std::string_view routine, BLAS_IDX info) {
    if (info != 0) throw Error(message("BlasBackend: ", routine, " did not converge, info is ", info));
  }

  /// Overwrites a.
  static void gesdd(char job, MatrixX<double>& a, VectorX<double>& singular, MatrixX<double>& left, MatrixX<double>& right_t) {
    std::vector<BLAS_IDX> whole(as_size(8 * singular.size()));
    BLAS_IDX info = 0;
    with_work([&](double* work, BLAS_IDX size) {
      info = cxxlapack::gesdd(job, blas_int(a.rows()), blas_int(a.cols()), a.data(), blas_int(a.rows()), singular.data(),
                              left.data(), blas_int(left.rows()), right_t.data(), blas_int(right_t.rows()), work, size,
                              whole.data());
    });
    require_converged("dgesdd", info);
  }

  /// Overwrites a, by the eigenvectors if they are asked for.
  static void syevd(char job, MatrixX<double>& a, VectorX<double>& values) {
    const BLAS_IDX n = blas_int(a.rows());
    std::vector<BLAS_IDX> whole(as_size(3 + 5 * a.rows()));
    BLAS_IDX info = 0;
    with_work([&](double* work, BLAS_IDX size) {
      const BLAS_IDX n_whole = size < 0 ? BLAS_IDX{-1} : static_cast<BLAS_IDX>(whole.size());
      info = cxxlapack::syevd(job, 'L', n, a.data(), n, values.data(), work, size, whole.data(), n_whole);
    });
    require_converged("dsyevd", info);
  }

  template <std::floating_point T>
  static void add(const ConstPanel<T>& a, Op op_a, const ConstPanel<T>& b, Op op_b, Panel<T>& out) {
    const Index inner = op_a == Op::none ? a.cols() : a.rows();
    if (out.size() == 0 || inner == 0) return;
    const detail::SerialBlasScope serial;
    cxxblas::gemm(cxxblas::StorageOrder::ColMajor, transpose(op_a), transpose(op_b), blas_int(out.rows()), blas_int(out.cols()),
                  blas_int(inner), T{1}, a.data(), blas_int(a.outerStride()), b.data(), blas_int(b.outerStride()), T{1},
                  out.data(), blas_int(out.outerStride()));
  }

  template <std::floating_point T>
  static void add_self(const ConstPanel<T>& a, Op op, Panel<T>& out) {
    const Index inner = op == Op::none ? a.cols() : a.rows();
    if (out.size() == 0 || inner == 0) return;
    const detail::SerialBlasScope serial;
    cxxblas::syrk(cxxblas::StorageOrder::ColMajor, cxxblas::StorageUpLo::Lower, transpose(op), blas_int(out.rows()),
                  blas_int(inner), T{1}, a.data(), blas_int(a.outerStride()), T{1}, out.data(), blas_int(out.outerStride()));
  }

  static cxxblas::Transpose transpose(Op op) {
    return op == Op::none ? cxxblas::Transpose::NoTrans : cxxblas::Transpose::Trans;
  }

  /// BLAS counts in 32 bits: an extent or stride beyond that is an error, not a wrapped number.
  static BLAS_IDX blas_int(Index n) {
    if (n > Index{2147483647}) throw ShapeError(message("BlasBackend: an extent or stride must be < 2^31, is ", n));
    return static_cast<BLAS_IDX>(std::max(n, Index{1}));
  }
};

static_assert(MatrixBackend<BlasBackend, float> && MatrixBackend<BlasBackend, double>);
static_assert(HasThinSvd<BlasBackend> && HasSingularValues<BlasBackend> && HasRowFactor<BlasBackend> &&
              HasSymmetricEigen<BlasBackend> && HasSelfProduct<BlasBackend, double> && HasCholesky<BlasBackend> &&
              HasSymmetricEigenvalues<BlasBackend>);

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
