#pragma once
/// Geometry score: how differently long-lived the loops of two clouds of points are.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/core/random.hpp"
#include "syncact/similarity/dynamics/rips_h1.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

/// Geometry score of x [sample x p] and y [other sample x q]: with m(i) the share of scales at which there are exactly i
/// loops, averaged over random landmarks,
///   sum_i (m_x(i) - m_y(i))^2.
/// Loops are those of the lazy witness complex: landmarks a and b are joined at the least scale at which a sample is no
/// further from either than from its nearest landmark plus the scale. Scales go from 0 to `reach` times the largest distance
/// between landmarks. Both sides draw landmarks from the same seed: a table has no distance to itself.
/// An estimate: it has the noise of n_repeats draws, and depends on the order of samples through them.
/// Memory: n_landmarks times samples. Status: too_few_samples below n_landmarks samples, undefined if landmarks
/// coincide. Throws ValueError unless n_landmarks >= 4, n_repeats >= 1 and reach > 0. Khrulkov & Oseledets, "Geometry score",
/// ICML 2018, algorithm 1; de Silva & Carlsson, "Topological estimation using witness complexes", SPBG 2004, the lazy complex
/// with nu = 1.
struct GeometryScore {
  Index n_landmarks = 64;
  Index n_repeats = 100;
  double reach = 0.125;
  std::uint64_t seed = 0;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_landmarks", self.n_landmarks, "samples drawn for each complex");
    option("n_repeats", self.n_repeats, "complexes");
    option("reach", self.reach, "the largest scale, as a share of the largest distance between landmarks");
    option("seed", self.seed, "of the draws");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "geometry_score",
            .kind = similarity::Kind::dynamics,
            .formula = "sum_i (m_x(i) - m_y(i))^2, m(i) the mean share of scales with i loops",
            .direction = similarity::Direction::squared_distance,
            .lowest = 0,
            .highest = 2,
            .x = similarity::conformal,
            .y = similarity::conformal,
            .centering = "none needed: distances",
            .cost = "n_repeats n_landmarks n p, and the reductions",
            .alias = "geometry_score",
            .note = "the authors use the full witness complex of gudhi and reach = n / 640 000; this is the lazy one",
            .source = "Khrulkov & Oseledets, ICML 2018, algorithm 1"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    require(n_landmarks >= 4, "geometry_score", "n_landmarks must be >= 4", n_landmarks);
    require(n_repeats >= 1, "geometry_score", "n_repeats must be >= 1", n_repeats);
    require(reach > 0, "geometry_score", "reach must be > 0", reach);
    const Index n = std::min(x.n_samples(), y.n_samples());
    if (n < n_landmarks) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    std::vector<double> of_x, of_y;
    if (!add_life_shares(x, of_x) || !add_life_shares(y, of_y))
      return similarity::no_value(similarity::MeasureStatus::undefined, n);
    of_x.resize(std::max(of_x.size(), of_y.size()));
    of_y.resize(of_x.size());
    double sum = 0;
    for (std::size_t i = 0; i < of_x.size(); ++i) sum += (of_x[i] - of_y[i]) * (of_x[i] - of_y[i]);
    return {sum, similarity::MeasureStatus::ok, n, 0, 0};
  }

 private:
  /// share[i]: mean share of scales with exactly i loops; false if the landmarks of a draw all coincide.
  template <class P>
  [[nodiscard]] bool add_life_shares(const P& x, std::vector<double>& share) const {
    const MatrixX<double> points = x.centered().transpose();
    std::vector<std::vector<double>> parts(as_size(n_repeats));
    x.executor().bulk(n_repeats,
                      [&](Index r) { nth(parts, r) = one_draw(points, Random(seed, static_cast<std::uint64_t>(r))); });
    for (const std::vector<double>& part : parts) {
      if (part.empty()) return false;
      share.resize(std::max(share.size(), part.size()));
      for (std::size_t i = 0; i < part.size(); ++i) share[i] += part[i] / static_cast<double>(n_repeats);
    }
    return true;
  }

  /// The shares of one draw of landmarks; empty if they all coincide.
  [[nodiscard]] std::vector<double> one_draw(const MatrixX<double>& points, const Random& random) const {
    std::vector<Index> drawn(as_size(points.cols()));
    std::iota(drawn.begin(), drawn.end(), Index{0});
    random.shuffle(std::span(drawn));
    MatrixX<double> to_samples(n_landmarks, points.cols());
    for (Index a = 0; a < n_landmarks; ++a) {
      to_samples.row(a) = (points.colwise() - points.col(nth(drawn, a))).colwise().norm();
    }
    double largest = 0;
    for (Index b = 0; b < n_landmarks; ++b) largest = std::max(largest, to_samples.col(nth(drawn, b)).maxCoeff());
    if (!(largest > 0)) return {};
    const RowMatrixX<double> beyond = to_samples.rowwise() - to_samples.colwise().minCoeff();
    MatrixX<double> joined = MatrixX<double>::Zero(n_landmarks, n_landmarks);
    for (Index b = 0; b < n_landmarks; ++b) {
      for (Index a = 0; a < b; ++a) joined(a, b) = joined(b, a) = beyond.row(a).cwiseMax(beyond.row(b)).minCoeff();
    }
    return life_shares(rips_h1(joined), reach * largest);
  }

  /// The shares of [0, end) at which 0, 1, 2, ... of the bars are alive.
  [[nodiscard]] static std::vector<double> life_shares(const std::vector<Bar>& bars, double end) {
    std::vector<std::pair<double, Index>> changes{{end, 0}};
    for (const Bar& bar : bars) {
      if (bar.birth >= end) continue;
      changes.emplace_back(bar.birth, 1);
      if (bar.death < end) changes.emplace_back(bar.death, -1);
    }
    std::sort(changes.begin(), changes.end());
    std::vector<double> share;
    Index alive = 0;
    double since = 0;
    for (const auto& [scale, change] : changes) {
      const auto i = as_size(alive);
      if (share.size() <= i) share.resize(i + 1);
      share[i] += (scale - since) / end;
      since = scale;
      alive += change;
    }
    return share;
  }
};

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
