#pragma once
/// One-to-one matching of networks: a learned set with another one, with templates, or with a planted truth.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/core/series.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/numeric/assignment.hpp"
#include "syncact/numeric/unit_norm.hpp"

namespace syncact::inline v0_1::networks {

/// Row `a` belongs to column `b`, with that score.
struct MatchedPair {
  Index a;
  Index b;
  double score;
};

/// Whether networks of opposite sign are alike.
enum class MatchSign : unsigned char { kept, ignored };

/// The one-to-one assignment of rows to columns with the largest sum of scores: min(rows, columns) pairs by rising a.
/// Throws ValueError if a score is not finite.
[[nodiscard]] inline std::vector<MatchedPair> match_scores(const MatrixX<double>& score) {
  require_finite("match_scores", "score", SeriesView<double>(score));
  std::vector<MatchedPair> pairs;
  for (const numeric::AssignedPair& pair : numeric::best_assignment(score))
    pairs.push_back({pair.row, pair.column, score(pair.row, pair.column)});
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
  MatrixX<double> r = linalg::cross(numeric::to_unit_norm(a).values, numeric::to_unit_norm(b).values).template cast<double>();
  if (sign == MatchSign::ignored) r = r.cwiseAbs().eval();
  return match_scores(r);
}

template <TimeSeriesMatrix A, TimeSeriesMatrix B>
  requires std::same_as<series_scalar_t<A>, series_scalar_t<B>>
[[nodiscard]] std::vector<MatchedPair> match(const A& a, const B& b, MatchSign sign) {
  return with_series(a, [&](const auto& va) { return with_series(b, [&](const auto& vb) { return match(va, vb, sign); }); });
}

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
