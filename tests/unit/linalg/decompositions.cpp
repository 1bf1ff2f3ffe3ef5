#include "decompositions.hpp"

#include "syncact/linalg/self_product.hpp"

using namespace syncact;
using namespace syncact::test;

TEST_CASE("The decompositions multiply back to the matrix, with Eigen") {
  check_svd(linalg::EigenBackend{});
  check_row_factor(linalg::EigenBackend{});
  check_symmetric_eigen(linalg::EigenBackend{});
}

TEST_CASE("A self-product is the product, symmetric to the last bit, and the same on any number of threads") {
  using linalg::Op;
  const MatrixX<double> a = noise<double>(linalg::tile_edge + 90, 37, 1);
  const MatrixX<double> product = linalg::self_product<double>(a, Op::none);
  CHECK(table_close(product, MatrixX<double>(a * a.transpose()), 1e-12) == "");
  CHECK(product == product.transpose());
  for (const Index n : {2, 3}) {
    CHECK(linalg::self_product<double>(a, Op::none, linalg::DefaultBackend{}, Threads{.n_threads = n}) == product);
  }
  const MatrixX<double> turned = a.transpose();
  CHECK(table_close(linalg::self_product<double>(turned, Op::transpose), product, 1e-12) == "");
  CHECK(linalg::self_product<double>(MatrixX<double>(0, 3), Op::none).size() == 0);
  CHECK(linalg::self_product<double>(MatrixX<double>(3, 0), Op::none) == MatrixX<double>::Zero(3, 3));
}
