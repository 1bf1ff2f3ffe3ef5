#pragma once
/// Comparisons of the shapes behind two RDMs of squared distances: fidelity and Bures metric of their centered Gram matrices.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Eigenvalues>

#include "syncact/linalg/svd.hpp"
#include "syncact/similarity/rdm/vector_comparisons.hpp"

namespace syncact::inline v0_1::similarity::rdm {

enum class BuresForm : unsigned char {
  similarity,  ///< F / sqrt(tr G_a tr G_b): equals the normalized Bures similarity of the representations
  metric,      ///< sqrt(tr G_a + tr G_b - 2 F)
};
constexpr auto choices(BuresForm) {
  return std::array{Choice{"similarity", BuresForm::similarity}, Choice{"metric", BuresForm::metric}};
}

/// What to do with an RDM that no points in a Euclidean space have, as a cross-validated one.
enum class Negative : unsigned char {
  undefined,  ///< no value
  clip,       ///< negative eigenvalues of -H D H / 2 count as 0
};
constexpr auto choices(Negative) {
  return std::array{Choice{"undefined", Negative::undefined}, Choice{"clip", Negative::clip}};
}

namespace detail {

/// X with X X' = -H D H / 2: points that have these squared distances, [condition x direction]; `euclidean` is false if
/// eigenvalues beyond rounding are negative. Directions below n eps times the largest eigenvalue are rounding and left out.
struct Points {
  MatrixX<double> points;
  bool euclidean;
};
template <class = void>
[[nodiscard]] Points points_of(const Rdm& rdm) {
  const Index n = rdm.n_conditions;
  MatrixX<double> gram = -0.5 * rdm.square();
  gram.rowwise() -= gram.colwise().mean().eval();
  gram.colwise() -= gram.rowwise().mean().eval();
  const Eigen::SelfAdjointEigenSolver<MatrixX<double>> eigen(gram);
  const VectorX<double>& values = eigen.eigenvalues();
  const double noise = 4 * static_cast<double>(n) * std::numeric_limits<double>::epsilon() * values.cwiseAbs().maxCoeff();
  Index first = n;
  while (first > 0 && values[first - 1] > noise) --first;
  return {eigen.eigenvectors().rightCols(n - first) * values.tail(n - first).cwiseSqrt().asDiagonal(), values[0] >= -noise};
}

}  // namespace detail

/// F = ||X_a' X_b||_*, the nuclear norm of the product of points with these squared distances (no matrix square roots, which
/// lose half of the digits). Every pair is needed: of the rules for NaN, drop_sample leaves conditions out and pairwise is an
/// error.
struct Bures {
  BuresForm form = BuresForm::similarity;
  bool squared = false;  ///< the square of the metric; the similarity has none
  Negative negative = Negative::undefined;
  similarity::MissingData nan{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("form", self.form, "similarity of shapes, or distance in the units of the RDMs");
    option("squared", self.squared, "the square of the metric");
    option("negative", self.negative, "RDMs that are not squared Euclidean distances");
    detail::nan_options(self.nan, option);
  }
  [[nodiscard]] similarity::Info info() const {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const bool similarity = form == BuresForm::similarity;
    similarity::Info info =
        similarity ? detail::comparison_info("compare_bures", "||X_a'X_b||_* / (||X_a|| ||X_b||), XX' = -HDH/2",
                                             similarity::Invariance::scale, 0)
                   : detail::comparison_info("compare_bures", "||X_a||^2 + ||X_b||^2 - 2 ||X_a'X_b||_*, XX' = -HDH/2",
                                             similarity::Invariance::none, 0, infinity);
    if (!similarity) info.direction = squared ? similarity::Direction::squared_distance : similarity::Direction::distance;
    info.is_metric = !similarity && !squared;
    info.centering = "Gram matrices centered on both sides";
    info.cost = "n^3";
    info.note = "rsatoolbox's bures_metric is the square: form=metric, squared=true";
    return info;
  }
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    require(nan.rule != similarity::MissingRule::pairwise, "Bures",
            "the rule for NaN must not be pairwise, as every pair is needed");
    const detail::CommonPairs common = detail::common_pairs("Bures", a, b, nan);
    const Index n = common.n_present();
    if (!similarity::has_value(common.status)) return similarity::no_value(common.status, n);
    if (n < 1) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    const detail::Points x = detail::points_of(common.a), y = detail::points_of(common.b);
    if (negative == Negative::undefined && !(x.euclidean && y.euclidean)) {
      return similarity::no_value(similarity::MeasureStatus::undefined, n);
    }
    const double size_x = x.points.norm(), size_y = y.points.norm();
    const double fidelity = linalg::singular_values(MatrixX<double>(x.points.transpose() * y.points)).sum();
    similarity::Measurement result{0, similarity::MeasureStatus::ok, n, x.points.cols(), y.points.cols()};
    if (form == BuresForm::similarity) {
      if (size_x == 0 || size_y == 0) return similarity::no_value(similarity::MeasureStatus::undefined, n);
      result.value = std::min(fidelity / size_x / size_y, 1.0);
    } else {
      const double square = std::max(size_x * size_x + size_y * size_y - 2 * fidelity, 0.0);
      result.value = squared ? square : std::sqrt(square);
    }
    return result;
  }
};

static_assert(RdmComparison<Bures>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
