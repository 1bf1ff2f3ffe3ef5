#include "syncact/adapt/eigen.hpp"

#include <memory>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "syncact/adapt/pointer.hpp"

namespace {
using syncact::Index;
using syncact::MatrixX;
using syncact::RowMatrixX;
using syncact::with_map;
using syncact::with_series;
using syncact::test::allocations;

constexpr Index rows = 300, cols = 200;
constexpr std::size_t large = 10000;  // bytes; a tenth of the smallest part looked at below

/// Reads every element, so that no compiler can leave the view away.
template <class View>
double sum_of(const View& view) {
  double sum = 0;
  for (Index i = 0; i < view.n_signals(); ++i) {
    for (Index t = 0; t < view.n_times(); ++t) sum += view(t, i);
  }
  return sum;
}

template <class M>
int copies(const M& m) {
  return allocations(large, [&] { CHECK(with_series(m, [](const auto& view) { return sum_of(view); }) != 0.5); });
}

template <class M>
int copies_of_a_product_map(const M& m) {
  return allocations(large, [&] {
    with_series(m, [](const auto& view) { with_map(view, [](const auto& map) { CHECK(map.sum() != 0.5); }); });
  });
}
}  // namespace

TEST_CASE("the counter sees new, Eigen and arrays") {
  CHECK(allocations(large, [] { CHECK(std::make_unique<char[]>(large) != nullptr); }) == 1);
  CHECK(allocations(large, [] { CHECK(MatrixX<double>(100, 100).size() == 10000); }) == 1);
  CHECK(allocations(large, [] { CHECK(MatrixX<double>(10, 10).size() == 100); }) == 0);
}

TEST_CASE("Eigen tables with memory enter without a copy") {
  const MatrixX<double> m = MatrixX<double>::Ones(rows, cols);
  const RowMatrixX<double> r = m;
  const Eigen::Map<const MatrixX<double>> map(m.data(), rows, cols);
  using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
  const Eigen::Map<const MatrixX<double>, 0, Strides> strided(m.data(), 100, 100, Strides(2 * rows, 3));
  CHECK(copies(m) == 0);
  CHECK(copies(r) == 0);
  CHECK(copies(map) == 0);
  CHECK(copies(strided) == 0);
  CHECK(copies(m.block(10, 20, 100, 100)) == 0);
  CHECK(copies(m.transpose()) == 0);
  CHECK(copies(r.block(10, 20, 100, 100).transpose()) == 0);
  CHECK(copies(m.array()) == 0);
}

TEST_CASE("plain memory enters without a copy, also with negative strides") {
  const MatrixX<double> m = MatrixX<double>::Ones(rows, cols);
  const double* last = m.data() + m.size() - 1;
  CHECK(copies(syncact::view_row_major(m.data(), rows, cols)) == 0);
  CHECK(copies(syncact::view_column_major(m.data(), rows, cols)) == 0);
  CHECK(copies(syncact::view_of(last, rows, cols, -1, -rows)) == 0);
}

TEST_CASE("an Eigen expression is evaluated exactly once") {
  const MatrixX<double> m = MatrixX<double>::Ones(rows, cols);
  CHECK(copies(2 * m + m) == 1);
  CHECK(copies(m.colwise().reverse()) == 1);
  CHECK(copies(m.cast<float>()) == 1);
}

TEST_CASE("a map for products copies only where neither stride is 1") {
  const MatrixX<double> m = MatrixX<double>::Ones(rows, cols);
  CHECK(copies_of_a_product_map(m) == 0);
  CHECK(copies_of_a_product_map(m.transpose()) == 0);
  CHECK(copies_of_a_product_map(m.block(10, 20, 100, 100)) == 0);
  CHECK(copies_of_a_product_map(m.block(10, 20, 100, 100).transpose()) == 0);
  CHECK(copies_of_a_product_map(syncact::view_of(m.data(), 100, 100, 2, 2 * rows)) == 1);
  CHECK(copies_of_a_product_map(syncact::view_of(m.data() + rows - 1, rows, cols, -1, rows)) == 1);
}
