#pragma once
/// Representation topology divergence.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/options.hpp"
#include "syncact/similarity/dynamics/rips_h1.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

/// Representation topology divergence of x [sample x p] and y [sample x q]: how much of the connectivity of one cloud of
/// points is missing from the other. With r the Euclidean distances between samples over their `quantile`, it is the total
/// length of the loops of the 2n points with distances [[0, r_x], [r_x, min(r_x, r_y)]], and of the same with x and y
/// exchanged, averaged. 0 for equal distances. All samples are used at once: nothing is drawn.
/// Status: too_few_samples below 2, undefined if the quantile is 0. Throws ShapeError if the samples differ in number,
/// ValueError for a quantile outside (0, 1].
/// Barannikov et al., "Representation topology divergence", ICML 2022, algorithm 1.
struct Rtd {
  double quantile = 0.9;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("quantile", self.quantile, "of all n^2 distances, zeros too, by which they are divided");
  }

  [[nodiscard]] similarity::Info info() const {
    return {
        .id = "rtd",
        .kind = similarity::Kind::dynamics,
        .formula = "mean over both orders of sum |H1 bars| of Rips([[0, r1], [r1, min(r1, r2)]])",
        .direction = similarity::Direction::distance,
        .lowest = 0,
        .x = similarity::conformal,
        .y = similarity::conformal,
        .centering = "none needed: distances",
        .ties = "the lengths of bars do not depend on the order of equal distances",
        .cost = "n^2 (p+q) + n^3, and the reduction",
        .alias = "rtd",
        .note = "the authors' code averages ten random batches of 500 samples and needs a GPU; this is the whole set, exact",
        .source = "Barannikov et al., ICML 2022, algorithm 1"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    require(quantile > 0 && quantile <= 1, "rtd", "quantile must be in (0, 1]", quantile);
    const Index n = x.n_samples();
    require_extent("rtd", "number of samples of y", n, y.n_samples());
    if (n < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    MatrixX<double> a = x.squared_distances().cwiseSqrt(), b = y.squared_distances().cwiseSqrt();
    const double scale_a = quantile_of(a), scale_b = quantile_of(b);
    if (scale_a == 0 || scale_b == 0) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    a /= scale_a;
    b /= scale_b;
    return {(one_way(a, b) + one_way(b, a)) / 2, similarity::MeasureStatus::ok, n, 0, 0};
  }

 private:
  /// Linear between order statistics.
  [[nodiscard]] double quantile_of(const MatrixX<double>& table) const {
    std::vector<double> sorted(table.data(), table.data() + table.size());
    std::sort(sorted.begin(), sorted.end());
    const double at = quantile * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at), above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], at - static_cast<double>(below));
  }

  [[nodiscard]] static double one_way(const MatrixX<double>& a, const MatrixX<double>& b) {
    const Index n = a.rows();
    MatrixX<double> both = MatrixX<double>::Zero(2 * n, 2 * n);
    both.topRightCorner(n, n) = both.bottomLeftCorner(n, n) = a;
    both.bottomRightCorner(n, n) = a.cwiseMin(b);
    double total = 0;
    for (const Bar& bar : rips_h1(both)) total += bar.death - bar.birth;
    return total;
  }
};

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
