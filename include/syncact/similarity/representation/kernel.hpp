#pragma once
/// Kernels between samples, and the sums over pairs of kernel matrices that HSIC, CKA and distance correlation are made of.
#include "syncact/core/macros_off.hpp"

#include <array>

#include "syncact/core/options.hpp"
#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// Similarity of two samples.
enum class Kernel : unsigned char {
  linear,   ///< x_i' x_j
  rbf,      ///< exp(-||x_i - x_j||^2 / (2 s^2))
  laplace,  ///< exp(-||x_i - x_j|| / s)
};
constexpr auto choices(Kernel) {
  return std::array{Choice{"linear", Kernel::linear}, Choice{"rbf", Kernel::rbf}, Choice{"laplace", Kernel::laplace}};
}

/// What s is, for the kernels of distance.
enum class Bandwidth : unsigned char {
  absolute,            ///< s = sigma, in the units of the data: not invariant to scale
  median_all,          ///< s^2 = sigma^2 times the median of all n^2 squared distances, those of samples to themselves included
  median_offdiagonal,  ///< s^2 = sigma^2 times the median of the squared distances between different samples
};
constexpr auto choices(Bandwidth) {
  return std::array{Choice{"absolute", Bandwidth::absolute}, Choice{"median_all", Bandwidth::median_all},
                    Choice{"median_offdiagonal", Bandwidth::median_offdiagonal}};
}

namespace detail {

/// A kernel matrix [sample x sample] and what is needed of it again and again.
struct KernelMatrix {
  MatrixX<double> entries;
  VectorX<double> diagonal;
  double squared_norm = 0.0;
};

[[nodiscard]] inline KernelMatrix kernel_matrix(MatrixX<double> k) {
  KernelMatrix result{std::move(k), {}, 0.0};
  result.diagonal = result.entries.diagonal();
  result.squared_norm = result.entries.squaredNorm();
  return result;
}

/// <k, l> of two symmetric matrices, from their lower triangles: half the memory to read.
[[nodiscard]] inline double symmetric_dot(const MatrixX<double>& k, const MatrixX<double>& l) {
  double below = 0.0;
  for (Index j = 0; j < k.cols(); ++j) {
    const Index left = k.rows() - j - 1;
    below += k.col(j).tail(left).dot(l.col(j).tail(left));
  }
  return 2 * below + k.diagonal().dot(l.diagonal());
}

/// The median of squared distances that a rule speaks of; of an even number the mean of the two in the middle.
[[nodiscard]] inline double median_distance(const MatrixX<double>& squared_distances, Bandwidth rule) {
  const Index n = squared_distances.rows();
  std::vector<double> d;
  for (Index j = 0; j < n; ++j) {
    for (Index i = rule == Bandwidth::median_all ? 0 : j + 1; i < n; ++i) d.push_back(squared_distances(i, j));
  }
  if (d.empty()) return 0.0;
  const auto middle = d.begin() + static_cast<std::ptrdiff_t>(d.size() / 2);
  std::nth_element(d.begin(), middle, d.end());
  return d.size() % 2 == 1 ? *middle : (*middle + *std::max_element(d.begin(), middle)) / 2;
}

/// A kernel of distance of x, not centered; empty if the median of its distances is 0. With `up_to_a_constant` a wide kernel,
/// whose entries are nearly 1, comes minus 1, to all its digits: a centering that follows takes any constant off.
template <class P>
[[nodiscard]] MatrixX<double> distance_kernel(const P& x, Kernel kernel, Bandwidth rule, double sigma, bool up_to_a_constant) {
  const MatrixX<double>& d = x.squared_distances();
  const double unit = rule == Bandwidth::absolute ? 1 / (x.scale() * x.scale()) : median_distance(d, rule);
  if (!(unit > 0)) return {};
  MatrixX<double> exponent = kernel == Kernel::laplace ? MatrixX<double>(d.array().sqrt() * (-1 / (sigma * std::sqrt(unit))))
                                                       : MatrixX<double>(d.array() * (-0.5 / (sigma * sigma * unit)));
  if (up_to_a_constant && exponent.mean() > -0.5) return exponent.unaryExpr([](double e) { return std::expm1(e); });
  return exponent.array().exp();
}

/// k without its diagonal, U-centered: k_ij - s_i / (n-2) - s_j / (n-2) + s / ((n-1)(n-2)), s_i the sums of rows and s that of
/// all, and zero on the diagonal. <k, l> / (n (n-3)) of two such matrices is Song's debiased HSIC, and never sees a diagonal
/// whose rounding would drown the pairs of a narrow kernel. Szekely & Rizzo, Ann. Statist. 42 (2014) 2382, definition 2.
[[nodiscard]] inline MatrixX<double> u_centered(MatrixX<double> k) {
  k.diagonal().setZero();
  const auto n = static_cast<double>(k.rows());
  const VectorX<double> mean = k.colwise().sum().transpose() / (n - 2);
  const double grand = mean.sum() / (n - 1);
  for (Index j = 0; j < k.cols(); ++j) k.col(j).array() -= (mean.array() + mean[j]) - grand;
  k.diagonal().setZero();
  return k;
}

/// Sums over a pair of centered kernel matrices K and L: all that the estimators below need.
struct KernelSums {
  Index n = 0;
  double xy = 0.0, xx = 0.0, yy = 0.0;                             ///< <K, L>, <K, K>, <L, L>
  double diagonal_xy = 0.0, diagonal_xx = 0.0, diagonal_yy = 0.0;  ///< the part of them on the diagonals
  double trace_x = 0.0, trace_y = 0.0;
};

[[nodiscard]] inline KernelSums kernel_sums(const KernelMatrix& k, const KernelMatrix& l) {
  return {k.entries.rows(),
          symmetric_dot(k.entries, l.entries),
          k.squared_norm,
          l.squared_norm,
          k.diagonal.dot(l.diagonal),
          k.diagonal.squaredNorm(),
          l.diagonal.squaredNorm(),
          k.diagonal.sum(),
          l.diagonal.sum()};
}

/// <x x', y y'> of the centered tables: ||x'y||^2 by units where both are narrow tables, else by their Gram matrices.
template <class P>
[[nodiscard]] double gram_dot(const P& x, const P& y) {
  if constexpr (requires { x.centered(); }) {
    if (x.narrow() && y.narrow())
      return linalg::cross<double>(x.centered(), y.centered(), x.backend(), x.executor()).squaredNorm();
  }
  return symmetric_dot(x.gram(), y.gram());
}

/// Of the linear kernel, from what the tables keep.
template <class P>
[[nodiscard]] KernelSums linear_sums(const P& x, const P& y) {
  const VectorX<double>&k = x.row_squared_norms(), &l = y.row_squared_norms();
  return {x.n_samples(),         gram_dot(x, y), x.gram_squared_norm(),
          y.gram_squared_norm(), k.dot(l),       k.squaredNorm(),
          l.squaredNorm(),       k.sum(),        l.sum()};
}

}  // namespace detail

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
