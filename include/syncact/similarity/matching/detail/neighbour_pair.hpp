#pragma once
/// What measures of shared neighbours share.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/info.hpp"
#include "syncact/similarity/representation/neighbours.hpp"

namespace syncact::inline v0_1::similarity::matching::detail {

using representation::Nearness;
using representation::NeighbourTable;

/// The neighbours of the same samples in two representations.
struct NeighbourPair {
  NeighbourTable x, y;  ///< [k x sample], empty unless status is ok
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;
};

template <class P>
[[nodiscard]] NeighbourPair neighbour_pair(std::string_view function, const P& x, const P& y, Index k, Nearness nearness) {
  require(k >= 1, function, "k must be >= 1", k);
  require_extent(function, "number of samples of y", x.n_samples(), y.n_samples());
  auto of_x = representation::nearest_neighbours(x, k, nearness);
  auto of_y = representation::nearest_neighbours(y, k, nearness);
  return {std::move(of_x.value), std::move(of_y.value), similarity::worse(of_x.status, of_y.status)};
}

/// f(rank in x, rank in y), ranks from 0, for each neighbour that sample i has in both.
template <class F>
void for_each_shared(const NeighbourPair& pair, Index i, F&& f) {
  for (Index a = 0; a < pair.x.rows(); ++a) {
    for (Index b = 0; b < pair.y.rows(); ++b) {
      if (pair.x(a, i) == pair.y(b, i)) f(a, b);
    }
  }
}

[[nodiscard]] inline Index n_shared(const NeighbourPair& pair, Index i) {
  Index n = 0;
  for_each_shared(pair, i, [&](Index, Index) { ++n; });
  return n;
}

/// The mean over samples of score(i), or why there are no neighbours.
template <class F>
[[nodiscard]] similarity::Measurement mean_over_samples(const NeighbourPair& pair, Index n, F&& score) {
  if (!similarity::has_value(pair.status)) return similarity::no_value(pair.status, n);
  double sum = 0;
  for (Index i = 0; i < n; ++i) sum += score(i);
  return {sum / static_cast<double>(n), pair.status, n, 0, 0};
}

/// Changes that keep who is near to whom.
[[nodiscard]] constexpr similarity::Invariance invariance_of(Nearness nearness) {
  using enum similarity::Invariance;
  return nearness == Nearness::euclidean ? similarity::conformal : scale | permutation | orthogonal;
}

[[nodiscard]] constexpr std::string_view centering_of(Nearness nearness) {
  return nearness == Nearness::euclidean ? "none needed: distances" : "none: values as given";
}

inline constexpr std::string_view tie_rule = "of equally near samples the lower index; a sample is never its own neighbour";

/// What is the same for all that compare the k nearest neighbours.
[[nodiscard]] inline similarity::Info neighbour_info(std::string_view id, Nearness nearness) {
  return {.id = id,
          .kind = similarity::Kind::representation,
          .direction = similarity::Direction::similarity,
          .lowest = 0,
          .highest = 1,
          .x = invariance_of(nearness),
          .y = invariance_of(nearness),
          .centering = centering_of(nearness),
          .ties = tie_rule,
          .cost = "2 n^2 (p+q) + n k^2"};
}

/// The options k and nearness.
template <class Self, class Visit>
void neighbour_options(Self& self, Visit&& option) {
  option("k", self.k, "number of neighbours");
  option("nearness", self.nearness, "what makes samples near");
}

}  // namespace syncact::inline v0_1::similarity::matching::detail

#include "syncact/core/macros_on.hpp"
