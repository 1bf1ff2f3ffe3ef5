#include "syncact/linalg/backend.hpp"

#include <vector>

#include "support/catch.hpp"
#include "support/products.hpp"
#include "support/table_close.hpp"

namespace {
using namespace syncact::test;
using syncact::Index;
using syncact::MatrixX;
using syncact::ShapeError;
using syncact::Threads;
using syncact::linalg::ConstPanel;
using syncact::linalg::cross;
using syncact::linalg::EigenBackend;
using syncact::linalg::Op;
using syncact::linalg::product;
using syncact::linalg::tile_edge;
using syncact::linalg::VectorBackend;
}  // namespace

TEMPLATE_TEST_CASE("product is op(a) * op(b) for all four transposes", "", float, double) {
  check_all_ops<TestType>(EigenBackend{});
  check_all_ops<TestType>(VectorBackend{});
}

TEMPLATE_TEST_CASE("the bits of a product do not depend on the number of threads", "", float, double) {
  check_same_bits_on_any_threads<TestType>(EigenBackend{});
  check_same_bits_on_any_threads<TestType>(VectorBackend{});
}

TEST_CASE("tiles at the edges of the grid are complete") {
  for (const Index extent : {tile_edge - 1, tile_edge, tile_edge + 1, 2 * tile_edge + 3}) {
    const MatrixX<double> a = noise<double>(extent, 3, 1);
    const MatrixX<double> b = noise<double>(3, 5, 2);
    CHECK(table_close(product<double>(a, Op::none, b, Op::none), MatrixX<double>(a * b), 1e-13) == "");
    CHECK(table_close(product<double>(b, Op::transpose, a, Op::transpose), MatrixX<double>((a * b).transpose()), 1e-13) == "");
  }
}

TEST_CASE("cross is a' * b, the shape of a correlation") {
  const MatrixX<double> a = noise<double>(30, 4, 1);
  const MatrixX<double> b = noise<double>(30, 6, 2);
  CHECK(table_close(cross(a, b), MatrixX<double>(a.transpose() * b), 1e-13) == "");
  CHECK(table_close(cross(a, a), MatrixX<double>(a.transpose() * a), 1e-13) == "");
}

TEST_CASE("a product of blocks of one buffer is that of the blocks") {
  check_blocks_of_one_buffer<double>(EigenBackend{});
  check_blocks_of_one_buffer<double>(VectorBackend{});
}

TEMPLATE_TEST_CASE("VectorBackend is right across the edges of its pieces", "", float, double) {
  const MatrixX<TestType> a = noise<TestType>(520, 330, 1), b = noise<TestType>(330, 261, 2);
  const MatrixX<TestType> a_t = a.transpose(), b_t = b.transpose();
  const MatrixX<double> expected = by_definition(a, b);
  // Summed in order, the errors of n products spread by about eps * n / 5; of 135 720 elements the worst is some 5 times that.
  const double tolerance = 330 * 2 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
  const VectorBackend backend;
  for (const Op op : {Op::none, Op::transpose}) {
    const MatrixX<TestType>& left = op == Op::none ? a : a_t;
    CHECK(table_close(product<TestType>(left, op, b, Op::none, backend), expected, tolerance) == "");
    CHECK(table_close(product<TestType>(left, op, b_t, Op::transpose, backend), expected, tolerance) == "");
  }
}

TEMPLATE_TEST_CASE("With VectorBackend the bits of an element depend on its row and its column alone", "", float, double) {
  const MatrixX<TestType> a = noise<TestType>(700, 330, 1), b = noise<TestType>(330, 300, 2);
  const MatrixX<TestType> all = product<TestType>(a, Op::none, b, Op::none, VectorBackend{});
  for (const Index n : {1, 3, 8, 9, 16, 17, 40, 49, 100}) {
    const auto part = [&](Index row, Index column) {
      return product<TestType>(a.middleRows(row, n), Op::none, b.middleCols(column, n), Op::none, VectorBackend{});
    };
    CHECK(part(0, 0) == all.block(0, 0, n, n));
    CHECK(part(511, 199) == all.block(511, 199, n, n));
  }
}

TEST_CASE("empty products are empty or zero") {
  const MatrixX<double> no_rows(0, 4), no_cols(4, 0), a = noise<double>(4, 3, 1);
  CHECK(product<double>(no_rows, Op::none, a, Op::none).rows() == 0);
  CHECK(product<double>(no_rows, Op::none, a, Op::none).cols() == 3);
  CHECK(product<double>(no_cols, Op::none, MatrixX<double>(0, 3), Op::none) == MatrixX<double>::Zero(4, 3));
}

TEST_CASE("product refuses inner extents that differ") {
  const MatrixX<double> a = noise<double>(4, 3, 1);
  CHECK_THROWS_WITH(product<double>(a, Op::none, a, Op::none), "linalg::product: inner extents must agree, are 3 and 4");
  CHECK_NOTHROW(product<double>(a, Op::none, a, Op::transpose));
  CHECK_THROWS_AS(cross(a, noise<double>(5, 3, 1)), ShapeError);
}

TEST_CASE("NaN stays in its row and column") {
  MatrixX<double> a = noise<double>(3, 5, 1);
  a(1, 2) = std::numeric_limits<double>::quiet_NaN();
  const MatrixX<double> c = product<double>(a, Op::none, noise<double>(5, 4, 2), Op::none);
  CHECK(c.row(1).array().isNaN().all());
  CHECK(c.row(0).allFinite());
  CHECK(c.row(2).allFinite());
}

TEST_CASE("NaN and infinity stay in their row and column where vectors reach over the edge") {
  MatrixX<float> a = noise<float>(23, 5, 1), b = noise<float>(5, 11, 2);
  a(21, 2) = std::numeric_limits<float>::infinity();
  b(4, 3) = std::numeric_limits<float>::quiet_NaN();
  for (const Op op : {Op::none, Op::transpose}) {
    const MatrixX<float> left = op == Op::none ? a : MatrixX<float>(a.transpose());
    const MatrixX<float> c = product<float>(left, op, b, Op::none, VectorBackend{});
    for (Index i = 0; i < c.rows(); ++i) {
      for (Index j = 0; j < c.cols(); ++j) CHECK(std::isfinite(c(i, j)) == (i != 21 && j != 3));
    }
    const MatrixX<float> last = op == Op::none ? MatrixX<float>(left.bottomRows(1)) : MatrixX<float>(left.rightCols(1));
    CHECK(product<float>(last, op, b, Op::none, VectorBackend{}).row(0).leftCols(3).allFinite());
  }
}
