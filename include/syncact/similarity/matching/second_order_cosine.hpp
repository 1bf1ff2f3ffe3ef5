#pragma once
/// How alike the distances to nearest neighbours are.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/matching/detail/neighbour_pair.hpp"

namespace syncact::inline v0_1::similarity::matching {

/// Mean over samples i of the cosine between (d(x_i, x_j))_j and (d(y_i, y_j))_j, where j runs over the samples that are among
/// the k nearest of i in x or in y and d is the cosine distance, 1 - cos.
/// Status: too_few_samples unless there are more than k samples; undefined for a sample that is zero, and if all these
/// distances of a sample are 0. Throws ShapeError if the samples differ in number, ValueError unless k >= 1.
/// Hamilton, Leskovec & Jurafsky, "Cultural shift or linguistic drift?", EMNLP 2016; with distances as ReSi has it.
struct SecondOrderCosine {
  Index k = 10;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("k", self.k, "number of neighbours");
  }

  [[nodiscard]] similarity::Info info() const {
    const auto invariance = detail::invariance_of(representation::Nearness::cosine);
    return {.id = "second_order_cosine",
            .kind = similarity::Kind::representation,
            .formula = "mean_i cos((d(x_i, x_j))_j, (d(y_i, y_j))_j), j in N_k(x_i) | N_k(y_i), d = 1 - cos",
            .direction = similarity::Direction::similarity,
            .lowest = 0,
            .highest = 1,
            .x = invariance,
            .y = invariance,
            .centering = "none: values as given",
            .ties = detail::tie_rule,
            .cost = "2 n^2 (p+q) + 2nk(p+q)",
            .alias = "second_order_cosine_similarity",
            .note = "the original compares cosine similarities; ReSi, and we, cosine distances",
            .source = "Hamilton et al., EMNLP 2016"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    constexpr auto nearness = representation::Nearness::cosine;
    const detail::NeighbourPair pair = detail::neighbour_pair("second_order_cosine", x, y, k, nearness);
    const Index n = x.n_samples();
    if (!similarity::has_value(pair.status)) return similarity::no_value(pair.status, n);
    const MatrixX<double> u = representation::detail::points(x, nearness).z, v = representation::detail::points(y, nearness).z;
    double sum = 0;
    for (Index i = 0; i < n; ++i) {
      const double cosine = of_sample(pair, u, v, i);
      if (std::isnan(cosine)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
      sum += cosine;
    }
    return {sum / static_cast<double>(n), similarity::MeasureStatus::ok, n, 0, 0};
  }

 private:
  /// NaN if all distances are 0 in one of the two.
  [[nodiscard]] static double of_sample(const detail::NeighbourPair& pair, const MatrixX<double>& u, const MatrixX<double>& v,
                                        Index i) {
    std::vector<Index> both(pair.x.col(i).begin(), pair.x.col(i).end());
    both.insert(both.end(), pair.y.col(i).begin(), pair.y.col(i).end());
    std::sort(both.begin(), both.end());
    both.erase(std::unique(both.begin(), both.end()), both.end());
    double aa = 0, bb = 0, ab = 0;
    for (const Index j : both) {
      const double a = (u.col(i) - u.col(j)).squaredNorm() / 2, b = (v.col(i) - v.col(j)).squaredNorm() / 2;  // 1 - cos
      aa += a * a, bb += b * b, ab += a * b;
    }
    return std::min(ab / std::sqrt(aa * bb), 1.0);
  }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
