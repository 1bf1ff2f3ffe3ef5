#pragma once
/// Small things that encoders do to tables.
#include "syncact/core/macros_off.hpp"

#include <string_view>
#include <vector>

#include "syncact/core/finite.hpp"

namespace syncact::inline v0_1::similarity::encoding::detail {

/// Takes the mean off every column, twice, so that large offsets leave nothing but the rounding of the data. Returns it.
inline VectorX<double> center_columns(MatrixX<double>& table) {
  VectorX<double> mean = VectorX<double>::Zero(table.cols());
  for (Index j = 0; j < table.cols(); ++j) {
    for (int pass = 0; pass < 2; ++pass) {
      const double m = table.col(j).mean();
      table.col(j).array() -= m;
      mean[j] += m;
    }
  }
  return mean;
}

/// Rows of a table.
[[nodiscard]] inline MatrixX<double> rows(const MatrixX<double>& table, const std::vector<Index>& which) {
  return table(which, Eigen::seqN(0, table.cols()));
}

/// Throws ShapeError unless x and y have the same samples and there are features, ValueError unless there are two finite
/// samples.
inline void require_training(std::string_view function, const MatrixX<double>& x, const MatrixX<double>& y) {
  require_extent(function, "number of samples of y", x.rows(), y.rows());
  require(x.cols() >= 1, function, "the number of features must be >= 1", x.cols());
  require(x.rows() >= 2, function, "the number of samples must be >= 2", x.rows());
  require_finite(function, "x", SeriesView<double>(x));
  require_finite(function, "y", SeriesView<double>(y));
}

}  // namespace syncact::inline v0_1::similarity::encoding::detail

#include "syncact/core/macros_on.hpp"
