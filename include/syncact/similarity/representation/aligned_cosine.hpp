#pragma once
/// How alike samples point after the best rotation.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/representation/geometry_differences.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// The mean over samples of cos(x_i Q, y_i), where Q is the orthogonal matrix that brings X nearest to Y, both as given: not
/// centered. The narrower table is padded with zeros.
/// Status: undefined if a sample is zero; rank_deficient if X'Y has fewer directions than the narrower table has units
/// (or samples), where several Q are equally near. Hamilton, Leskovec & Jurafsky, "Diachronic word embeddings", ACL 2016.
struct AlignedCosine {
  [[nodiscard]] similarity::Info info() const {
    using similarity::Invariance;
    const Invariance invariances = Invariance::scale | Invariance::permutation | Invariance::orthogonal;
    return {.id = "aligned_cosine",
            .formula = "mean_i cos(x_i Q, y_i), Q = U V' of svd(X'Y) = U S V'",
            .lowest = -1.0,
            .highest = 1.0,
            .x = invariances,
            .y = invariances,
            .centering = "none",
            .cost = "n p q + min(p,q)^2 max(p,q), or n^2 (p + q) + n^3 for p, q > n",
            .alias = "aligned_cosine_similarity",
            .source = "Hamilton et al. 2016"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    require_extent("AlignedCosine", "number of samples of y", x.n_samples(), y.n_samples());
    const Index n = x.n_samples();
    if (n == 0) return similarity::no_value(similarity::MeasureStatus::too_few_samples, 0);
    const MatrixX<double> a = rows(x), b = rows(y);
    const VectorX<double> lengths = a.rowwise().norm().cwiseProduct(b.rowwise().norm());
    if (!(lengths.minCoeff() > 0)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    const linalg::ThinSvd svd = linalg::thin_svd(linalg::cross<double>(a, b, x.backend(), x.executor()), x.backend());
    const double cosine = (a * svd.left).cwiseProduct(b * svd.right).rowwise().sum().cwiseQuotient(lengths).mean();
    const double eps = std::numeric_limits<double>::epsilon() * static_cast<double>(std::max({n, x.n_units(), y.n_units()}));
    const bool deficient = svd.singular[svd.singular.size() - 1] <= eps * svd.singular[0];
    return {std::clamp(cosine, -1.0, 1.0),
            deficient ? similarity::MeasureStatus::rank_deficient : similarity::MeasureStatus::ok, n, 0, 0};
  }

 private:
  /// The smallest table with the inner products of the values as given.
  template <class P>
  [[nodiscard]] static MatrixX<double> rows(const P& x) {
    MatrixX<double> values = detail::safe_values(x).first;
    return values.cols() > values.rows() ? linalg::row_factor(values, x.backend()) : values;
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
