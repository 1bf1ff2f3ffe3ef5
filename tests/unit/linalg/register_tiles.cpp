#include "syncact/linalg/detail/register_tiles.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

using namespace syncact;
using namespace syncact::test;

namespace register_tiles_test {

/// c [row x column] += a * b in registers of a given size. Rows of a in front of the used ones are NaN: they may be read, but
/// nothing may come of it.
template <int bytes, class T>
void check(const MatrixX<T>& a, const MatrixX<T>& b, bool b_turned) {
  using Tiles = linalg::detail::RegisterTiles<bytes, T>;
  const Index room = std::max<Index>(0, Tiles::width - a.rows());
  MatrixX<T> in_front = MatrixX<T>::Constant(room + a.rows(), a.cols(), std::numeric_limits<T>::quiet_NaN());
  in_front.bottomRows(a.rows()) = a;
  const MatrixX<T> lying = b_turned ? MatrixX<T>(b.transpose()) : b;
  const MatrixX<T> start = noise<T>(a.rows() + 2, b.cols(), 3);  // columns further apart than they are long
  MatrixX<T> c = start;
  Tiles{.a = in_front.data() + room,
        .lda = in_front.outerStride(),
        .b = lying.data(),
        .b_row = b_turned ? lying.outerStride() : 1,
        .b_column = b_turned ? 1 : lying.outerStride(),
        .c = c.data() + 1,
        .ldc = c.outerStride(),
        .n_rows = a.rows(),
        .n_inner = a.cols(),
        .n_columns = b.cols()}
      .add();
  CHECK(c.topRows(1) == start.topRows(1));
  CHECK(c.bottomRows(1) == start.bottomRows(1));
  const MatrixX<double> gain = (c - start).middleRows(1, a.rows()).template cast<double>();
  CHECK(table_close(gain, by_definition<T>(a, b), product_tolerance<T>(a.cols())) == "");
}

}  // namespace register_tiles_test

TEMPLATE_TEST_CASE("A product in tiles is the product, whatever registers hold it and wherever it ends", "", float, double) {
  for (const Index n_rows : {1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 33, 48, 50, 64, 100}) {
    for (const Index n_columns : {1, 2, 3, 4, 6, 7, 8, 13, 19}) {
      const MatrixX<TestType> a = noise<TestType>(n_rows, 21, 1), b = noise<TestType>(21, n_columns, 2);
      for (const bool b_turned : {false, true}) {
        register_tiles_test::check<16>(a, b, b_turned);
        register_tiles_test::check<32>(a, b, b_turned);
        register_tiles_test::check<64>(a, b, b_turned);
      }
    }
  }
}

TEST_CASE("A product in tiles over an empty inner extent changes nothing") {
  const MatrixX<double> none(20, 0);
  register_tiles_test::check<64>(none, MatrixX<double>(0, 9), false);
}
