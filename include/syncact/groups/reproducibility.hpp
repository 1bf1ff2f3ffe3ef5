#pragma once
/// How alike sets of networks are that should be the same: over subjects, halves of the data, or seeds.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/groups/common_maps.hpp"
#include "syncact/groups/common_time_courses.hpp"
#include "syncact/networks/match.hpp"

namespace syncact::inline v0_1::groups {

/// Agreement of S sets of networks, each pair matched one to one.
struct Reproducibility {
  MatrixX<double> pair;    ///< [set x set] mean score of matched networks; 1 on the diagonal
  double mean = 0.0;       ///< over pairs of sets
  double sd = 0.0;         ///< over pairs of sets (divisor n); pairs share sets, so this is no standard error
  double unmatched = 0.0;  ///< mean score of networks that were not matched, over pairs of sets
  double chance = 0.0;     ///< mean score of the same matching once the samples of one set are shuffled
};

/// Matches sets of networks, columns of [sample x network], pairwise by Pearson's r (its size if signs are ignored).
/// A best assignment scores above 0 also where there is nothing to match, and scores higher the more networks and the fewer
/// samples there are: compare `mean` with `chance`, which shuffles samples and so is too low for maps that are smooth, and
/// with the same figure of another learner at the same number of networks. It is high for a learner that always finds the
/// same wrong thing. Deterministic: shuffles are by `seed`.
/// Throws ValueError for fewer than two sets and for NaN or infinity, ShapeError if numbers of samples differ.
template <std::floating_point T>
[[nodiscard]] Reproducibility reproducibility(std::span<const SeriesView<T>> sets,
                                              networks::MatchSign sign = networks::MatchSign::ignored, std::uint64_t seed = 0) {
  require(sets.size() >= 2, "reproducibility", "the number of sets must be >= 2", sets.size());
  const auto n = static_cast<Index>(sets.size());
  const auto score = [&](const MatrixX<double>& a, const MatrixX<double>& b) {
    const MatrixX<double> r = linalg::cross(a, b);
    return sign == networks::MatchSign::ignored ? MatrixX<double>(r.cwiseAbs()) : r;
  };
  const auto mean_of = [](const std::vector<networks::MatchedPair>& pairs) {
    double sum = 0;
    for (const auto& pair : pairs) sum += pair.score;
    return pairs.empty() ? 0.0 : sum / static_cast<double>(pairs.size());
  };
  std::vector<MatrixX<double>> units, shuffled;
  for (std::size_t s = 0; s < sets.size(); ++s) {
    require_extent("reproducibility", "number of samples of a set", sets[0].n_times(), sets[s].n_times());
    const MatrixX<double> set = sets[s].template to_matrix<double>();
    units.push_back(numeric::to_unit_norm(SeriesView<double>(set)).values);
    std::vector<Index> order(as_size(set.rows()));
    std::iota(order.begin(), order.end(), Index{0});
    Random(seed, s).shuffle(std::span(order));
    shuffled.push_back(rows_of(units.back(), order));
  }
  Reproducibility result{MatrixX<double>::Identity(n, n)};
  const double n_pairs = static_cast<double>(n * (n - 1)) / 2;
  double squares = 0;
  for (Index i = 0; i < n; ++i) {
    for (Index j = i + 1; j < n; ++j) {
      const auto &a = nth(units, i), &b = nth(units, j);
      const MatrixX<double> all = score(a, b);
      const auto pairs = networks::match_scores(all);
      const double matched = mean_of(pairs);
      result.pair(i, j) = result.pair(j, i) = matched;
      result.mean += matched / n_pairs;
      squares += matched * matched / n_pairs;
      const auto n_matched = static_cast<double>(pairs.size()), n_left = static_cast<double>(all.size()) - n_matched;
      if (n_left > 0) result.unmatched += (all.sum() - matched * n_matched) / n_left / n_pairs;
      result.chance += mean_of(networks::match_scores(score(a, nth(shuffled, j)))) / n_pairs;
    }
  }
  result.sd = std::sqrt(std::max(squares - result.mean * result.mean, 0.0));
  return result;
}

/// The same of the maps of several Networks in one space.
template <std::floating_point T>
[[nodiscard]] Reproducibility map_reproducibility(std::span<const networks::Networks<T>> sets,
                                                  networks::MatchSign sign = networks::MatchSign::ignored,
                                                  std::uint64_t seed = 0) {
  std::vector<MatrixX<T>> maps;
  for (const auto& set : sets) maps.push_back(set.maps.transpose());
  const auto all = views(maps);
  return reproducibility(std::span<const SeriesView<T>>(all), sign, seed);
}

/// Learns from the first and the second half of the scans of bold [time x voxel] and compares maps. An odd scan in the
/// middle belongs to the second half. Throws what learner throws.
template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C = Context<>>
[[nodiscard]] Reproducibility split_half_in_time(const L& learner, const SeriesView<T>& bold, const C& context = {}) {
  const Index half = bold.n_times() / 2;
  const std::vector<networks::Networks<T>> both{
      networks::learn(learner, bold.times(0, half), of_stage(context, 0, 2)),
      networks::learn(learner, bold.times(half, bold.n_times() - half), of_stage(context, 1, 2))};
  return map_reproducibility(std::span(both));
}

/// What subjects of a study have in common.
enum class Common : unsigned char {
  time_courses,  ///< a clock: voxels side by side, halves are compared by time courses
  maps,          ///< a space: scans one after another, halves are compared by maps
};

/// Learns from every second subject and from the others, and compares. Throws ValueError for fewer than two subjects, and
/// what learner throws.
template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C = Context<>>
[[nodiscard]] Reproducibility split_half_of_subjects(const L& learner, std::span<const SeriesView<T>> subjects, Common common,
                                                     const C& context = {}) {
  require(subjects.size() >= 2, "split_half_of_subjects", "the number of subjects must be >= 2", subjects.size());
  std::vector<SeriesView<T>> even, odd;
  for (std::size_t s = 0; s < subjects.size(); ++s) (s % 2 == 0 ? even : odd).push_back(subjects[s]);
  std::vector<MatrixX<T>> found;
  for (const auto& half : {std::span<const SeriesView<T>>(even), std::span<const SeriesView<T>>(odd)}) {
    const C part = of_stage(context, static_cast<Index>(found.size()), 2);
    if (common == Common::time_courses) {
      found.push_back(learn_common_time_courses(learner, half, part).networks.time_courses);
    } else {
      found.push_back(learn_common_maps(learner, half, NanPolicy::raise, part).networks.maps.transpose());
    }
  }
  const auto all = views(found);
  return reproducibility(std::span<const SeriesView<T>>(all));
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
