#pragma once
/// The axioms of executors and matrix backends, as checks for your own.
#include "syncact/core/macros_off.hpp"

#include <atomic>
#include <string>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/linalg/matrix_backend.hpp"
#include "syncact/parallel/threads.hpp"

namespace syncact::inline v0_1::laws {

/// Axioms of Executor: each index runs once, all before bulk returns, loops may be nested, and the exception of the lowest
/// index that threw leaves bulk.
template <Executor E>
[[nodiscard]] Report check_executor(const E& executor) {
  Report report;
  for (const Index n : {Index{0}, Index{1}, Index{2}, Index{1000}}) {
    std::vector<std::atomic<int>> count(as_size(n));
    executor.bulk(n, [&](Index i) { ++nth(count, i); });
    Index n_wrong = 0;
    for (const auto& times : count) n_wrong += times == 1 ? 0 : 1;
    report.expect(n_wrong == 0, "each index runs exactly once, and all have run when bulk returns", n_wrong, " of ", n);
  }
  std::atomic<int> n_inner = 0;
  const E copy = executor;
  copy.bulk(8, [&](Index) { copy.bulk(8, [&](Index) { ++n_inner; }); });
  report.expect(n_inner == 64, "a loop may run a loop", n_inner.load(), " of 64");
  for (int repeat = 0; repeat < 5; ++repeat) {
    std::string thrown = "nothing";
    try {
      executor.bulk(64, [](Index i) {
        if (i >= 20) throw ValueError(std::to_string(i));
      });
    } catch (const ValueError& error) {
      thrown = error.what();
    }
    report.expect(thrown == "20", "the exception of the lowest index that threw leaves bulk", thrown);
  }
  return report;
}

/// Axioms of linalg::MatrixBackend: out += op(a) op(b) to the rounding of T, also for blocks of larger tables and for products
/// without terms; the same operands give the same bits, from several threads at once too.
template <std::floating_point T, linalg::MatrixBackend<T> B>
[[nodiscard]] Report check_matrix_backend(const B& backend, std::uint64_t seed = 1) {
  Report report;
  using linalg::Op;
  const Random random(seed);
  std::uint64_t drawn = 0;
  const auto noise = [&](Index rows, Index cols) {
    MatrixX<T> table(rows, cols);
    for (Index j = 0; j < cols; ++j) {
      for (Index i = 0; i < rows; ++i) table(i, j) = static_cast<T>(random.normal(drawn++));
    }
    return table;
  };
  const double eps = static_cast<double>(std::numeric_limits<T>::epsilon());
  for (const auto& [m, k, n] : {std::array<Index, 3>{1, 1, 1}, {3, 5, 2}, {17, 33, 65}, {130, 7, 9}, {4, 0, 3}, {0, 3, 2}}) {
    for (const Op op_a : {Op::none, Op::transpose}) {
      for (const Op op_b : {Op::none, Op::transpose}) {
        const MatrixX<T> a = op_a == Op::none ? noise(m + 2, k + 1) : noise(k + 1, m + 2);
        const MatrixX<T> b = op_b == Op::none ? noise(k + 1, n + 2) : noise(n + 2, k + 1);
        const linalg::ConstPanel<T> left = op_a == Op::none ? a.block(1, 0, m, k) : a.block(0, 1, k, m);
        const linalg::ConstPanel<T> right = op_b == Op::none ? b.block(0, 1, k, n) : b.block(1, 0, n, k);
        MatrixX<double> x = left.template cast<double>(), y = right.template cast<double>();
        if (op_a == Op::transpose) x = x.transpose().eval();
        if (op_b == Op::transpose) y = y.transpose().eval();
        const MatrixX<T> start = noise(m + 1, n + 1);
        const MatrixX<double> expected = start.topLeftCorner(m, n).template cast<double>() + x * y;
        const MatrixX<double> size = start.topLeftCorner(m, n).template cast<double>().cwiseAbs() + x.cwiseAbs() * y.cwiseAbs();
        std::vector<MatrixX<T>> out(4, start);
        Threads{2}.bulk(4, [&](Index i) {
          backend.add_product(left, op_a, right, op_b, linalg::Panel<T>(nth(out, i).topLeftCorner(m, n)));
        });
        const MatrixX<double> error = out[0].topLeftCorner(m, n).template cast<double>() - expected;
        const double rounding = 2 * eps * static_cast<double>(k + 2);
        report.expect((error.array().abs() <= rounding * size.array()).all(), "out += op(a) op(b)", m, " x ", k, " x ", n);
        report.expect(out[1] == out[0] && out[2] == out[0] && out[3] == out[0], "the same operands give the same bits", m,
                      " x ", k, " x ", n);
        report.expect(out[0].col(n) == start.col(n) && out[0].row(m) == start.row(m), "nothing beside the block is written");
      }
    }
  }
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
