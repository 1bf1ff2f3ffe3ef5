#pragma once
/// Means off, in a way that large offsets survive.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>

#include "syncact/core/executor.hpp"
#include "syncact/core/series_view.hpp"
#include "syncact/linalg/self_product.hpp"

namespace syncact::inline v0_1::similarity::representation::detail {

/// Columns handled at once: enough for whole cache lines of a row-major table, few enough for the cache.
inline constexpr Index column_block = 32;

/// Calls f(first, count) for each block of columns.
template <Executor E, class F>
void over_columns(Index n_columns, const E& executor, F&& f) {
  executor.bulk((n_columns + column_block - 1) / column_block,
                [&](Index block) { f(block * column_block, std::min(column_block, n_columns - block * column_block)); });
}

/// Copies columns of a table with any strides. Of a row-major one a few rows at a time, so that both sides move whole lines of
/// the cache.
template <std::floating_point T>
void copy_columns(const SeriesView<T>& from, Index first, Index count,
                  Eigen::Ref<MatrixX<double>, 0, Eigen::OuterStride<>> to) {
  if (from.time_contiguous()) {
    to = from.signals(first, count).map().template cast<double>();
    return;
  }
  constexpr Index rows = 8;
  for (Index begin = 0; begin < from.n_times(); begin += rows) {
    const Index end = std::min(begin + rows, from.n_times());
    for (Index j = 0; j < count; ++j) {
      for (Index t = begin; t < end; ++t) to(t, j) = static_cast<double>(from(t, first + j));
    }
  }
}

/// What one column is like.
struct ColumnFacts {
  double largest;       ///< entry once centered; NaN if there is no finite mean
  double squared_mean;  ///< times the number of entries
  double squared_norm;  ///< once centered
};

/// Takes the mean off, and again what rounding left of a large offset. A column that varies by no more than rounding becomes
/// exactly zero.
inline ColumnFacts center_column(Eigen::Ref<VectorX<double>> column) {
  constexpr double eps = std::numeric_limits<double>::epsilon(), nan = std::numeric_limits<double>::quiet_NaN();
  const double mean = column.mean(), squared_mean = mean * mean * static_cast<double>(column.size());
  if (!std::isfinite(mean)) return {nan, nan, nan};
  column.array() -= mean;
  double largest = column.cwiseAbs().maxCoeff();
  const double rest = column.mean();
  if (std::abs(rest) > eps / 4 * largest) {
    column.array() -= rest;
    largest = column.cwiseAbs().maxCoeff();
  }
  if (largest > 4 * eps * (std::abs(mean) + largest)) return {largest, squared_mean, column.squaredNorm()};
  column.setZero();
  return {0.0, squared_mean, 0.0};
}

/// A power of two by which a table is divided so that fourth powers of its entries neither over- nor underflow: 1 for all
/// tables but those of absurd units, so that nothing is divided where nothing needs to be.
[[nodiscard]] inline double safe_scale(double largest) {
  const int exponent = largest > 0 ? std::ilogb(largest) : 0;
  return std::abs(exponent) <= 64 ? 1.0 : std::ldexp(1.0, exponent);
}

/// What the columns of a table are like once centered.
struct ColumnSurvey {
  double largest = 0.0;  ///< entry of the centered table
  Index n_constant = 0;
  bool finite = true;  ///< false: a column has no finite mean
  double squared_means = 0.0, squared_norms = 0.0;

  /// Offsets are so small beside the spread that the Gram matrix may be centered after the product: it loses 4 bits at most.
  [[nodiscard]] bool small_offsets() const { return finite && squared_means <= 16 * squared_norms; }
};

/// Of all columns, from facts_of(column), block by block.
template <Executor E, class Load, class FactsOf>
[[nodiscard]] ColumnSurvey survey(Index n_columns, const E& executor, Load&& load, FactsOf&& facts_of) {
  Eigen::Array<double, 3, Eigen::Dynamic> facts(3, n_columns);
  over_columns(n_columns, executor, [&](Index first, Index count) {
    load(first, count);
    for (Index j = first; j < first + count; ++j) {
      const ColumnFacts one = facts_of(j);
      facts.col(j) << one.largest, one.squared_mean, one.squared_norm;
    }
  });
  ColumnSurvey all;
  all.finite = facts.row(0).allFinite();
  if (!all.finite) return all;
  all.largest = facts.row(0).maxCoeff();
  all.n_constant = (facts.row(0) == 0).count();
  all.squared_means = facts.row(1).sum();
  all.squared_norms = facts.row(2).sum();
  return all;
}

/// Centers each column of a block in place.
template <Executor E>
ColumnSurvey center_columns(Eigen::Ref<MatrixX<double>, 0, Eigen::OuterStride<>> block, const E& executor) {
  if (block.size() == 0) return {};
  return survey(
      block.cols(), executor, [](Index, Index) {}, [&](Index j) { return center_column(block.col(j)); });
}

/// What center_columns would find, without the centered table: one pass, after load(first, count) has brought these columns.
template <Executor E, class Load>
[[nodiscard]] ColumnSurvey survey_columns(const MatrixX<double>& values, const E& executor, Load&& load) {
  if (values.size() == 0) return {};
  return survey(values.cols(), executor, load, [&](Index j) {
    VectorX<double> column = values.col(j);
    return center_column(column);
  });
}

/// H k H, H = I - 11'/n, of a symmetric k; symmetric to the last bit.
[[nodiscard]] inline MatrixX<double> double_centered(MatrixX<double> k) {
  const VectorX<double> mean = k.colwise().mean();
  const double grand = mean.size() > 0 ? mean.mean() : 0.0;
  for (Index j = 0; j < k.cols(); ++j) k.col(j).array() -= (mean.array() + mean[j]) - grand;
  return k;
}

/// Columns of a table whose Gram matrix is made at once: a block of them stays in the cache while it is centered and
/// multiplied.
inline constexpr Index gram_block = 1536;

/// gram += c c' of the centered columns c of a table, divided by `scale`; lower triangle only. `load(first, count, to)` copies
/// columns to the leading ones of `to`; `scale_of(largest)` says what to divide a block by, and may rescale gram first.
template <class B, Executor E, class Load, class ScaleOf>
ColumnSurvey add_centered_gram(Index n_columns, MatrixX<double>& gram, const B& backend, const E& executor, Load&& load,
                               ScaleOf&& scale_of) {
  ColumnSurvey all;
  MatrixX<double> buffer(gram.rows(), std::min(gram_block, n_columns));
  for (Index begin = 0; begin < n_columns && gram.rows() > 0; begin += gram_block) {
    const Index width = std::min(gram_block, n_columns - begin);
    over_columns(width, executor,
                 [&](Index first, Index count) { load(begin + first, count, buffer.middleCols(first, count)); });
    const ColumnSurvey block = center_columns(buffer.leftCols(width), executor);
    all.finite = all.finite && block.finite;
    all.n_constant += block.n_constant;
    all.largest = std::max(all.largest, block.largest);
    if (!all.finite) return all;
    const double scale = scale_of(block.largest);
    if (scale != 1) buffer.leftCols(width) /= scale;
    linalg::add_lower_self_product<double>(buffer.leftCols(width), linalg::Op::none, gram, backend, executor);
  }
  return all;
}

}  // namespace syncact::inline v0_1::similarity::representation::detail

#include "syncact/core/macros_on.hpp"
