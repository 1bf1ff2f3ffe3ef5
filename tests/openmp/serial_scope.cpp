#include "syncact/linalg/serial_scope.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#if !defined(_OPENMP)
#error "this test is about programs compiled with OpenMP"
#endif

using syncact::Index;
using syncact::MatrixX;
using syncact::Threads;
using syncact::linalg::EigenBackend;
using syncact::linalg::Op;
using syncact::linalg::product;
using syncact::linalg::SerialScope;

TEST_CASE("SerialScope keeps Eigen in one thread and puts the setting back") {
  omp_set_num_threads(4);
  CHECK(Eigen::nbThreads() == 4);
  {
    const SerialScope serial;
    CHECK(Eigen::nbThreads() == 1);
  }
  CHECK(Eigen::nbThreads() == 4);
}

TEMPLATE_TEST_CASE("under OpenMP a product has the same bits for any number of OpenMP or library threads", "", float, double) {
  const MatrixX<TestType> a = syncact::test::noise<TestType>(900, 700, 1);
  const MatrixX<TestType> b = syncact::test::noise<TestType>(900, 600, 2);
  omp_set_num_threads(1);
  const MatrixX<TestType> expected = product<TestType>(a, Op::transpose, b, Op::none, EigenBackend{});
  for (const int n : {1, 2, 3, 8}) {
    omp_set_num_threads(n);
    CHECK((product<TestType>(a, Op::transpose, b, Op::none, EigenBackend{}).array() == expected.array()).all());
    CHECK(
        (product<TestType>(a, Op::transpose, b, Op::none, EigenBackend{}, Threads{.n_threads = n}).array() == expected.array())
            .all());
  }
}
