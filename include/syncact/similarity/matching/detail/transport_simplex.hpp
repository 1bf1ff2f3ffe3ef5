#pragma once
/// The network simplex of the transportation problem with whole supplies and demands.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::similarity::matching::detail {

/// Minimises sum_ij flow_ij cost_ij where row i sends `supply` and column j receives `demand`, all whole numbers.
///
/// A basis is a tree of rows + columns - 1 cells; a pivot brings in a cell of negative reduced cost and moves the most flow
/// around the cycle that it closes. The tree is kept strongly feasible (every cell without flow points to the root), which
/// rules out cycling: Cunningham, Math. Programming 11 (1976); Ahuja, Magnanti & Orlin, "Network Flows" (1993), chapter 11.
/// Flows are whole, so they have no rounding; cells are priced in blocks, in a fixed order, so the result is always the same.
class TransportSimplex {
 public:
  /// cost [row x column] must be finite; rows * supply == columns * demand.
  TransportSimplex(const MatrixX<double>& cost, Index supply, Index demand)
      : cost_(cost),
        rows_(cost.rows()),
        nodes_(as_size(cost.rows() + cost.cols())),
        price_(VectorX<double>::Zero(cost.rows() + cost.cols())) {
    start(supply, demand);
  }

  /// Pivots until no cell improves, `max_pivots` times at most.
  [[nodiscard]] Convergence solve(Index max_pivots) {
    Convergence convergence;
    for (; convergence.iterations < max_pivots; ++convergence.iterations) {
      const Index cell = entering_cell();
      if (cell == none_) {
        convergence.converged = true;
        break;
      }
      pivot(cell % rows_, rows_ + cell / rows_);
    }
    return convergence;
  }

  /// f(row, column, flow) for each cell that carries flow.
  template <class F>
  void for_each_flow(F&& f) const {
    for (Index v = 0; v < size(); ++v) {
      const Node& node = at(v);
      if (node.parent == none_ || node.flow == 0) continue;
      f(is_row(v) ? v : node.parent, (is_row(v) ? node.parent : v) - rows_, node.flow);
    }
  }

 private:
  static constexpr Index none_ = -1;

  /// A row or a column in the tree, with the cell that joins it to its parent.
  struct Node {
    Index parent = none_, child = none_, next = none_, previous = none_;
    Index depth = 0, flow = 0;
  };

  [[nodiscard]] Index size() const { return static_cast<Index>(nodes_.size()); }
  [[nodiscard]] Node& at(Index v) { return nth(nodes_, v); }
  [[nodiscard]] const Node& at(Index v) const { return nth(nodes_, v); }
  [[nodiscard]] bool is_row(Index v) const { return v < rows_; }
  [[nodiscard]] double cost(Index a, Index b) const { return is_row(a) ? cost_(a, b - rows_) : cost_(b, a - rows_); }

  void attach(Index v, Index parent) {
    Node& node = at(v);
    node.parent = parent;
    node.previous = none_;
    node.next = std::exchange(at(parent).child, v);
    if (node.next != none_) at(node.next).previous = v;
  }

  void detach(Index v) {
    const Node& node = at(v);
    (node.previous == none_ ? at(node.parent).child : at(node.previous).next) = node.next;
    if (node.next != none_) at(node.next).previous = node.previous;
  }

  /// Depths and prices of v and all below it.
  void refresh(Index v) {
    stack_.assign(1, v);
    while (!stack_.empty()) {
      const Index w = stack_.back();
      stack_.pop_back();
      Node& node = at(w);
      if (node.parent != none_) {
        node.depth = at(node.parent).depth + 1;
        price_[w] = cost(w, node.parent) - price_[node.parent];
      }
      for (Index c = node.child; c != none_; c = at(c).next) stack_.push_back(c);
    }
  }

  /// The staircase from the first cell to the last one, rooted at the last column. Where a row and a column are used up at
  /// once, the empty cell goes to the row, so that it points to the root.
  void start(Index supply, Index demand) {
    Index row = 0, column = 0, left = supply, wanted = demand;
    const Index last_row = rows_ - 1, last_column = cost_.cols() - 1;
    while (true) {
      const Index flow = std::min(left, wanted);
      left -= flow, wanted -= flow;
      if (row == last_row && column == last_column) {
        attach_with(row, rows_ + column, flow);
        break;
      }
      if (wanted == 0 && column < last_column) {
        attach_with(rows_ + column, row, flow);  // this column is done; its row goes on
        ++column, wanted = demand;
      } else {
        attach_with(row, rows_ + column, flow);
        ++row, left = supply;
      }
    }
    refresh(rows_ + last_column);
  }

  void attach_with(Index v, Index parent, Index flow) {
    at(v).flow = flow;
    attach(v, parent);
  }

  /// The cell of most negative reduced cost in the first block that has one, from where the last search ended.
  Index entering_cell() {
    const Index cells = cost_.size();
    const Index block = std::max<Index>(32, static_cast<Index>(std::sqrt(static_cast<double>(cells))));
    double best = 0;
    Index found = none_;
    for (Index seen = 0; seen < cells;) {
      const Index column = cursor_ / rows_, first = cursor_ % rows_;
      const Index count = std::min({block, rows_ - first, cells - seen});
      const double price = price_[rows_ + column];
      for (Index i = first; i < first + count; ++i) {
        const double reduced = cost_(i, column) - price_[i] - price;
        if (reduced < best) best = reduced, found = column * rows_ + i;
      }
      cursor_ = (cursor_ + count) % cells;
      seen += count;
      block_seen_ += count;
      if (block_seen_ < block && seen < cells) continue;
      block_seen_ = 0;
      if (found != none_ && is_real(best, found)) return found;
      best = 0, found = none_;
    }
    return none_;
  }

  /// Whether a reduced cost is more than the rounding of the prices.
  [[nodiscard]] bool is_real(double reduced, Index cell) const {
    const Index row = cell % rows_, column = cell / rows_;
    const double largest = std::max({std::abs(cost_(row, column)), std::abs(price_[row]), std::abs(price_[rows_ + column])});
    return -reduced > 1e-14 * largest;
  }

  /// Whether the flow between v and its parent falls when more is sent along the cycle: on the way up from the entering
  /// cell's column that is so below columns, on the way down to its row below rows.
  [[nodiscard]] bool falls(Index v, bool column_side) const { return is_row(v) != column_side; }

  void pivot(Index row, Index column) {
    // The leaving cell is the last one without flow, going around the cycle from its top through the row and the column:
    // on the row's side the lowest, on the column's side the highest, and the column's side before the row's.
    Index step = 0, leaving = none_;
    bool leaves_column_side = false;
    const auto consider = [&](Index v, bool column_side) {
      if (!falls(v, column_side)) return;
      const Index flow = at(v).flow;
      if (leaving == none_ || flow < step || (flow == step && column_side)) {
        step = flow, leaving = v, leaves_column_side = column_side;
      }
    };
    const auto climb = [&](auto&& visit) {
      Index a = row, b = column;
      while (a != b) {
        const bool column_side = at(b).depth > at(a).depth || (at(b).depth == at(a).depth && !is_row(b));
        Index& v = column_side ? b : a;
        visit(v, column_side);
        v = at(v).parent;
      }
    };
    climb(consider);
    climb([&](Index v, bool column_side) { at(v).flow += falls(v, column_side) ? -step : step; });

    const Index inner = leaves_column_side ? column : row, outer = leaves_column_side ? row : column;
    hang(inner, outer, leaving, step);
    refresh(inner);
  }

  /// Cuts the branch at `leaving`, turns it over so that `inner` is on top, and hangs it on `outer` by a cell of that flow.
  void hang(Index inner, Index outer, Index leaving, Index flow) {
    Index v = inner, parent = outer;
    while (true) {
      const Index above = at(v).parent, flow_above = at(v).flow;
      detach(v);
      attach_with(v, parent, flow);
      if (v == leaving) return;
      parent = v, v = above, flow = flow_above;
    }
  }

  const MatrixX<double>& cost_;
  Index rows_;
  std::vector<Node> nodes_;
  VectorX<double> price_;  ///< of rows, then columns; for the cells of the tree, cost == price of row + price of column
  std::vector<Index> stack_;
  Index cursor_ = 0, block_seen_ = 0;
};

}  // namespace syncact::inline v0_1::similarity::matching::detail

#include "syncact/core/macros_on.hpp"
