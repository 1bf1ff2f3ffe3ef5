#pragma once
/// Means off, in a way that large offsets survive.
#include <atomic>
#include <cmath>
#include <limits>

#include "syncact/core/executor.hpp"
#include "syncact/core/series_view.hpp"

namespace syncact::representation::detail {

/// Columns handled at once: enough for whole cache lines of a row-major table, few enough for the cache.
inline constexpr Index column_block = 32;

/// Calls f(first, count) for each block of columns.
template <Executor E, class F>
void over_columns(Index n_columns, const E& executor, F&& f) {
  executor.bulk((n_columns + column_block - 1) / column_block,
                [&](Index block) { f(block * column_block, std::min(column_block, n_columns - block * column_block)); });
}

/// Copies columns of a table with any strides, along its rows where those are what lies together in memory.
template <std::floating_point T>
void copy_columns(const SeriesView<T>& from, Index first, Index count, MatrixX<double>& to) {
  if (from.time_contiguous()) {
    to.middleCols(first, count) = from.signals(first, count).map().template cast<double>();
    return;
  }
  for (Index t = 0; t < from.n_times(); ++t) {
    for (Index j = first; j < first + count; ++j) to(t, j) = static_cast<double>(from(t, j));
  }
}

/// Takes the mean off, twice: the second pass removes what rounding left of a large offset. A column that varies by no more
/// than rounding becomes exactly zero. Returns the largest entry left, NaN if there is no finite mean.
inline double center_column(Eigen::Ref<VectorX<double>> column) {
  const double before = column.cwiseAbs().maxCoeff(), mean = column.mean();
  if (!std::isfinite(mean)) return std::numeric_limits<double>::quiet_NaN();
  column.array() -= mean;
  column.array() -= column.mean();
  const double after = column.cwiseAbs().maxCoeff();
  if (after > 4 * std::numeric_limits<double>::epsilon() * before) return after;
  column.setZero();
  return 0.0;
}

/// A power of two by which a table is divided so that fourth powers of its entries neither over- nor underflow: 1 for all
/// tables but those of absurd units, so that nothing is divided where nothing needs to be.
[[nodiscard]] inline double safe_scale(double largest) {
  const int exponent = largest > 0 ? std::ilogb(largest) : 0;
  return std::abs(exponent) <= 64 ? 1.0 : std::ldexp(1.0, exponent);
}

/// A centred table divided by `scale`, and how many of its columns are constant. Not finite: a column has no finite mean.
struct Centred {
  MatrixX<double> table;
  double scale = 1.0;
  Index n_constant = 0;
  bool finite = true;
};

template <Executor E>
[[nodiscard]] Centred center(const MatrixX<double>& values, const E& executor) {
  Centred c{MatrixX<double>(values.rows(), values.cols())};
  if (values.size() == 0) return c;
  VectorX<double> largest(values.cols());
  over_columns(values.cols(), executor, [&](Index first, Index count) {
    for (Index j = first; j < first + count; ++j) {
      c.table.col(j) = values.col(j);
      largest[j] = center_column(c.table.col(j));
    }
  });
  c.finite = largest.allFinite();
  if (!c.finite) return c;
  c.n_constant = (largest.array() == 0).count();
  c.scale = safe_scale(largest.maxCoeff());
  if (c.scale != 1) c.table /= c.scale;
  return c;
}

}  // namespace syncact::representation::detail
