#pragma once
/// The norm of a difference of distance matrices.
#include "syncact/core/macros_off.hpp"

#include <array>

#include "syncact/linalg/symmetric_eigen.hpp"
#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation {

enum class RsmNorm : unsigned char {
  frobenius,  ///< of the whole matrix
  upper_l2,   ///< of the pairs of different samples, each once: Frobenius / sqrt 2
  spectral,   ///< the largest absolute eigenvalue: what ReSi computes
};
constexpr auto choices(RsmNorm) {
  return std::array{Choice{"frobenius", RsmNorm::frobenius}, Choice{"upper_l2", RsmNorm::upper_l2},
                    Choice{"spectral", RsmNorm::spectral}};
}

/// ||Dx - Dy|| of the matrices of Euclidean distances between samples. Status: too_few_samples below 2; constant_units.
/// Shahbazi et al. 2021; Klabunde et al., "Similarity of neural network models", 2023, section 3.3.
struct RsmNormDifference {
  RsmNorm norm = RsmNorm::upper_l2;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("norm", self.norm, "the norm of the difference");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "rsm_norm_difference",
            .formula = "||Dx - Dy||, D_ij = ||x_i - x_j||",
            .direction = similarity::Direction::distance,
            .lowest = 0.0,
            .x = similarity::rigid,
            .y = similarity::rigid,
            .is_metric = true,
            .centering = "none needed",
            .cost = "n^2 (p + q), + n^3 for spectral",
            .alias = "rsm_norm_difference",
            .note = "The paper means upper_l2; ReSi passes a square matrix to a vector norm and gets the spectral one",
            .source = "Klabunde et al. 2023"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::common_status("RsmNormDifference", x, y);
    if (x.n_samples() < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, x.n_samples());
    const MatrixX<double> difference =
        x.squared_distances().cwiseSqrt() * x.scale() - y.squared_distances().cwiseSqrt() * y.scale();
    double value = 0.0;
    if (norm == RsmNorm::spectral) {
      value = linalg::symmetric_eigen(difference, x.backend()).values.cwiseAbs().maxCoeff();
    } else {
      value = difference.norm() / (norm == RsmNorm::upper_l2 ? std::sqrt(2.0) : 1.0);
    }
    return {value, status, x.n_samples(), 0, 0};
  }
};

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
