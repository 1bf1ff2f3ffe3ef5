#pragma once
/// The ceiling of a brain score: how well people agree, and so how well the best model could do.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/stats/circular_shift.hpp"

namespace syncact::inline v0_1::score {

/// How alike the time courses of several people are.
struct Agreement {
  VectorX<double> isc;      ///< [network] mean Pearson's r of two people (intersubject correlation)
  VectorX<double> p;        ///< [network] how often people who are shifted apart agree as well, this network alone
  VectorX<double> ceiling;  ///< [network] r of a perfect model with the mean of the people; 0 where they do not agree
  double mean_isc = 0;      ///< over networks that vary in all people
  double p_mean = 1;        ///< of mean_isc: the gate before any score. Above .05 there is nothing to explain
  Index n_draws = 0;

  /// What model_score() takes: a neuron can at best follow the network on which people agree most, and each network can at best
  /// be followed to its own ceiling.
  [[nodiscard]] ScoreCeilings ceilings() const {
    double sum = 0, best = 0;
    Index n = 0;
    for (const double c : ceiling) {
      if (std::isnan(c)) continue;
      sum += c;
      best = std::max(best, c);
      ++n;
    }
    return n > 0 ? ScoreCeilings{.mean_best_neuron = sum / static_cast<double>(n), .mean_best_network = best} : ScoreCeilings{};
  }
};

struct AgreementOptions {
  Index n_permutations = 1000;
  std::uint64_t seed = 0;
};

/// The agreement of people in networks [scan x network] that are matched across them and share the clock `scans`.
/// If two people correlate by isc, the mean of S of them has the reliability S isc / (1 + (S - 1) isc) (Spearman 1910, Brown
/// 1910), and its square root is the r of what they share with that mean. Every null draw scrambles each person but the first
/// on his own. Networks that are constant in a person are NaN. Where many confounds were removed, p is too small: the null does
/// not go through the cleaning. Throws ValueError for fewer than two people or permutations below 1, ShapeError if tables
/// differ in size.
template <std::floating_point T, stats::NullModel<double> N = stats::CircularShift>
[[nodiscard]] Agreement agreement(std::span<const MatrixX<T>> people, const Timeline& scans,
                                  const AgreementOptions& options = {}, const N& null = {}) {
  const char* const function = "agreement";
  const Index n_people = std::ssize(people);
  require(n_people >= 2, function, "the number of people must be >= 2", n_people);
  require(options.n_permutations >= 1, function, "n_permutations must be >= 1", options.n_permutations);
  const Index n_networks = people[0].cols();
  std::vector<MatrixX<double>> units;
  std::vector<char> defined(as_size(n_networks), 1);
  for (const MatrixX<T>& person : people) {
    require_same_times(function, "a person's courses", person.rows(), "scans", scans.size());
    require_extent(function, "number of networks of a person", n_networks, person.cols());
    const MatrixX<double> courses = person.template cast<double>();
    auto unit = numeric::to_unit_norm(SeriesView<double>(courses));
    for (Index k = 0; k < n_networks; ++k) nth(defined, k) = static_cast<char>(nth(defined, k) != 0 && unit.ok(k));
    units.push_back(std::move(unit.values));
  }
  const auto n = static_cast<double>(n_people);
  // The sum of all r of pairs is (|sum of units|^2 - S) / 2.
  const auto isc_of = [&](const MatrixX<double>& sum) {
    return VectorX<double>(((sum.colwise().squaredNorm().array() - n) / (n * (n - 1))).transpose());
  };
  const auto mean_of = [&](const VectorX<double>& isc) {
    double sum = 0;
    Index count = 0;
    for (Index k = 0; k < n_networks; ++k) {
      if (nth(defined, k) == 0) continue;
      sum += isc[k];
      ++count;
    }
    return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
  };
  MatrixX<double> sum = units[0];
  for (std::size_t s = 1; s < units.size(); ++s) sum += units[s];

  Agreement result;
  result.isc = isc_of(sum);
  result.mean_isc = mean_of(result.isc);
  result.n_draws = options.n_permutations;
  std::vector<Index> reached(as_size(n_networks), 0);
  Index mean_reached = 0;
  constexpr double tie = 1e-12;
  for (Index d = 0; d < options.n_permutations; ++d) {
    MatrixX<double> drawn = units[0];
    for (Index s = 1; s < n_people; ++s) {
      const Random random(options.seed, static_cast<std::uint64_t>(d * n_people + s));
      drawn += null.scramble(SeriesView<double>(nth(units, s)), scans, random);
    }
    const VectorX<double> isc = isc_of(drawn);
    for (Index k = 0; k < n_networks; ++k) nth(reached, k) += isc[k] >= result.isc[k] - tie ? 1 : 0;
    mean_reached += mean_of(isc) >= result.mean_isc - tie ? 1 : 0;
  }
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  result.p.resize(n_networks);
  result.ceiling.resize(n_networks);
  for (Index k = 0; k < n_networks; ++k) {
    if (nth(defined, k) == 0) result.isc[k] = nan;
    const double shared = std::max(0.0, result.isc[k]);
    result.p[k] = nth(defined, k) == 0 ? nan : stats::p_from_null(nth(reached, k), result.n_draws);
    result.ceiling[k] = nth(defined, k) == 0 ? nan : std::sqrt(n * shared / (1 + (n - 1) * shared));
  }
  result.p_mean = std::isnan(result.mean_isc) ? nan : stats::p_from_null(mean_reached, result.n_draws);
  return result;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
