#pragma once
/// Distances between column spaces as points of a Grassmann manifold.
#include "syncact/core/macros_off.hpp"

#include <array>

#include "syncact/similarity/representation/subspaces.hpp"

namespace syncact::inline v0_1::similarity::representation {

enum class GrassmannForm : unsigned char {
  geodesic,  ///< sqrt(sum theta_i^2)
  chordal,   ///< sqrt(sum sin^2 theta_i)
};
constexpr auto choices(GrassmannForm) {
  return std::array{Choice{"geodesic", GrassmannForm::geodesic}, Choice{"chordal", GrassmannForm::chordal}};
}

namespace detail {

/// Principal angles between the spans of two orthonormal bases, rising: small ones from their sines, since the arc cosine near
/// 1 knows half the digits. Bjoerck & Golub, Math. Comp. 27 (1973), section 3.
template <class P>
[[nodiscard]] VectorX<double> principal_angles(const P& x, const MatrixX<double>& basis_x, const MatrixX<double>& basis_y) {
  const bool x_is_wider = basis_x.cols() >= basis_y.cols();
  const MatrixX<double>&wide = x_is_wider ? basis_x : basis_y, &slim = x_is_wider ? basis_y : basis_x;
  const MatrixX<double> cosines = overlap(x, wide, slim);
  const MatrixX<double> residual =
      slim - linalg::product<double>(wide, linalg::Op::none, cosines, linalg::Op::none, x.backend(), x.executor());
  const VectorX<double> cosine = linalg::singular_values(cosines, x.backend());
  const VectorX<double> sine = linalg::singular_values(residual, x.backend()).reverse();
  VectorX<double> angles(slim.cols());
  for (Index i = 0; i < angles.size(); ++i) {
    angles[i] = 2 * cosine[i] * cosine[i] < 1 ? std::acos(cosine[i]) : std::asin(std::min(sine[i], 1.0));
  }
  return angles;
}

}  // namespace detail

/// Distance between the column spaces of centered tables from their min(rank_x, rank_y) principal angles. Of spaces with
/// different dimensions it is the distance of the smaller to the nearest subspace of the larger: 0 if one holds the other, and
/// then no metric.
/// Status: as Cca.
/// Edelman, Arias & Smith 1998; Ye & Lim, "Schubert varieties and distances between subspaces of different dimensions", 2016.
struct Grassmann {
  GrassmannForm form = GrassmannForm::geodesic;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("form", self.form, "what is summed over principal angles");
  }

  [[nodiscard]] similarity::Info info() const {
    return {
        .id = "grassmann",
        .formula = form == GrassmannForm::geodesic ? "sqrt(sum theta_i^2), cos theta = svd(Qx'Qy)" : "sqrt(sum sin^2 theta_i)",
        .direction = similarity::Direction::distance,
        .lowest = 0.0,
        .x = similarity::affine,
        .y = similarity::affine,
        .centering = "units",
        .cost = "n (p^2 + q^2)",
        .note = "A metric among tables of one rank",
        .source = "Edelman et al. 1998; Ye & Lim 2016"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::subspace_status("Grassmann", x, y);
    if (!has_value(status)) return detail::no_value_with_ranks(status, x, y);
    const VectorX<double> angles = detail::principal_angles(x, x.subspace().basis, y.subspace().basis);
    const double value = form == GrassmannForm::geodesic ? angles.norm() : angles.array().sin().matrix().norm();
    return detail::with_ranks(value, status, x, y);
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
