#pragma once
/// Vocabulary: the few types every other header speaks in.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Core>
#include <concepts>

#include "syncact/core/index.hpp"

namespace syncact::inline v0_1 {

static_assert(std::same_as<Index, Eigen::Index>, "EIGEN_DEFAULT_DENSE_INDEX_TYPE must stay std::ptrdiff_t");

/// [time x signal], column-major: each signal is contiguous in time.
template <std::floating_point T>
using MatrixX = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// [time x signal] or [row x column], row-major: the order of npy files and of NIfTI volumes.
template <std::floating_point T>
using RowMatrixX = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <std::floating_point T>
using VectorX = Eigen::Matrix<T, Eigen::Dynamic, 1>;

/// How an iteration ended. Not converging is a value, not an exception.
struct Convergence {
  bool converged = false;
  Index iterations = 0;
  double residual = 0.0;  ///< what the algorithm drives to zero; its documentation says which quantity
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
