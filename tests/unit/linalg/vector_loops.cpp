#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "syncact/core/random.hpp"
#include "syncact/linalg/dot_products.hpp"
#include "syncact/linalg/positions_where.hpp"
#include "syncact/linalg/range_of.hpp"

using namespace syncact;
using namespace syncact::test;

namespace vector_loops_test {

/// About every third element is zero.
template <class T>
VectorX<T> some_zeros(Index n, std::uint64_t seed) {
  VectorX<T> values(n);
  const Random random(seed);
  for (Index i = 0; i < n; ++i) {
    const auto at = static_cast<std::uint64_t>(2 * i);
    values[i] = random.uniform(at) < 0.3 ? T(0) : static_cast<T>(random.normal(at + 1));
  }
  return values;
}

}  // namespace vector_loops_test

using vector_loops_test::some_zeros;

TEMPLATE_TEST_CASE("Positions are those for which the condition holds, rising, and room for four more is enough", "", float,
                   double) {
  constexpr std::int32_t untouched = -7;
  for (const Index n : {0, 1, 2, 3, 4, 5, 8, 17, 100}) {
    const VectorX<TestType> a = some_zeros<TestType>(n, 1), b = some_zeros<TestType>(n, 2);
    const auto check = [&](const auto& condition, const auto& holds) {
      std::vector<std::int32_t> expected, found;
      for (Index k = 0; k < n; ++k) {
        if (holds(k)) expected.push_back(static_cast<std::int32_t>(k));
      }
      found.assign(expected.size() + 5, untouched);
      const Index count = linalg::positions_where<TestType>(n, condition, found.data());
      CHECK(found.back() == untouched);
      found.resize(static_cast<std::size_t>(count));
      CHECK(found == expected);
    };
    const auto either = [&](auto at) {
      const auto in_a = at(a.data()) != 0, in_b = at(b.data()) != 0;
      return in_a | in_b;
    };
    check(either, [&](Index k) { return a[k] != 0 || b[k] != 0; });
    check([&](auto at) { return at(a.data()) > TestType(0.5); }, [&](Index k) { return a[k] > TestType(0.5); });
    check([&](auto at) { return at(a.data()) == at(a.data()); }, [](Index) { return true; });
  }
}

TEMPLATE_TEST_CASE("A range is that of the values, and of a value that is not finite NaN", "", float, double) {
  for (const Index n : {1, 2, 3, 4, 7, 8, 15, 16, 31, 100}) {
    VectorX<TestType> values = some_zeros<TestType>(n, 3);
    const auto check = [&](const linalg::Range<TestType>& range) {
      CHECK(range.lowest == values.minCoeff());
      CHECK(range.highest == values.maxCoeff());
    };
    check(linalg::range_of(values.data(), n));
    check(linalg::range_in<16>(values.data(), n));
    check(linalg::range_in<32>(values.data(), n));
    check(linalg::range_in<64>(values.data(), n));
    for (const Index bad : {Index{0}, n / 2, n - 1}) {
      for (const TestType x : {std::numeric_limits<TestType>::quiet_NaN(), std::numeric_limits<TestType>::infinity()}) {
        VectorX<TestType> spoilt = values;
        spoilt[bad] = x;
        const auto range = linalg::range_of(spoilt.data(), n);
        CHECK((std::isnan(range.lowest) && std::isnan(range.highest)));
      }
    }
  }
}

TEMPLATE_TEST_CASE("Inner products with columns are those of the matrix product", "", float, double) {
  for (const Index n : {0, 1, 5, 16, 63, 130}) {
    for (const Index n_columns : {0, 1, 3, 4, 9}) {
      const VectorX<TestType> values = some_zeros<TestType>((n + 2) * n_columns, 4), x = some_zeros<TestType>(n, 5);
      const Eigen::Map<const MatrixX<TestType>> table(values.data(), n + 2, n_columns);  // columns further apart than long
      const auto m = table.topRows(n);
      const VectorX<double> expected = m.template cast<double>().transpose() * x.template cast<double>();
      const double tolerance = std::is_same_v<TestType, float> ? 1e-4 : 1e-13;
      const auto check = [&](const auto& multiply) {
        VectorX<TestType> products(n_columns);
        multiply(products.data());
        for (Index k = 0; k < n_columns; ++k) CHECK_THAT(static_cast<double>(products[k]), WithinAbs(expected[k], tolerance));
      };
      using linalg::dot_products_in;
      check([&](TestType* out) { linalg::dot_products<TestType>(x.data(), m, out); });
      check([&](TestType* out) { dot_products_in<16>(x.data(), m.data(), n + 2, n, n_columns, out); });
      check([&](TestType* out) { dot_products_in<32>(x.data(), m.data(), n + 2, n, n_columns, out); });
      check([&](TestType* out) { dot_products_in<64>(x.data(), m.data(), n + 2, n, n_columns, out); });
    }
  }
}
