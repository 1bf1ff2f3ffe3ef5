#include "syncact/adapt/eigen.hpp"

#include <vector>

#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/pointer.hpp"

namespace {
using syncact::Index;
using syncact::MatrixX;
using syncact::RowMatrixX;
using syncact::SeriesView;
using syncact::with_series;
using syncact::test::table_close;

template <class M>
MatrixX<syncact::series_scalar_t<M>> through_the_skin(const M& m) {
  return with_series(m, [](const auto& view) { return view.to_matrix(); });
}

template <class M>
const void* memory_of(const M& m) {
  return with_series(m, [](const auto& view) { return static_cast<const void*>(view.data()); });
}

template <class T>
MatrixX<T> counted(Index rows, Index cols) {
  MatrixX<T> m(rows, cols);
  for (Index k = 0; k < m.size(); ++k) m.data()[k] = static_cast<T>(k);
  return m;
}
}  // namespace

TEMPLATE_TEST_CASE("Eigen tables with memory are viewed where they lie", "", float, double) {
  const MatrixX<TestType> m = counted<TestType>(6, 5);
  const RowMatrixX<TestType> rows = m;
  CHECK(table_close(through_the_skin(m), m, 0) == "");
  CHECK(memory_of(m) == m.data());
  CHECK(table_close(through_the_skin(rows), m, 0) == "");
  CHECK(memory_of(rows) == rows.data());

  CHECK(table_close(through_the_skin(m.transpose()), MatrixX<TestType>(m.transpose()), 0) == "");
  CHECK(memory_of(m.transpose()) == m.data());
  CHECK(table_close(through_the_skin(rows.transpose()), MatrixX<TestType>(m.transpose()), 0) == "");
  CHECK(table_close(through_the_skin(m.block(1, 2, 3, 2)), MatrixX<TestType>(m.block(1, 2, 3, 2)), 0) == "");
  CHECK(memory_of(m.block(1, 2, 3, 2)) == &m(1, 2));
  CHECK(table_close(through_the_skin(rows.block(1, 2, 3, 2)), MatrixX<TestType>(m.block(1, 2, 3, 2)), 0) == "");
  CHECK(table_close(through_the_skin(rows.block(1, 2, 3, 2).transpose()), MatrixX<TestType>(m.block(1, 2, 3, 2).transpose()),
                    0) == "");
  CHECK(table_close(through_the_skin(m.array()), m, 0) == "");
  CHECK(table_close(through_the_skin(m.row(2)), MatrixX<TestType>(m.row(2)), 0) == "");
  CHECK(table_close(through_the_skin(m.col(3)), MatrixX<TestType>(m.col(3)), 0) == "");
  CHECK(memory_of(m.col(3)) == &m(0, 3));

  using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
  const Eigen::Map<const MatrixX<TestType>, 0, Strides> strided(m.data(), 3, 2, Strides(12, 2));
  CHECK(table_close(through_the_skin(strided), MatrixX<TestType>(strided), 0) == "");
  CHECK(memory_of(strided) == m.data());
  const Eigen::Ref<const MatrixX<TestType>> reference(m);
  CHECK(memory_of(reference) == m.data());
  const Eigen::Matrix<TestType, 2, 3> fixed{{1, 2, 3}, {4, 5, 6}};
  CHECK(table_close(through_the_skin(fixed), fixed, 0) == "");
}

TEMPLATE_TEST_CASE("Eigen expressions without memory are evaluated", "", float, double) {
  const MatrixX<TestType> m = counted<TestType>(6, 5);
  CHECK(table_close(through_the_skin(2 * m + m), MatrixX<TestType>(3 * m), 0) == "");
  CHECK(table_close(through_the_skin(m.colwise().reverse()), MatrixX<TestType>(m.colwise().reverse()), 0) == "");
  CHECK(table_close(through_the_skin(m.transpose() * m), MatrixX<TestType>(m.transpose() * m), 0) == "");
  CHECK(table_close(through_the_skin(MatrixX<TestType>::Constant(3, 2, 7)), MatrixX<TestType>::Constant(3, 2, 7), 0) == "");
  CHECK(table_close(through_the_skin(m.template cast<double>()), m, 0) == "");
  const std::vector<Index> chosen{4, 0};
  CHECK(table_close(through_the_skin(m(Eigen::seqN(0, m.rows()), chosen)),
                    MatrixX<TestType>(m(Eigen::seqN(0, m.rows()), chosen)), 0) == "");
}

TEST_CASE("empty Eigen tables are tables") {
  CHECK(through_the_skin(MatrixX<double>(0, 5)).cols() == 5);
  CHECK(through_the_skin(MatrixX<double>(5, 0)).rows() == 5);
  CHECK(through_the_skin(MatrixX<double>()).size() == 0);
}

TEST_CASE("plain memory is viewed in either order and with any strides") {
  const std::vector<double> x{0, 1, 2, 3, 4, 5};
  CHECK(syncact::view_row_major(x.data(), 2, 3)(1, 0) == 3);
  CHECK(syncact::view_column_major(x.data(), 2, 3)(1, 0) == 1);
  const SeriesView<double> backwards = syncact::view_of(x.data() + 5, 3, 2, -2, -1);
  CHECK(backwards(0, 0) == 5);
  CHECK(backwards(2, 1) == 0);
  CHECK(through_the_skin(backwards)(1, 1) == 2);
}
