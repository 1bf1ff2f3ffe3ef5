#pragma once
/// Distances between shapes: what is left after the best rotation.
#include "syncact/core/macros_off.hpp"

#include "syncact/linalg/nearest_rotation.hpp"
#include "syncact/linalg/nuclear_norm.hpp"
#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation {

namespace detail {

/// ||x'y||_* / (||x||_F ||y||_F) of the centered tables, in [0, 1]: the cosine after the best rotation. By nuclear norms, which
/// are accurate to eps; the same by roots of Gram matrices is to sqrt(eps). Where p > n the tables enter by their n x n
/// factors.
template <class P>
[[nodiscard]] double aligned_overlap(const P& x, const P& y) {
  x.executor().bulk(2, [&](Index i) { static_cast<void>(i == 0 ? x.factor() : y.factor()); });
  const MatrixX<double> product = linalg::cross<double>(x.factor(), y.factor(), x.backend(), x.executor());
  const double nuclear = linalg::nuclear_norm(product, x.backend(), x.executor());
  return std::min(nuclear / std::sqrt(x.squared_norm()) / std::sqrt(y.squared_norm()), 1.0);
}

/// 1 minus that cosine, to its own digits also where the two tables are nearly one: half the squared distance of the normalized
/// tables after the best rotation, from their difference itself once the cosine is too near to 1 to tell.
template <class P>
[[nodiscard]] double aligned_gap(const P& x, const P& y) {
  constexpr double near = 1e-4;
  const double cosine = aligned_overlap(x, y);
  if (1 - cosine > near) return 1 - cosine;
  const bool x_narrow = x.factor().cols() <= y.factor().cols();
  const MatrixX<double> narrow = (x_narrow ? x : y).factor() / std::sqrt((x_narrow ? x : y).squared_norm());
  const MatrixX<double> wide = (x_narrow ? y : x).factor() / std::sqrt((x_narrow ? y : x).squared_norm());
  const MatrixX<double> rotation = linalg::nearest_rotation(linalg::cross<double>(narrow, wide, x.backend(), x.executor()));
  return 0.5 * (linalg::product<double>(narrow, linalg::Op::none, rotation, linalg::Op::none, x.backend(), x.executor()) - wide)
                   .squaredNorm();
}

/// The angle in radians of which 1 - cosine is known.
[[nodiscard]] inline double angle_of_gap(double gap) { return 2 * std::asin(std::min(1.0, std::sqrt(gap / 2))); }

/// too_few_samples below 2, undefined for a table of no variance where the measure divides by it.
template <class P>
[[nodiscard]] similarity::MeasureStatus shape_status(std::string_view function, const P& x, const P& y, bool normalized) {
  const similarity::MeasureStatus status = common_status(function, x, y);
  if (x.n_samples() < 2) return similarity::MeasureStatus::too_few_samples;
  return normalized && (x.squared_norm() == 0 || y.squared_norm() == 0) ? similarity::MeasureStatus::undefined : status;
}

/// ||x||^2 + ||y||^2 - 2 c ||x|| ||y||, never negative, of two lengths and gap = 1 - c.
[[nodiscard]] inline double squared_third_side(double x, double y, double gap) { return (x - y) * (x - y) + 2 * x * y * gap; }

}  // namespace detail

/// How the distance is given.
enum class ProcrustesForm : unsigned char {
  euclidean,  ///< min_Q ||xQ - y||_F, Q orthogonal, the narrower table padded with zeros
  squared,    ///< its square
  angular,    ///< arccos(||x'y||_* / (||x|| ||y||)), in radians
};
constexpr auto choices(ProcrustesForm) {
  return std::array{Choice{"euclidean", ProcrustesForm::euclidean}, Choice{"squared", ProcrustesForm::squared},
                    Choice{"angular", ProcrustesForm::angular}};
}

/// Orthogonal Procrustes distance of centered tables, which are scaled to norm 1 first if `normalized`.
/// Angular distances are between normalized tables either way.
/// Status: too_few_samples below 2; undefined for a constant table if normalized or angular; constant_units.
/// Schoenemann 1966; Williams et al., "Generalized shape metrics on neural representations", NeurIPS 2021, eqs. 8-10.
struct Procrustes {
  ProcrustesForm form = ProcrustesForm::euclidean;
  bool normalized = false;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("form", self.form, "how the distance is given");
    option("normalized", self.normalized, "scale both centered tables to Frobenius norm 1");
  }

  [[nodiscard]] similarity::Info info() const {
    const bool cosine = normalized || form == ProcrustesForm::angular;
    const bool square = form == ProcrustesForm::squared;
    const double highest = form == ProcrustesForm::angular ? std::acos(0.0) : square ? 2.0 : std::sqrt(2.0);
    return {.id = "procrustes",
            .formula = form == ProcrustesForm::angular ? "arccos(||X'Y||_* / (||X|| ||Y||))"
                                                       : "sqrt(||X||^2 + ||Y||^2 - 2 ||X'Y||_*), or its square",
            .direction = square ? similarity::Direction::squared_distance : similarity::Direction::distance,
            .lowest = 0.0,
            .highest = cosine ? highest : std::numeric_limits<double>::infinity(),
            .x = cosine ? similarity::conformal : similarity::rigid,
            .y = cosine ? similarity::conformal : similarity::rigid,
            .is_metric = !square,
            .centering = "units",
            .cost = "n p q + min(p,q)^2 max(p,q), or n^2 (p + q) + n^3 for p, q > n",
            .alias = alias(),
            .note = "Ding et al. list the square of tables that are not normalized and use normalized ones; anatome halves it",
            .source = "Williams et al. 2021, eqs. 8-10"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const bool cosine_only = normalized || form == ProcrustesForm::angular;
    const similarity::MeasureStatus status = detail::shape_status("Procrustes", x, y, cosine_only);
    if (!has_value(status)) return similarity::no_value(status, x.n_samples());
    const double norm_x = cosine_only ? 1.0 : std::sqrt(x.squared_norm()) * x.scale();
    const double norm_y = cosine_only ? 1.0 : std::sqrt(y.squared_norm()) * y.scale();
    const double gap = norm_x > 0 && norm_y > 0 ? detail::aligned_gap(x, y) : 1.0;
    const double squared = detail::squared_third_side(norm_x, norm_y, gap);
    const double value = form == ProcrustesForm::angular   ? detail::angle_of_gap(gap)
                         : form == ProcrustesForm::squared ? squared
                                                           : std::sqrt(squared);
    return {value, status, x.n_samples(), 0, 0};
  }

 private:
  [[nodiscard]] std::string alias() const {
    if (form == ProcrustesForm::angular) return "procrustes-distance=angular";
    if (normalized) return form == ProcrustesForm::euclidean ? "orthogonal_procrustes_centered_and_normalized" : "";
    return form == ProcrustesForm::euclidean ? "procrustes-distance=euclidean" : "procrustes-distance=squared_euclidean";
  }
};

/// Normalized Bures similarity, ||x'y||_* / (||x||_F ||y||_F) of centered tables = tr((K^1/2 L K^1/2)^1/2) / sqrt(tr K tr L):
/// the cosine of the angular Procrustes distance. Status: as Procrustes, normalized.
/// Tang et al., "Similarity of neural networks with gradients", 2020; Harvey et al. 2023 for the identity.
struct Nbs {
  [[nodiscard]] similarity::Info info() const {
    return {.id = "nbs",
            .formula = "||X'Y||_* / (||X|| ||Y||)",
            .lowest = 0.0,
            .highest = 1.0,
            .x = similarity::conformal,
            .y = similarity::conformal,
            .centering = "units",
            .cost = "as procrustes",
            .alias = "nbs-score",
            .note = "By roots of Gram matrices, as in rsatoolbox and SimIndex, it is good to 1e-8 only",
            .source = "Tang et al. 2020; Harvey et al. 2023"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::shape_status("Nbs", x, y, true);
    if (!has_value(status)) return similarity::no_value(status, x.n_samples());
    return {detail::aligned_overlap(x, y), status, x.n_samples(), 0, 0};
  }
};

/// Bures distance of centered Gram matrices, sqrt(tr K + tr L - 2 tr((K^1/2 L K^1/2)^1/2)), which is the Procrustes distance of
/// the tables, and computed as that. Status: as Procrustes.
struct Bures {
  bool squared = false;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("squared", self.squared, "the square, which rsatoolbox calls bures_metric");
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = procrustes().info();
    info.id = "bures";
    info.formula = "sqrt(tr K + tr L - 2 tr((K^1/2 L K^1/2)^1/2)), or its square";
    info.alias = squared ? "" : "bures_distance";
    info.note = "rsatoolbox's bures_metric is the square, of Gram matrices divided by the number of units";
    info.source = "Bures 1969";
    return info;
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return procrustes().compare(x, y);
  }

 private:
  [[nodiscard]] Procrustes procrustes() const {
    return {.form = squared ? ProcrustesForm::squared : ProcrustesForm::euclidean};
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
