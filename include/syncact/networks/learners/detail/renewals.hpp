#pragma once
/// Atoms that learning starts anew.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/linalg/matrix_backend.hpp"
#include "syncact/networks/learners/detail/chunks.hpp"
#include "syncact/networks/learners/detail/common_course.hpp"
#include "syncact/networks/learners/sparse_codes.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// An atom to start anew, and where.
template <std::floating_point T>
struct Renewal {
  Index network;
  VectorX<T> course;  ///< [time], not 0
};

/// [time x voxel] What codes leave of voxels x [time x voxel], those of network `without` (if it is one) left out.
template <std::floating_point T, Executor E>
[[nodiscard]] MatrixX<T> residuals(const MatrixX<T>& atoms, const linalg::ConstPanel<T>& x,
                                   const typename SparseCodes<T>::Batch& codes, const E& executor, Index without = -1) {
  if (codes.ends.empty()) return x;
  MatrixX<T> left(x.rows(), x.cols());
  const std::vector<Chunk> chunks = chunks_of(x.cols());
  executor.bulk(static_cast<Index>(chunks.size()), [&](Index c) {
    const auto [first, n] = nth(chunks, c);
    std::vector<std::int32_t> networks;
    std::vector<T> minus;
    std::size_t at = first > 0 ? nth(codes.ends, first - 1) : 0;
    for (Index v = first; v < first + n; ++v) {
      networks.clear();
      minus.clear();
      for (; at < nth(codes.ends, v); ++at) {
        networks.push_back(static_cast<std::int32_t>(codes.networks[at]));
        minus.push_back(networks.back() == without ? T(0) : -codes.values[at]);
      }
      linalg::SumOfColumns<T>(atoms, networks, minus.data()).add(x.col(v).data(), left.col(v).data());
    }
  });
  return left;
}

/// Each of some dead networks at the voxel explained worst of those left, given what codes leave of voxels x [time x voxel].
template <std::floating_point T>
[[nodiscard]] std::vector<Renewal<T>> at_worst_voxels(const std::vector<Index>& dead, const linalg::ConstPanel<T>& x,
                                                      const MatrixX<T>& residuals) {
  std::vector<Renewal<T>> renewals;
  VectorX<double> error = residuals.template cast<double>().colwise().squaredNorm().transpose();
  for (const Index k : dead) {
    Index worst = 0;
    if (!(error.maxCoeff(&worst) > 0)) break;
    error[worst] = 0;
    renewals.push_back({k, x.col(worst)});
  }
  return renewals;
}

/// The course that half of some voxels have in common in what all atoms but one leave of them, if the other half gains clearly
/// more by it than by that atom; empty if not.
template <std::floating_point T, Executor E>
[[nodiscard]] VectorX<T> better_course(const VectorX<T>& atom, const MatrixX<T>& residuals, const CourseRule& rule,
                                       const E& executor) {
  const Index half = residuals.cols() / 2;
  const VectorX<T> course = common_course<T>(residuals.leftCols(half), rule, executor);
  if (course.size() == 0) return {};
  MatrixX<T> rivals(course.size(), 2);
  rivals << course, atom.normalized();
  const VectorX<double> gains = gains_of<T>(rivals, residuals.rightCols(residuals.cols() - half), rule);
  return gains[0] > 1.2 * gains[1] ? course : VectorX<T>();
}

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
