#pragma once
/// One-to-one matching of networks: a learned set with another one, with templates, or with a planted truth.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/core/series.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/signal/unit_norm.hpp"

namespace syncact::networks {

/// Row `a` belongs to column `b`, with that score.
struct MatchedPair {
  Index a;
  Index b;
  double score;
};

/// Whether networks of opposite sign are alike.
enum class MatchSign : unsigned char { kept, ignored };

namespace detail {

/// The column of each row, for rows <= columns, of the one-to-one assignment with the largest sum.
/// Shortest augmenting paths with potentials (Jonker & Volgenant, Computing 38, 1987): O(rows^2 * columns).
[[nodiscard]] inline std::vector<Index> assign_rows(const MatrixX<double>& score) {
  const Index n = score.rows(), m = score.cols();
  VectorX<double> row_price = VectorX<double>::Zero(n + 1), column_price = VectorX<double>::Zero(m + 1);
  std::vector<Index> owner(static_cast<std::size_t>(m + 1), 0);  // of a column: 1-based row, 0 if free; column 0 is virtual
  std::vector<Index> way(owner.size());
  for (Index row = 1; row <= n; ++row) {
    owner[0] = row;
    Index column = 0;
    VectorX<double> slack = VectorX<double>::Constant(m + 1, std::numeric_limits<double>::infinity());
    std::vector<bool> done(owner.size(), false);
    do {
      done[static_cast<std::size_t>(column)] = true;
      const Index i = owner[static_cast<std::size_t>(column)];
      double step = std::numeric_limits<double>::infinity();
      Index next = 0;
      for (Index j = 1; j <= m; ++j) {
        if (done[static_cast<std::size_t>(j)]) continue;
        const double cost = -score(i - 1, j - 1) - row_price[i] - column_price[j];
        if (cost < slack[j]) slack[j] = cost, way[static_cast<std::size_t>(j)] = column;
        if (slack[j] < step) step = slack[j], next = j;
      }
      for (Index j = 0; j <= m; ++j) {
        if (done[static_cast<std::size_t>(j)]) {
          row_price[owner[static_cast<std::size_t>(j)]] += step;
          column_price[j] -= step;
        } else {
          slack[j] -= step;
        }
      }
      column = next;
    } while (owner[static_cast<std::size_t>(column)] != 0);
    while (column != 0) {
      const Index before = way[static_cast<std::size_t>(column)];
      owner[static_cast<std::size_t>(column)] = owner[static_cast<std::size_t>(before)];
      column = before;
    }
  }
  std::vector<Index> columns(static_cast<std::size_t>(n));
  for (Index j = 1; j <= m; ++j) {
    if (owner[static_cast<std::size_t>(j)] != 0)
      columns[static_cast<std::size_t>(owner[static_cast<std::size_t>(j)] - 1)] = j - 1;
  }
  return columns;
}

}  // namespace detail

/// The one-to-one assignment of rows to columns with the largest sum of scores: min(rows, columns) pairs by rising a.
/// Throws ValueError if a score is not finite.
[[nodiscard]] inline std::vector<MatchedPair> match_scores(const MatrixX<double>& score) {
  require_finite("match_scores", "score", SeriesView<double>(score));
  std::vector<MatchedPair> pairs;
  const bool transposed = score.rows() > score.cols();
  const std::vector<Index> partner = detail::assign_rows(transposed ? MatrixX<double>(score.transpose()) : score);
  for (std::size_t i = 0; i < partner.size(); ++i) {
    const Index a = transposed ? partner[i] : static_cast<Index>(i), b = transposed ? static_cast<Index>(i) : partner[i];
    pairs.push_back({a, b, score(a, b)});
  }
  std::sort(pairs.begin(), pairs.end(), [](const MatchedPair& x, const MatchedPair& y) { return x.a < y.a; });
  return pairs;
}

/// Matches the columns of a and b, [sample x network], by Pearson correlation, or by its size if signs are ignored. The
/// score is that correlation, 0 for a constant column. Networks are compared by maps (`maps.transpose()`, samples are
/// voxels) or by time courses.
///
/// Do not judge what you matched by: networks matched to a truth by time course agree with it in time by selection alone
/// (random networks then reach .42 coupling accuracy where chance is .08). Match by maps to judge time courses, and the
/// other way round. Throws ShapeError if a and b differ in samples, ValueError for NaN or infinity.
template <std::floating_point T>
[[nodiscard]] std::vector<MatchedPair> match(const SeriesView<T>& a, const SeriesView<T>& b, MatchSign sign) {
  require_same_times("match", "a", a.n_times(), "b", b.n_times());
  MatrixX<double> r = linalg::cross(signal::to_unit_norm(a).values, signal::to_unit_norm(b).values).template cast<double>();
  if (sign == MatchSign::ignored) r = r.cwiseAbs().eval();
  return match_scores(r);
}

template <TimeSeriesMatrix A, TimeSeriesMatrix B>
  requires std::same_as<series_scalar_t<A>, series_scalar_t<B>>
[[nodiscard]] std::vector<MatchedPair> match(const A& a, const B& b, MatchSign sign) {
  return with_series(a, [&](const auto& va) { return with_series(b, [&](const auto& vb) { return match(va, vb, sign); }); });
}

}  // namespace syncact::networks
