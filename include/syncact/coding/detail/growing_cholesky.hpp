#pragma once
/// The Cholesky factor of a matrix that gains and loses rows.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Core>
#include <cmath>
#include <concepts>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::coding::detail {

/// L L' = G_SS for a list S of atoms, computed in T. Golub & Van Loan, "Matrix computations" (2013), section 6.5.
template <std::floating_point T>
class GrowingCholesky {
  [[nodiscard]] auto lower() const { return factor_.topLeftCorner(n_, n_).template triangularView<Eigen::Lower>(); }

 public:
  explicit GrowingCholesky(Index most) : factor_(most, most) {}

  [[nodiscard]] Index size() const { return n_; }
  void clear() { n_ = 0; }

  /// Adds an atom whose inner products with those of S are `column`, and with itself `square`. False, and nothing is
  /// added, if it is a combination of them up to `smallest` of its square.
  bool append(const Eigen::Ref<const VectorX<T>>& column, T square, T smallest) {
    VectorX<T> row = column;
    lower().solveInPlace(row);
    const T pivot = square - row.squaredNorm();
    if (!(pivot > smallest * square)) return false;
    factor_.row(n_).head(n_) = row.transpose();
    factor_(n_, n_) = std::sqrt(pivot);
    ++n_;
    return true;
  }

  /// Removes atom i of S by plane rotations of the columns behind it.
  void remove(Index i) {
    for (Index r = i + 1; r < n_; ++r) factor_.row(r - 1).head(r + 1) = factor_.row(r).head(r + 1).eval();
    --n_;
    for (Index c = i; c < n_; ++c) {
      const T length = std::hypot(factor_(c, c), factor_(c, c + 1));
      const T cosine = factor_(c, c) / length, sine = factor_(c, c + 1) / length;
      for (Index r = c; r < n_; ++r) {
        const T x = factor_(r, c), y = factor_(r, c + 1);
        factor_(r, c) = cosine * x + sine * y;
        factor_(r, c + 1) = cosine * y - sine * x;
      }
    }
  }

  /// Solves G_SS x = b in place.
  void solve(Eigen::Ref<VectorX<T>> b) const {
    lower().solveInPlace(b);
    factor_.topLeftCorner(n_, n_).transpose().template triangularView<Eigen::Upper>().solveInPlace(b);
  }

 private:
  Index n_ = 0;
  MatrixX<T> factor_;
};

}  // namespace syncact::inline v0_1::coding::detail

#include "syncact/core/macros_on.hpp"
