// The same values with BLAS and LAPACK, and from xtensor.
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/adapt/xtensor.hpp"
#include "syncact/linalg/xtensor_blas.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/similarity/representation/gram_builder.hpp"
#include "syncact/similarity/representation/grassmann.hpp"
#include "syncact/similarity/representation/procrustes.hpp"

using namespace syncact;
using namespace syncact::similarity::representation;
using namespace syncact::test;

namespace {

using Fast = PreparedTable<Context<linalg::BlasBackend>>;

template <class M>
void same(const M& measure, const MatrixX<double>& x, const MatrixX<double>& y) {
  const Context<linalg::BlasBackend> two{.executor = Threads{.n_threads = 2}};
  const double expected = measure.compare(PreparedTable<>(x), PreparedTable<>(y)).value;
  const double fast = measure.compare(Fast(x, two), Fast(y, two)).value;
  CHECK_THAT(fast, WithinRel(expected, 1e-11));
  CHECK(measure.compare(Fast(x, {.executor = Threads{.n_threads = 1}}), Fast(y, {.executor = Threads{.n_threads = 1}})).value ==
        fast);
}

}  // namespace

TEST_CASE("BLAS and LAPACK give the values of Eigen, and the same bits on any number of threads") {
  for (const Index units : {8, 45, 200}) {  // n = 40: narrow, ill-conditioned wide and well-conditioned wide tables
    INFO(units << " units");
    const MatrixX<double> x = noise<double>(40, units, 1),
                          y = x.leftCols(8) * noise<double>(8, units + 3, 2) + noise<double>(40, units + 3, 3);
    same(Cka{}, x, y);
    same(Nbs{}, x, y);
    same(Grassmann{}, x.leftCols(8), y.leftCols(6));
    CHECK_THAT(Cka{}
                   .compare(gram_table(x, Context<linalg::BlasBackend>{.executor = Threads{}}),
                            gram_table(y, Context<linalg::BlasBackend>{}))
                   .value,
               WithinRel(Cka{}.compare(PreparedTable<>(x), PreparedTable<>(y)).value, 1e-11));
  }
}

TEST_CASE("Nuclear norms by eigenvalues are those by singular values, for good and for bad conditions") {
  for (const double smallest : {0.5, 1e-3, 1e-9}) {
    MatrixX<double> m = noise<double>(30, 12, 1);
    m.col(3) = m.col(4) + smallest * m.col(5);
    const double expected = linalg::singular_values(m, linalg::BlasBackend{}).sum();
    CHECK_THAT(linalg::nuclear_norm(m, linalg::BlasBackend{}), WithinRel(expected, 1e-13));
    CHECK_THAT(linalg::nuclear_norm(MatrixX<double>(m.transpose()), linalg::BlasBackend{}), WithinRel(expected, 1e-13));
  }
}

TEST_CASE("An xtensor table, row-major and in float, is compared as its double copy") {
  const MatrixX<double> x = noise<double>(25, 6, 1), y = noise<double>(25, 4, 2);
  xt::xtensor<float, 2> tensor(std::array<std::size_t, 2>{25, 6});
  for (Index t = 0; t < 25; ++t) {
    for (Index i = 0; i < 6; ++i)
      tensor(static_cast<std::size_t>(t), static_cast<std::size_t>(i)) = static_cast<float>(x(t, i));
  }
  for (const auto& measure : {Cka{}, Cka{.estimator = HsicEstimator::biased}}) {
    const double expected = measure.compare(PreparedTable<>(x), PreparedTable<>(y)).value;
    CHECK_THAT(measure.compare(PreparedTable<>(tensor), PreparedTable<>(y)).value, WithinAbs(expected, 1e-6));
  }
}
