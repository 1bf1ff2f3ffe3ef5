#pragma once
/// A matrix whose rows are zero but for one stretch.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::numeric {

/// [scan x frame], row by row: row i holds weights for the frames from first(i) on.
class BandedMatrix {
 public:
  explicit BandedMatrix(Index n_columns = 0) : n_columns_(n_columns) {}

  /// Appends a row. Throws ShapeError if the stretch leaves [0, n_columns).
  void add_row(Index first, std::span<const double> weights) {
    const auto n = static_cast<Index>(weights.size());
    if (first < 0 || first + n > n_columns_) {
      throw ShapeError(message("BandedMatrix::add_row: [", first, ", ", first + n, ") must lie in [0, ", n_columns_, ")"));
    }
    first_.push_back(first);
    weights_.insert(weights_.end(), weights.begin(), weights.end());
    begin_.push_back(weights_.size());
  }

  [[nodiscard]] Index rows() const { return static_cast<Index>(first_.size()); }
  [[nodiscard]] Index cols() const { return n_columns_; }
  [[nodiscard]] Index first(Index row) const { return nth(first_, row); }
  /// One past the last frame of a row.
  [[nodiscard]] Index last(Index row) const { return first(row) + static_cast<Index>(weights(row).size()); }
  [[nodiscard]] std::span<const double> weights(Index row) const {
    const auto r = as_size(row);
    return {weights_.data() + begin_[r], begin_[r + 1] - begin_[r]};
  }

  /// Columns [column, column + n) of rows [row, row + m), dense.
  [[nodiscard]] MatrixX<double> dense(Index row, Index m, Index column, Index n) const {
    MatrixX<double> result = MatrixX<double>::Zero(m, n);
    for (Index i = 0; i < m; ++i) {
      const std::span<const double> w = weights(row + i);
      const Index from = std::max(first(row + i), column), to = std::min(last(row + i), column + n);
      for (Index f = from; f < to; ++f) result(i, f - column) = nth(w, f - first(row + i));
    }
    return result;
  }
  [[nodiscard]] MatrixX<double> dense() const { return dense(0, rows(), 0, cols()); }

  /// a * this + b * other, for two matrices with the same bands. Throws ShapeError if the bands differ.
  [[nodiscard]] BandedMatrix combined(double a, double b, const BandedMatrix& other) const {
    if (first_ != other.first_ || begin_ != other.begin_ || n_columns_ != other.n_columns_) {
      throw ShapeError("BandedMatrix::combined: the two matrices must have the same bands");
    }
    BandedMatrix result = *this;
    for (std::size_t i = 0; i < weights_.size(); ++i) result.weights_[i] = a * weights_[i] + b * other.weights_[i];
    return result;
  }

 private:
  Index n_columns_;
  std::vector<Index> first_;
  std::vector<std::size_t> begin_{0};
  std::vector<double> weights_;
};

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
