#pragma once
/// What every backend's decompositions must satisfy.
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/linalg/row_factor.hpp"
#include "syncact/linalg/svd.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"

namespace syncact::test {

template <class B>
void check_svd(const B& backend) {
  for (const auto& [rows, cols] : {std::pair<Index, Index>{1, 1}, {7, 7}, {40, 6}, {6, 40}, {9, 8}}) {
    INFO(rows << " x " << cols);
    MatrixX<double> a = noise<double>(rows, cols, 1);
    if (cols > 3) a.col(2) = a.col(0);
    const linalg::ThinSvd svd = linalg::thin_svd(a, backend);
    const Index rank = std::min(rows, cols);
    const MatrixX<double> eye = MatrixX<double>::Identity(rank, rank);
    CHECK(table_close(MatrixX<double>(svd.left * svd.singular.asDiagonal() * svd.right.transpose()), a, 1e-13) == "");
    CHECK(table_close(MatrixX<double>(svd.left.transpose() * svd.left), eye, 1e-13) == "");
    CHECK(table_close(MatrixX<double>(svd.right.transpose() * svd.right), eye, 1e-13) == "");
    CHECK(std::is_sorted(svd.singular.data(), svd.singular.data() + rank, std::greater<>()));
    CHECK(table_close(linalg::singular_values(a, backend), svd.singular, 1e-13) == "");
  }
  CHECK(linalg::thin_svd(MatrixX<double>(0, 3), backend).right.rows() == 3);
  CHECK(linalg::singular_values(MatrixX<double>(3, 0), backend).size() == 0);
}

template <class B>
void check_row_factor(const B& backend) {
  for (const auto& [rows, cols] : {std::pair<Index, Index>{1, 1}, {5, 5}, {6, 40}}) {
    MatrixX<double> a = noise<double>(rows, cols, 2);
    if (rows > 3) a.row(2) = a.row(0);
    const MatrixX<double> f = linalg::row_factor(a, backend);
    CHECK(table_close(MatrixX<double>(f * f.transpose()), MatrixX<double>(a * a.transpose()), 1e-12) == "");
    CHECK(f.isLowerTriangular(0.0));
  }
  CHECK_THROWS_WITH(linalg::row_factor(MatrixX<double>(3, 2), backend), says("a must be wide, is 3 x 2"));
}

template <class B>
void check_symmetric_eigen(const B& backend) {
  const MatrixX<double> a = noise<double>(9, 9, 3), s = a + a.transpose();
  const linalg::SymmetricEigen e = linalg::symmetric_eigen(s, backend);
  CHECK(table_close(MatrixX<double>(e.vectors * e.values.asDiagonal() * e.vectors.transpose()), s, 1e-13) == "");
  CHECK(std::is_sorted(e.values.data(), e.values.data() + 9));
  CHECK(linalg::symmetric_eigen(MatrixX<double>(0, 0), backend).values.size() == 0);
}

}  // namespace syncact::test
