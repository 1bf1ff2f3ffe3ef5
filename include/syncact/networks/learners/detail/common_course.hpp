#pragma once
/// What voxels have in common that some atoms do not explain.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/linalg/dot_products.hpp"
#include "syncact/linalg/positions_where.hpp"
#include "syncact/linalg/sum_of_columns.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// What an atom may be, and what its use costs.
struct CourseRule {
  double alpha;          ///< of the lasso
  bool positive_codes;   ///< codes >= 0
  bool positive_course;  ///< values over time >= 0
};

/// The codes [voxel x course] that the lasso gives residuals [time x voxel] in each of some courses [time x course] of norm 1,
/// as if it were the only atom.
template <std::floating_point T>
[[nodiscard]] MatrixX<T> codes_in(const MatrixX<T>& courses, const linalg::ConstPanel<T>& residuals, const CourseRule& rule) {
  MatrixX<T> codes(residuals.cols(), courses.cols());
  for (Index k = 0; k < courses.cols(); ++k) {
    linalg::dot_products<T>(courses.col(k).data(), residuals, codes.col(k).data());
  }
  for (T& c : codes.reshaped()) {
    const T size = std::max((rule.positive_codes ? c : std::abs(c)) - static_cast<T>(rule.alpha), T(0));
    c = c < 0 ? -size : size;
  }
  return codes;
}

/// By how much each course, as an atom, lowers the objective of residuals, summed over voxels: half the squares of its codes.
template <std::floating_point T>
[[nodiscard]] VectorX<double> gains_of(const MatrixX<T>& courses, const linalg::ConstPanel<T>& residuals,
                                       const CourseRule& rule) {
  return 0.5 * codes_in<T>(courses, residuals, rule).template cast<double>().colwise().squaredNorm().transpose();
}

/// One power step: what voxels have in common, each by its code. Voxels are cut in two, whatever the executor.
template <std::floating_point T, Executor E>
[[nodiscard]] MatrixX<T> power_step(const MatrixX<T>& courses, const linalg::ConstPanel<T>& residuals, const CourseRule& rule,
                                    const E& executor) {
  std::array<MatrixX<T>, 2> sums;
  executor.bulk(2, [&](Index i) {
    const auto half = i == 0 ? residuals.leftCols(residuals.cols() / 2) : residuals.rightCols((residuals.cols() + 1) / 2);
    const MatrixX<T> codes = codes_in<T>(courses, half, rule);
    MatrixX<T>& sum = nth(sums, i);
    sum.resize(courses.rows(), courses.cols());
    std::vector<std::int32_t> voxels(as_size(codes.rows() + 4));
    std::vector<T> weights(voxels.size());
    for (Index k = 0; k < courses.cols(); ++k) {
      const T* const code = codes.col(k).data();
      const auto used = [code](auto at) __attribute__((always_inline)) { return at(code) != 0; };
      const Index n = linalg::positions_where<T>(codes.rows(), used, voxels.data());
      const auto users = std::span(std::as_const(voxels)).first(as_size(n));
      std::ranges::transform(users, weights.begin(), [code](std::int32_t v) { return code[v]; });
      linalg::SumOfColumns<T>(half, users, weights.data()).add(nullptr, sum.col(k).data());
    }
  });
  return sums[0] + sums[1];
}

/// The course of norm 1 that gains most on residuals, as far as power steps from the voxels left worst find it; empty if none
/// gains anything.
template <std::floating_point T, Executor E>
[[nodiscard]] VectorX<T> common_course(const linalg::ConstPanel<T>& residuals, const CourseRule& rule, const E& executor) {
  constexpr Index n_starts = 4, n_steps = 6;
  VectorX<T> size = residuals.colwise().squaredNorm().transpose();
  MatrixX<T> courses(residuals.rows(), std::min(n_starts, residuals.cols()));
  for (Index start = 0; start < courses.cols(); ++start) {
    Index worst = 0;
    size.maxCoeff(&worst);
    size[worst] = 0;
    courses.col(start) = residuals.col(worst);
  }
  for (int step = 0; step <= n_steps; ++step) {
    if (step > 0) courses = power_step<T>(courses, residuals, rule, executor);
    if (rule.positive_course) courses = courses.cwiseMax(T(0)).eval();
    courses.colwise().normalize();  // what is 0 stays 0
  }
  Index best = 0;
  if (courses.cols() == 0 || !(gains_of<T>(courses, residuals, rule).maxCoeff(&best) > 0)) return {};
  return courses.col(best);
}

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
