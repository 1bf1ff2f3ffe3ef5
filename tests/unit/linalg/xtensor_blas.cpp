#include "syncact/linalg/xtensor_blas.hpp"

#include "support/products.hpp"

namespace {
using syncact::linalg::BlasBackend;
}  // namespace

TEMPLATE_TEST_CASE("product is op(a) * op(b) for all four transposes, with BLAS", "", float, double) {
  syncact::test::check_all_ops<TestType>(BlasBackend{});
}

TEMPLATE_TEST_CASE("the bits of a product do not depend on the number of threads, with BLAS", "", float, double) {
  syncact::test::check_same_bits_on_any_threads<TestType>(BlasBackend{});
}

TEMPLATE_TEST_CASE("a product of blocks of one buffer is that of the blocks, with BLAS", "", float, double) {
  syncact::test::check_blocks_of_one_buffer<TestType>(BlasBackend{});
}

TEST_CASE("empty products are empty or zero, with BLAS") {
  using namespace syncact;
  const MatrixX<double> none(4, 0), empty(0, 4), b(0, 3);
  CHECK(linalg::product<double>(none, linalg::Op::none, b, linalg::Op::none, BlasBackend{}) == MatrixX<double>::Zero(4, 3));
  CHECK(linalg::product<double>(empty, linalg::Op::none, MatrixX<double>::Ones(4, 3), linalg::Op::none, BlasBackend{}).rows() ==
        0);
}

TEST_CASE("BlasBackend leaves the thread count of OpenBLAS as it was") {
  if (openblas_get_num_threads == nullptr) {
    WARN("this BLAS is not OpenBLAS");
    return;
  }
  using namespace syncact;
  const int before = openblas_get_num_threads();
  openblas_set_num_threads(2);
  const int two = openblas_get_num_threads();  // 1 where OpenBLAS has one thread only
  const MatrixX<double> a = test::noise<double>(10, 1200, 1);
  (void)linalg::cross(a, a, BlasBackend{}, Threads{.n_threads = 4});
  CHECK(openblas_get_num_threads() == two);
  openblas_set_num_threads(before);
}
