/// One of two shared libraries that both hold the code of BlasBackend and hide their symbols.
#include "syncact/linalg/xtensor_blas.hpp"

extern "C" {
/// Has the linker bring the BLAS along.
[[gnu::visibility("default")]] double product(double x) {
  const syncact::MatrixX<double> a = syncact::MatrixX<double>::Constant(2, 2, x);
  syncact::MatrixX<double> out = syncact::MatrixX<double>::Zero(2, 2);
  syncact::linalg::BlasBackend{}.add_product(a, syncact::linalg::Op::none, a, syncact::linalg::Op::none, out);
  return out(0, 0);
}
[[gnu::visibility("default")]] void* enter() { return new syncact::linalg::detail::SerialBlasScope; }
[[gnu::visibility("default")]] void leave(void* scope) { delete static_cast<syncact::linalg::detail::SerialBlasScope*>(scope); }
[[gnu::visibility("default")]] int threads_of_blas() {
  return openblas_get_num_threads != nullptr ? openblas_get_num_threads() : -1;
}
[[gnu::visibility("default")]] void set_threads_of_blas(int n) {
  if (openblas_set_num_threads != nullptr) openblas_set_num_threads(n);
}
}
