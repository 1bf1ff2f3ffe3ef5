#pragma once
/// How far two shapes are apart whatever corresponds to what.
#include "syncact/core/macros_off.hpp"

#include <array>

#include "syncact/core/options.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/dynamics/gromov_coupling.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/rdm/rdm.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

enum class GromovNorm : unsigned char {
  none,  ///< distances as they are
  mean,  ///< divided by the mean of the whole table, its zero diagonal too
};
constexpr auto choices(GromovNorm) { return std::array{Choice{"none", GromovNorm::none}, Choice{"mean", GromovNorm::mean}}; }

enum class GromovOutput : unsigned char { cost, identity_cost, first_lower_bound, third_lower_bound };
constexpr auto choices(GromovOutput) {
  return std::array{Choice{"cost", GromovOutput::cost}, Choice{"identity_cost", GromovOutput::identity_cost},
                    Choice{"first_lower_bound", GromovOutput::first_lower_bound},
                    Choice{"third_lower_bound", GromovOutput::third_lower_bound}};
}

/// The Gromov-Wasserstein cost with square loss between the Euclidean distances of the samples of x [n x p] and y [m x q], or
/// between two RDMs. Samples need not correspond, nor be equally many; only the identity cost compares i with i.
/// Status: not_converged if the best descent was stopped; undefined for the norm `mean` if all distances are 0;
/// too_few_samples below 2; non_finite for an RDM with missing entries.
/// Throws ShapeError for the identity cost of different numbers of samples, ValueError unless max_iterations >= 1.
/// Memoli, "Gromov-Wasserstein distances and the metric approach to object matching", Found. Comput. Math. 11 (2011).
struct GromovWasserstein {
  GromovNorm normalize = GromovNorm::mean;
  GromovOutput output = GromovOutput::cost;
  Index max_iterations = 500;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("normalize", self.normalize, "scaling of each table of distances");
    option("output", self.output, "the best cost found, or a bound: identity above, the others below");
    option("max_iterations", self.max_iterations, "of each descent");
  }

  [[nodiscard]] similarity::Info info() const {
    const auto invariance = normalize == GromovNorm::mean ? similarity::conformal : similarity::rigid;
    return {.id = "gromov_wasserstein",
            .kind = similarity::Kind::dynamics,
            .formula = "min_T sum_ijkl (d_ik - e_jl)^2 T_ij T_kl, T in U(1/n, 1/m)",
            .direction = similarity::Direction::squared_distance,
            .lowest = 0,
            .x = invariance,
            .y = invariance,
            .centering = "none needed: distances",
            .ties = "of equally good transport steps always the same one",
            .cost = "n^2 (p+q), then 4 n^3 and an assignment an iteration, 4 starts",
            .note =
                "an upper bound: the problem is not convex; POT starts from the product coupling only. Memoli's distance is "
                "half of the root",
            .source = "Memoli 2011; Peyre et al. 2016; Vayer et al. 2019"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    if constexpr (std::same_as<P, rdm::Rdm>) {
      return of_tables(x.square(), y.square(), Context<>{});
    } else {
      return of_tables(x.scale() * x.squared_distances().cwiseSqrt(), y.scale() * y.squared_distances().cwiseSqrt(),
                       x.context());
    }
  }

 private:
  template <CallContext C>
  [[nodiscard]] similarity::Measurement of_tables(MatrixX<double> a, MatrixX<double> b, const C& context) const {
    const Index n = a.rows();
    if (std::min(n, b.rows()) < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    if (!a.allFinite() || !b.allFinite()) return similarity::no_value(similarity::MeasureStatus::non_finite, n);
    if (normalize == GromovNorm::mean) {
      const double mean_a = a.mean(), mean_b = b.mean();
      if (mean_a == 0 || mean_b == 0) return similarity::no_value(similarity::MeasureStatus::undefined, n);
      a /= mean_a;
      b /= mean_b;
    }
    switch (output) {
      case GromovOutput::cost:
        break;
      case GromovOutput::identity_cost:
        require_extent("gromov_wasserstein", "number of samples of y, for the identity cost,", n, b.rows());
        return {(a - b).squaredNorm() / static_cast<double>(a.size()), similarity::MeasureStatus::ok, n, 0, 0};
      case GromovOutput::first_lower_bound:
        return {detail::first_lower_bound(a, b).value, similarity::MeasureStatus::ok, n, 0, 0};
      case GromovOutput::third_lower_bound:
        return {detail::third_lower_bound(a, b).value, similarity::MeasureStatus::ok, n, 0, 0};
    }
    const GromovSolution best = gromov_wasserstein(a, b, max_iterations, context);
    return {best.cost, best.convergence.converged ? similarity::MeasureStatus::ok : similarity::MeasureStatus::not_converged, n,
            0, 0};
  }
};

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
