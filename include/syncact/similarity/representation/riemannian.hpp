#pragma once
/// Affine-invariant distance of covariances or of Gram matrices.
#include "syncact/core/macros_off.hpp"

#include <array>

#include "syncact/similarity/representation/subspaces.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// Which positive definite matrix stands for a table.
enum class RiemannianOf : unsigned char {
  covariance,  ///< of units: tables need the same units
  gram,        ///< of samples: centered Gram matrix + epsilon I
};
constexpr auto choices(RiemannianOf) {
  return std::array{Choice{"covariance", RiemannianOf::covariance}, Choice{"gram", RiemannianOf::gram}};
}

namespace detail {

/// sqrt(sum log^2 eig(A^-1 B)) of A = a a', B = b b', a and b lower triangles: eigenvalues are squared singular values of
/// a^-1 b, which keeps the digits of small ones.
template <class Backend>
[[nodiscard]] double riemannian_distance(const MatrixX<double>& a, const MatrixX<double>& b, const Backend& backend) {
  const MatrixX<double> ratio = a.triangularView<Eigen::Lower>().solve(b);
  return 2 * linalg::singular_values(ratio, backend).array().log().matrix().norm();
}

}  // namespace detail

/// sqrt(sum log^2 l_i), l_i the eigenvalues of A^-1 B: of covariances, whose units must correspond (A and B may be multiplied
/// by any constant together, and both tables by one invertible matrix); or of centered Gram matrices + epsilon I.
/// Without epsilon, Gram matrices are singular and the distance is infinite, so epsilon is part of the measure.
/// Status: too_few_samples below 2; undefined for a covariance that is singular, or an epsilon that
/// vanishes against the Gram matrix; constant_units (gram).
/// Throws ShapeError for covariances of different numbers of units, ValueError unless epsilon > 0 (gram).
/// Pennec, Fillard & Ayache 2006; of Gram matrices: Shahbazi et al., NeuroImage 2021.
struct AffineInvariantRiemannian {
  RiemannianOf of = RiemannianOf::covariance;
  double epsilon = 0.1;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("of", self.of, "the matrices compared");
    option("epsilon", self.epsilon, "added to the diagonal of Gram matrices, in squared units of the data; > 0");
  }

  [[nodiscard]] similarity::Info info() const {
    using similarity::Invariance;
    const bool gram = of == RiemannianOf::gram;
    return {.id = "affine_invariant_riemannian",
            .formula = gram ? "sqrt(sum log^2 eig((K + eI)^-1 (L + eI)))" : "sqrt(sum log^2 eig(Cx^-1 Cy))",
            .direction = similarity::Direction::distance,
            .lowest = 0.0,
            .x = gram ? similarity::rigid : Invariance::translation,
            .y = gram ? similarity::rigid : Invariance::translation,
            .is_metric = true,
            .centering = "units",
            .cost = gram ? "n^2 (p + q) + n^3" : "n p^2",
            .note = "The covariance form is invariant to one invertible matrix applied to both tables",
            .source = "Pennec et al. 2006; Shahbazi et al. 2021"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return of == RiemannianOf::gram ? compare_grams(x, y) : compare_covariances(x, y);
  }

 private:
  template <class P>
  [[nodiscard]] similarity::Measurement compare_grams(const P& x, const P& y) const {
    require(epsilon > 0, "AffineInvariantRiemannian", "epsilon must be > 0", epsilon);
    const similarity::MeasureStatus status = detail::common_status("AffineInvariantRiemannian", x, y);
    if (x.n_samples() < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, x.n_samples());
    const MatrixX<double> a = regularized(x), b = regularized(y);
    if (a.size() == 0 || b.size() == 0) return similarity::no_value(similarity::MeasureStatus::undefined, x.n_samples());
    return {detail::riemannian_distance(a, b, x.backend()), status, x.n_samples(), 0, 0};
  }

  /// The Cholesky factor of the Gram matrix + epsilon I, in the units of the data; empty if rounding leaves it singular.
  template <class P>
  [[nodiscard]] MatrixX<double> regularized(const P& x) const {
    MatrixX<double> k = x.gram() * (x.scale() * x.scale());
    k.diagonal().array() += epsilon;
    return linalg::cholesky(k, x.backend());
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare_covariances(const P& x, const P& y) const {
    require_extent("AffineInvariantRiemannian", "number of units of y", x.n_units(), y.n_units());
    const similarity::MeasureStatus status = detail::subspace_status("AffineInvariantRiemannian", x, y);
    if (!has_value(status)) return detail::no_value_with_ranks(status, x, y);
    if (std::min(x.subspace().rank(), y.subspace().rank()) < x.n_units()) {
      return detail::no_value_with_ranks(similarity::MeasureStatus::undefined, x, y);
    }
    const double distance = detail::riemannian_distance(root(x), root(y), x.backend());
    return detail::with_ranks(distance, detail::common_status("", x, y), x, y);
  }

  /// A lower triangle whose square is the scatter in the units of the data.
  template <class P>
  [[nodiscard]] static MatrixX<double> root(const P& x) {
    return linalg::row_factor(MatrixX<double>(x.centered().transpose() * x.scale()), x.backend());
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
