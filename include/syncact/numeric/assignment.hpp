#pragma once
/// The best one-to-one assignment of rows to columns.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::numeric {

/// A row and the column that it is assigned to.
struct AssignedPair {
  Index row;
  Index column;
};

namespace detail {

/// The cheapest one-to-one assignment, one row after another by a shortest augmenting path in reduced costs (Jonker &
/// Volgenant, Computing 38, 1987; as in Crouse, IEEE Trans. Aerosp. Electron. Syst. 52, 2016). O(rows^2 columns).
class Assignment {
 public:
  /// cost [column x row], so that the costs of a row are contiguous; at least as many columns as rows.
  explicit Assignment(const MatrixX<double>& cost)
      : cost_(cost),
        row_price_(VectorX<double>::Zero(cost.cols())),
        column_price_(VectorX<double>::Zero(cost.rows())),
        column_of_(index(cost.cols()), free_),
        row_of_(index(cost.rows()), free_),
        before_(index(cost.rows())) {
    for (Index row = 0; row < cost.cols(); ++row) assign(row);
  }

  /// The column of each row.
  [[nodiscard]] const std::vector<Index>& columns() const { return column_of_; }

 private:
  static constexpr Index free_ = -1;
  static std::size_t index(Index i) { return as_size(i); }

  void assign(Index first) {
    shortest_.setConstant(cost_.rows(), std::numeric_limits<double>::infinity());
    open_.resize(index(cost_.rows()));
    std::iota(open_.begin(), open_.end(), Index{0});
    reached_.clear();
    double length = 0;
    Index row = first, end = free_;
    while (end == free_) {
      const Index column = nearest_open(row, length);
      reached_.push_back(column);
      length = shortest_[column];
      row = row_of_[index(column)];
      if (row == free_) end = column;
    }
    row_price_[first] += length;
    for (const Index column : reached_) {
      const double slack = length - shortest_[column];
      column_price_[column] -= slack;
      if (column != end) row_price_[row_of_[index(column)]] += slack;
    }
    for (Index column = end;;) {
      const Index owner = before_[index(column)];
      row_of_[index(column)] = owner;
      std::swap(column, column_of_[index(owner)]);
      if (owner == first) break;
    }
  }

  /// Extends the paths that end in `row`, `length` long, and takes the open column with the shortest one; of equal ones a
  /// free one, which ends the search.
  Index nearest_open(Index row, double length) {
    const auto cost = cost_.col(row);
    const double base = length - row_price_[row];
    double best = std::numeric_limits<double>::infinity();
    std::size_t at = 0;
    for (std::size_t k = 0; k < open_.size(); ++k) {
      const Index column = open_[k];
      const double through = base + cost[column] - column_price_[column];
      if (through < shortest_[column]) shortest_[column] = through, before_[index(column)] = row;
      const double shortest = shortest_[column];
      if (shortest < best || (shortest == best && row_of_[index(column)] == free_)) best = shortest, at = k;
    }
    const Index column = open_[at];
    open_[at] = open_.back();
    open_.pop_back();
    return column;
  }

  const MatrixX<double>& cost_;
  VectorX<double> row_price_, column_price_, shortest_;
  std::vector<Index> column_of_, row_of_, before_, open_, reached_;
};

}  // namespace detail

/// The one-to-one assignment of rows to columns with the largest sum of scores: min(rows, columns) pairs by rising row. Of
/// several best ones it is always the same, but which is not specified. Throws ValueError if a score is not finite.
[[nodiscard]] inline std::vector<AssignedPair> best_assignment(const MatrixX<double>& score) {
  require(score.allFinite(), "best_assignment", "the sum of scores must be finite", score.sum());
  const bool tall = score.rows() > score.cols();
  const MatrixX<double> cost = tall ? MatrixX<double>(-score) : MatrixX<double>(-score.transpose());
  const detail::Assignment solved(cost);
  std::vector<AssignedPair> pairs;
  for (std::size_t i = 0; i < solved.columns().size(); ++i) {
    const Index a = static_cast<Index>(i), b = solved.columns()[i];
    pairs.push_back(tall ? AssignedPair{b, a} : AssignedPair{a, b});
  }
  std::sort(pairs.begin(), pairs.end(), [](const AssignedPair& a, const AssignedPair& b) { return a.row < b.row; });
  return pairs;
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
