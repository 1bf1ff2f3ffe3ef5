#pragma once
/// Products of patterns of different runs, averaged over all ordered pairs of runs in one pass.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/similarity/rdm/detail/ties.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// What measurements that were repeated in runs say of distances, free of the bias that noise within a run adds.
struct CrossValidated {
  Rdm rdm{};  ///< may be negative where the patterns do not differ; NaN where fewer than two runs have both conditions

  /// [condition x condition] Mean over ordered pairs of different runs of the products of their patterns, each run centered
  /// over its conditions, in the units of `rdm`. The diagonal, which an RDM lacks, is the size of a condition's pattern as far
  /// as it replicates: near 0 or negative where it does not. With all conditions in all runs,
  /// rdm(i, j) = moments(i, i) + moments(j, j) - 2 moments(i, j).
  MatrixX<double> moments{};
};

namespace detail {

/// Which conditions a run has.
using Presence = std::vector<std::vector<unsigned char>>;  ///< [run][condition]

/// Finds the rows of each run that are finite. Throws unless there are at least two runs, all of one shape.
[[nodiscard]] inline Presence present_conditions(std::string_view function, std::span<const MatrixX<double>> runs) {
  require(runs.size() >= 2, function, "the number of runs must be >= 2", runs.size());
  Presence present;
  for (const MatrixX<double>& run : runs) {
    require_extent(function, "number of conditions of a run", runs[0].rows(), run.rows());
    require_extent(function, "number of channels of a run", runs[0].cols(), run.cols());
    std::vector<unsigned char> has(as_size(run.rows()), 1);
    if (!run.allFinite()) {
      for (Index i = 0; i < run.rows(); ++i) nth(has, i) = run.row(i).allFinite() ? 1 : 0;
    }
    present.push_back(std::move(has));
  }
  return present;
}

/// Writes to `centered` the run with every channel centered over the conditions it has, twice; absent rows are zero.
template <class Run>
void center_run(const Run& run, const std::vector<unsigned char>& has,
                Eigen::Ref<MatrixX<double>, 0, Eigen::OuterStride<>> centered) {
  centered = run;
  Index n = 0;
  for (Index i = 0; i < run.rows(); ++i) {
    n += nth(has, i);
    if (!nth(has, i)) centered.row(i).setZero();
  }
  if (n == 0) return;
  for (int pass = 0; pass < 2; ++pass) {
    const Eigen::RowVectorXd mean = centered.colwise().sum() / static_cast<double>(n);
    if (n == run.rows()) {
      centered.rowwise() -= mean;
    } else {
      for (Index i = 0; i < run.rows(); ++i) {
        if (nth(has, i)) centered.row(i) -= mean;
      }
    }
  }
}

/// The distance of one pair over the runs that have both: [(sum d)'(sum e) - sum d'e] / (R (R - 1)), d of the left tables
/// and e of the right.
[[nodiscard]] inline double cross_run_distance(const MatrixX<double>& left, const MatrixX<double>& right,
                                               const Presence& present, Index i, Index j) {
  Eigen::RowVectorXd sum_left = Eigen::RowVectorXd::Zero(left.cols()), sum_right = sum_left;
  const auto n_conditions = static_cast<Index>(present[0].size());
  double own = 0, n = 0;
  for (std::size_t r = 0; r < present.size(); ++r) {
    if (!nth(present[r], i) || !nth(present[r], j)) continue;
    const Index first = static_cast<Index>(r) * n_conditions;
    const Eigen::RowVectorXd d = left.row(first + i) - left.row(first + j), e = right.row(first + i) - right.row(first + j);
    own += d.dot(e);
    sum_left += d;
    sum_right += e;
    ++n;
  }
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  return (sum_left.dot(sum_right) - own) / (n * (n - 1));
}

/// From tables [(run, condition) x channel], absent rows zero: all pairs of different runs at the price of one product a run,
/// as the product of the sums minus the products of each run with itself.
template <linalg::MatrixBackend<double> B, Executor E>
[[nodiscard]] CrossValidated cross_runs(const MatrixX<double>& left, const MatrixX<double>& right, const Presence& present,
                                        const B& backend, const E& executor) {
  using linalg::Op;
  const Index n_runs = static_cast<Index>(present.size()), n = left.rows() / n_runs;
  MatrixX<double> sum_left = left.topRows(n), sum_right = right.topRows(n);
  MatrixX<double> count = MatrixX<double>::Zero(n, n);  // ordered pairs of different runs that have i and j
  VectorX<double> has_sum = VectorX<double>::Zero(n);
  bool balanced = true;
  for (std::size_t r = 0; r < present.size(); ++r) {
    const Index first = static_cast<Index>(r) * n;
    if (r > 0) sum_left += left.middleRows(first, n), sum_right += right.middleRows(first, n);
    VectorX<double> has(n);
    for (Index i = 0; i < n; ++i) has[i] = nth(present[r], i);
    balanced = balanced && (has.array() == 1).all();
    has_sum += has;
    count -= has * has.transpose();
  }
  count += has_sum * has_sum.transpose();

  std::vector<MatrixX<double>> products(present.size() + 1);
  executor.bulk(n_runs + 1, [&](Index r) {
    MatrixX<double>& product = nth(products, r);
    if (r < n_runs) {
      product =
          linalg::product<double>(left.middleRows(r * n, n), Op::none, right.middleRows(r * n, n), Op::transpose, backend);
    } else {
      product = linalg::product<double>(sum_left, Op::none, sum_right, Op::transpose, backend);
    }
  });
  MatrixX<double> moments = products.back();
  for (Index r = 0; r < n_runs; ++r) moments -= nth(products, r);
  moments = (0.5 * (moments + moments.transpose())).cwiseQuotient(count).eval();  // 0/0: no two runs have them

  CrossValidated result{Rdm{n, VectorX<double>(n * (n - 1) / 2)}, std::move(moments)};
  executor.bulk(n, [&](Index i) {
    const MatrixX<double>& m = result.moments;
    for (Index j = i + 1; j < n; ++j) {
      result.rdm.values[Rdm::pair(i, j, n)] =
          balanced ? m(i, i) + m(j, j) - 2 * m(i, j) : cross_run_distance(left, right, present, i, j);
    }
  });
  VectorX<double> size = sum_left.rowwise().norm().cwiseProduct(sum_right.rowwise().norm());
  for (Index r = 0; r < n_runs; ++r) {
    size += left.middleRows(r * n, n).rowwise().norm().cwiseProduct(right.middleRows(r * n, n).rowwise().norm());
  }
  const double rounding =
      numeric::rounding_of_sum(left.cols() * n_runs) / static_cast<double>(std::max<Index>(1, n_runs * (n_runs - 1)));
  settle_ties(result.rdm, [&](Index i, Index j, double) { return rounding * (size[i] + size[j]); });
  return result;
}

}  // namespace detail
}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
