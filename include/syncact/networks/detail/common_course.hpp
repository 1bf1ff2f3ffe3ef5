#pragma once
/// What voxels have in common that some atoms do not explain.
#include <algorithm>
#include <cmath>

#include "syncact/core/types.hpp"

namespace syncact::networks::detail {

/// What an atom may be, and what its use costs.
struct CourseRule {
  double alpha;          ///< of the lasso
  bool positive_codes;   ///< codes >= 0
  bool positive_course;  ///< values over time >= 0
};

/// The codes that the lasso gives residuals [time x voxel] in one atom of norm 1.
template <std::floating_point T>
[[nodiscard]] VectorX<T> codes_in(const VectorX<T>& course, const Eigen::Ref<const MatrixX<T>>& residuals,
                                  const CourseRule& rule) {
  VectorX<T> codes = residuals.transpose() * course;
  for (T& c : codes) {
    const T size = std::max((rule.positive_codes ? c : std::abs(c)) - static_cast<T>(rule.alpha), T(0));
    c = c < 0 ? -size : size;
  }
  return codes;
}

/// By how much one atom lowers the objective of residuals, summed over voxels: half the squares of its codes.
template <std::floating_point T>
[[nodiscard]] double gain_of(const VectorX<T>& course, const Eigen::Ref<const MatrixX<T>>& residuals, const CourseRule& rule) {
  return 0.5 * codes_in<T>(course, residuals, rule).template cast<double>().squaredNorm();
}

/// The course of norm 1 that gains most on residuals, as far as power steps from the voxels left worst find it; empty if none
/// gains anything.
template <std::floating_point T>
[[nodiscard]] VectorX<T> common_course(const Eigen::Ref<const MatrixX<T>>& residuals, const CourseRule& rule) {
  constexpr int n_starts = 4, n_steps = 6;
  VectorX<T> size = residuals.colwise().squaredNorm().transpose(), best;
  double most = 0;
  for (int start = 0; start < std::min<Index>(n_starts, residuals.cols()); ++start) {
    Index worst = 0;
    size.maxCoeff(&worst);
    size[worst] = 0;
    VectorX<T> course = residuals.col(worst);
    for (int step = 0; step <= n_steps; ++step) {
      if (step > 0) course = (residuals * codes_in<T>(course, residuals, rule)).eval();
      if (rule.positive_course) course = course.cwiseMax(T(0)).eval();
      if (!(course.squaredNorm() > 0)) break;
      course.normalize();
    }
    const double gain = gain_of<T>(course, residuals, rule);
    if (gain > most) best = course, most = gain;
  }
  return best;
}

}  // namespace syncact::networks::detail
