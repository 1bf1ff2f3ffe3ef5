#pragma once
/// One-dimensional persistent homology of a table of dissimilarities: the loops, when they appear and when they fill.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

/// A loop that exists from scale `birth` up to scale `death`.
struct Bar {
  double birth;
  double death;
};

namespace detail {

/// Persistent cohomology over Z/2 of the Rips filtration, dimension 1.
///
/// Edges are ranked by length, so a triangle is named by its longest edge and the opposite vertex, and the order of these
/// names is an order of filtration. Columns are edges, longest first, holding the triangles they bound; a column is reduced
/// when its first triangle is nobody else's. Three kinds of edges need no work: those of the minimum spanning tree, which join
/// components; those longer than the enclosing radius, where everything is a cone; and those that are the longest edge of a
/// triangle, which appear and fill at once. Coboundaries are made when needed, never stored.
/// De Silva, Morozov & Vejdemo-Johansson, "Dualities in persistent (co)homology", Inverse Problems 27 (2011);
/// Bauer, "Ripser", J. Appl. Comput. Topology 5 (2021), whose emergent pairs the third kind are.
class RipsH1 {
 public:
  explicit RipsH1(const MatrixX<double>& distances) : distances_(distances), n_(distances.rows()) {
    rank_edges();
    find_simple_pairs();
  }

  [[nodiscard]] std::vector<Bar> bars() {
    std::vector<Bar> bars;
    for (Index e = n_used_ - 1; e >= 0; --e) {
      if (in_tree_[index(e)] || apex_[index(e)] != none_) continue;
      const Index triangle = reduce(e);
      const double birth = length(e), death = length(triangle / n_);
      if (death > birth) bars.push_back({birth, death});
    }
    return bars;
  }

 private:
  static constexpr Index none_ = -1;
  /// The first triangle on top.
  using Column = std::priority_queue<Index, std::vector<Index>, std::greater<>>;

  static std::size_t index(Index i) { return as_size(i); }
  [[nodiscard]] double length(Index e) const { return distances_(low_[index(e)], high_[index(e)]); }

  void rank_edges() {
    const Index n_edges = n_ * (n_ - 1) / 2;
    std::vector<Index> order;
    for (Index b = 0; b < n_; ++b) {
      for (Index a = 0; a < b; ++a) order.push_back(b * n_ + a);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](Index e, Index f) { return distances_(e % n_, e / n_) < distances_(f % n_, f / n_); });
    const double radius = n_ > 0 ? distances_.colwise().maxCoeff().minCoeff() : 0.0;
    rank_.setConstant(n_, n_, n_edges);
    for (Index e = 0; e < n_edges; ++e) {
      const Index a = order[index(e)] % n_, b = order[index(e)] / n_;
      rank_(a, b) = rank_(b, a) = e;
      low_.push_back(a);
      high_.push_back(b);
      if (distances_(a, b) <= radius) n_used_ = e + 1;
    }
  }

  /// The tree by Kruskal's rule, and the edges that are the longest of a triangle with the first such apex.
  void find_simple_pairs() {
    std::vector<Index> leader(index(n_));
    std::iota(leader.begin(), leader.end(), Index{0});
    const auto find = [&](Index v) {
      while (leader[index(v)] != v) v = leader[index(v)] = leader[index(leader[index(v)])];
      return v;
    };
    in_tree_.assign(index(n_used_), false);
    apex_.assign(index(n_used_), none_);
    owner_.assign(index(n_used_), {});
    columns_.assign(index(n_used_), {});
    for (Index e = 0; e < n_used_; ++e) {
      const Index a = low_[index(e)], b = high_[index(e)], of_a = find(a), of_b = find(b);
      if (of_a != of_b) {
        leader[index(of_a)] = of_b;
        in_tree_[index(e)] = true;
        continue;
      }
      for (Index v = 0; v < n_ && apex_[index(e)] == none_; ++v) {
        if (rank_(a, v) < e && rank_(b, v) < e) apex_[index(e)] = v;
      }
    }
  }

  /// Adds the triangles of edge e, but those beyond the enclosing radius.
  void add_coboundary(Index e, Column& column) const {
    const Index a = low_[index(e)], b = high_[index(e)];
    for (Index v = 0; v < n_; ++v) {
      if (v == a || v == b) continue;
      const Index av = rank_(a, v), bv = rank_(b, v), longest = std::max({e, av, bv});
      if (longest < n_used_) column.push(longest * n_ + (longest == e ? v : longest == av ? b : a));
    }
  }

  /// The first triangle that occurs an odd number of times; pairs of equal ones vanish.
  static Index first_triangle(Column& column) {
    while (!column.empty()) {
      const Index triangle = column.top();
      column.pop();
      if (column.empty() || column.top() != triangle) {
        column.push(triangle);
        return triangle;
      }
      column.pop();
    }
    return none_;
  }

  /// The triangle that fills the loop born with edge e. Every such loop is filled at the enclosing radius.
  Index reduce(Index e) {
    Column column;
    std::vector<Index> sum{e};
    add_coboundary(e, column);
    while (true) {
      const Index triangle = first_triangle(column);
      const std::vector<Index>* other = owner(triangle);
      if (other == nullptr) {
        owner_[index(triangle / n_)].emplace_back(triangle % n_, e);
        keep_odd(sum);
        columns_[index(e)] = std::move(sum);
        return triangle;
      }
      for (const Index f : *other) add_coboundary(f, column);
      sum.insert(sum.end(), other->begin(), other->end());
    }
  }

  /// The edges whose coboundary has this triangle first, if there are any.
  const std::vector<Index>* owner(Index triangle) {
    const Index longest = triangle / n_, vertex = triangle % n_;
    if (apex_[index(longest)] == vertex) {
      single_.assign(1, longest);
      return &single_;
    }
    for (const auto& [v, e] : owner_[index(longest)]) {
      if (v == vertex) return &columns_[index(e)];
    }
    return nullptr;
  }

  static void keep_odd(std::vector<Index>& edges) {
    std::sort(edges.begin(), edges.end());
    std::vector<Index> odd;
    for (std::size_t i = 0; i < edges.size();) {
      std::size_t j = i;
      while (j < edges.size() && edges[j] == edges[i]) ++j;
      if ((j - i) % 2 == 1) odd.push_back(edges[i]);
      i = j;
    }
    edges = std::move(odd);
  }

  const MatrixX<double>& distances_;
  Index n_, n_used_ = 0;  ///< vertices; edges up to the enclosing radius
  Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic> rank_;
  std::vector<Index> low_, high_;  ///< ends of the edge of each rank
  std::vector<bool> in_tree_;
  std::vector<Index> apex_;                                  ///< of the triangle that an edge is paired with at once
  std::vector<std::vector<std::pair<Index, Index>>> owner_;  ///< by longest edge: opposite vertex, edge of the column
  std::vector<std::vector<Index>> columns_;                  ///< the edges that a reduced column is the sum of
  std::vector<Index> single_;
};

}  // namespace detail

/// The loops of the Vietoris-Rips filtration of `distances` [point x point], over Z/2, that last: by falling rank of the edge
/// that closes them. Distances are symmetric with a zero diagonal and need not obey the triangle inequality. At scale t, points
/// at most t apart are joined, and triangles of three such edges filled.
/// Memory: points^2 numbers and what the reduction needs; time grows with the number of edges times the loops that overlap.
/// Throws ShapeError unless the table is square, ValueError for NaN or infinity.
[[nodiscard]] inline std::vector<Bar> rips_h1(const MatrixX<double>& distances) {
  require_extent("rips_h1", "number of columns", distances.rows(), distances.cols());
  require(distances.allFinite(), "rips_h1", "the sum of distances must be finite", distances.sum());
  return detail::RipsH1(distances).bars();
}

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
