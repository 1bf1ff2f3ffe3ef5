#include "decompositions.hpp"
#include "syncact/linalg/xtensor_blas.hpp"

using namespace syncact;
using namespace syncact::test;

TEST_CASE("The decompositions multiply back to the matrix, with LAPACK") {
  check_svd(linalg::BlasBackend{});
  check_row_factor(linalg::BlasBackend{});
  check_symmetric_eigen(linalg::BlasBackend{});
}
