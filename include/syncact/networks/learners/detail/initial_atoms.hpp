#pragma once
/// Where learning starts: given atoms, voxels, and noise if need be.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/core/random.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/linalg/self_product.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"

namespace syncact::inline v0_1::networks::learners::detail {

/// Atoms of norm 1 [time x network]: the given ones, then the first candidates that do not repeat an atom (|correlation| <=
/// .999). Where there are fewer different candidates than that, Gaussian noise from `random` fills up.
/// given [time x at most n_networks] are scaled to norm 1; candidates [time x voxel] are not zero. For positive atoms
/// negative values become 0.
template <std::floating_point T>
[[nodiscard]] MatrixX<T> initial_atoms(const MatrixX<double>& given, const linalg::ConstPanel<T>& candidates, Index n_networks,
                                       bool positive, const Random& random) {
  const Index n_times = candidates.rows();
  MatrixX<double> atoms(n_times, n_networks);
  Index n = given.cols();
  if (n > 0) atoms.leftCols(n) = given.colwise().normalized();
  VectorX<double> candidate;
  for (Index i = 0; i < candidates.cols() && n < n_networks; ++i) {
    candidate = candidates.col(i).template cast<double>();
    if (positive) candidate = candidate.cwiseMax(0.0).eval();
    if (!(candidate.squaredNorm() > 0)) continue;
    candidate.normalize();
    if (n > 0 && (atoms.leftCols(n).transpose() * candidate).cwiseAbs().maxCoeff() > 0.999) continue;
    atoms.col(n++) = candidate;
  }
  for (; n < n_networks; ++n) {
    for (Index t = 0; t < n_times; ++t) atoms(t, n) = random.normal(static_cast<std::uint64_t>(n * n_times + t));
    if (positive) {
      atoms.col(n) = atoms.col(n).cwiseAbs().eval();
    } else if (n_times > 1) {
      atoms.col(n).array() -= atoms.col(n).mean();
    }
    atoms.col(n).normalize();
  }
  return atoms.template cast<T>();
}

/// The n leading left singular vectors of voxels [time x voxel], fewer if their rank is lower, from the eigenvectors of X X'
/// [time x time]. Each has the sign that makes the sum of its values on voxels positive; for positive atoms negative values
/// become 0.
template <std::floating_point T, class B, Executor E>
[[nodiscard]] MatrixX<double> leading_courses(const linalg::ConstPanel<T>& voxels, Index n, bool positive, const B& backend,
                                              const E& executor) {
  MatrixX<double> moment = MatrixX<double>::Zero(voxels.rows(), voxels.rows());
  constexpr Index block = 4096;
  for (Index first = 0; first < voxels.cols(); first += block) {
    const MatrixX<double> part = voxels.middleCols(first, std::min(block, voxels.cols() - first)).template cast<double>();
    linalg::add_lower_self_product<double>(part, linalg::Op::none, moment, backend, executor);
  }
  linalg::mirror_lower(moment, executor);
  const linalg::SymmetricEigen eigen = linalg::symmetric_eigen(moment, backend);
  const VectorX<double> sum = voxels.template cast<double>().rowwise().sum();
  MatrixX<double> courses(voxels.rows(), 0);
  for (Index i = eigen.values.size() - 1; i >= 0 && courses.cols() < n; --i) {
    if (!(eigen.values[i] > 1e-10 * eigen.values[eigen.values.size() - 1])) break;
    const double sign = eigen.vectors.col(i).dot(sum) < 0 ? -1 : 1;
    VectorX<double> course = sign * eigen.vectors.col(i);
    if (positive) course = course.cwiseMax(0.0).eval();
    if (!(course.squaredNorm() > 0)) continue;
    courses.conservativeResize(Eigen::NoChange, courses.cols() + 1);
    courses.col(courses.cols() - 1) = course;
  }
  return courses;
}

}  // namespace syncact::inline v0_1::networks::learners::detail

#include "syncact/core/macros_on.hpp"
