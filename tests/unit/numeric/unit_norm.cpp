#include "syncact/numeric/unit_norm.hpp"

#include "support/catch.hpp"
#include "syncact/core/random.hpp"

using namespace syncact;
using namespace syncact::test;
using numeric::SignalStatus;

TEMPLATE_TEST_CASE("Unit norm is centered, of length 1, and blind to scale and offset", "", float, double) {
  using T = TestType;
  const double eps = static_cast<double>(std::numeric_limits<T>::epsilon());
  const Random random(2);
  for (const auto& [scale, offset] : {std::pair{1.0, 0.0}, {1e-15, 0.0}, {1e15, 0.0}, {3.0, 500.0}}) {
    MatrixX<T> x(100, 300);
    for (Index i = 0; i < x.size(); ++i) {
      x.data()[i] = static_cast<T>(offset + scale * random.normal(static_cast<std::uint64_t>(i)));
    }
    const auto unit = numeric::to_unit_norm(SeriesView<T>(x));
    CHECK(unit.n_ok() == 300);
    CHECK(numeric::to_unit_norm(SeriesView<T>(x), NanPolicy::raise, Threads{3}).values == unit.values);
    const MatrixX<double> values = unit.values.template cast<double>();
    CHECK(values.colwise().sum().cwiseAbs().maxCoeff() < 100 * eps);
    CHECK((values.colwise().squaredNorm().array() - 1).abs().maxCoeff() < 10 * eps);
  }
}

TEMPLATE_TEST_CASE("Constant, single and non-finite signals are zero and say why", "", float, double) {
  using T = TestType;
  MatrixX<T> x(4, 4);
  x << 1, T(0.1), 5, 1, 2, T(0.1), std::numeric_limits<T>::infinity(), 1, 3, T(0.1), 5, 1, 4, T(0.1), 5,
      std::nextafter(T{1}, T{2});
  CHECK_THROWS_WITH(numeric::to_unit_norm(SeriesView<T>(x)), says("inf at time 1 of signal 2"));
  const auto unit = numeric::to_unit_norm(SeriesView<T>(x), NanPolicy::exclude);
  CHECK(unit.status == std::vector{SignalStatus::ok, SignalStatus::constant, SignalStatus::non_finite, SignalStatus::constant});
  CHECK(unit.values.rightCols(3).isZero(0));
  CHECK(unit.n_ok() == 1);
  const MatrixX<T> single = MatrixX<T>::Constant(1, 1, T{3});
  CHECK(numeric::to_unit_norm(SeriesView<T>(single)).status[0] == SignalStatus::constant);
}
