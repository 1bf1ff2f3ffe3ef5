#include "syncact/linalg/sum_of_columns.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/core/random.hpp"

using namespace syncact;
using namespace syncact::test;

TEMPLATE_TEST_CASE("A sum of columns is that sum, whatever registers hold it", "", float, double) {
  const Random random(5);
  for (const Index n_rows : {0, 1, 3, 7, 8, 31, 50, 64, 100, 131}) {
    MatrixX<TestType> table(n_rows + 3, 9);  // columns further apart than they are long
    for (Index i = 0; i < table.size(); ++i) {
      table.data()[i] = static_cast<TestType>(random.normal(static_cast<std::uint64_t>(i)));
    }
    const auto m = table.topRows(n_rows);
    const VectorX<TestType> start = table.col(8).tail(n_rows);
    for (const std::vector<std::int32_t>& columns : {std::vector<std::int32_t>{}, {4}, {7, 0, 3}, {1, 2, 2, 5, 6, 0, 7}}) {
      VectorX<TestType> weights(static_cast<Index>(columns.size()));
      VectorX<double> expected = VectorX<double>::Zero(n_rows);
      for (Index i = 0; i < weights.size(); ++i) {
        weights[i] = static_cast<TestType>(i) - TestType(1.5);
        expected += static_cast<double>(weights[i]) * m.col(columns[static_cast<std::size_t>(i)]).template cast<double>();
      }
      const linalg::SumOfColumns<TestType> sum(m, columns, weights.data());
      const double tolerance = std::is_same_v<TestType, float> ? 1e-5 : 1e-14;
      VectorX<TestType> out(n_rows);
      const auto agrees = [&](const VectorX<double>& with) {
        return table_close(out.template cast<double>().eval(), with, tolerance);
      };
      sum.add(nullptr, out.data());
      CHECK(agrees(expected) == "");
      sum.add(start.data(), out.data());
      CHECK(agrees(expected + start.template cast<double>()) == "");
      sum.template add_in<16>(start.data(), out.data());
      CHECK(agrees(expected + start.template cast<double>()) == "");
      sum.template add_in<32>(start.data(), out.data());
      CHECK(agrees(expected + start.template cast<double>()) == "");
      sum.template add_in<64>(start.data(), out.data());
      CHECK(agrees(expected + start.template cast<double>()) == "");
    }
  }
}
