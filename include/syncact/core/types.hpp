#pragma once
/// Vocabulary: the few types every other header speaks in.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Core>
#include <chrono>
#include <concepts>
#include <cstddef>

#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "syncact finds NaN and infinity in data, which -ffast-math and -Ofast forbid; add -fno-finite-math-only after them"
#endif

namespace syncact {

/// Signed size and index; 64 bit wherever the library runs.
using Index = Eigen::Index;
static_assert(sizeof(Index) == 8, "syncact needs 64-bit indices: whole-brain tables pass 2^31 elements");

/// Seconds with a fraction. `0.72s` and `1s` convert, a bare `0.72` does not.
using Seconds = std::chrono::duration<double>;

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

}  // namespace syncact

#include "syncact/core/macros_on.hpp"
