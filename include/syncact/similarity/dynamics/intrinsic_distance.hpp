#pragma once
/// Intrinsic multi-scale distance: how differently heat spreads in two clouds of points.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/core/options.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/representation/neighbours.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

/// Intrinsic multi-scale distance (IMD) of x [sample x p] and y [other sample x q], with h(t) the trace of the heat kernel
/// exp(-tL) over the number of samples and L the normalized Laplacian of the graph in which samples are joined if one is among
/// the k nearest of the other:
///   max over t of exp(-2 (t + 1/t)) |h_x(t) - h_y(t)|,  t in n_scales steps of equal ratio from .1 to 10.
/// From all eigenvalues, where the authors' estimate by random vectors changes from run to run; so n is limited to what n^3
/// allows. Memory: n^2 doubles. Status: as nearest_neighbours. Throws ValueError unless k >= 1 and n_scales >= 2.
/// Tsitsulin et al., "The shape of data: intrinsic distance for data distributions", ICLR 2020, eq. 5 and 6.
struct IntrinsicDistance {
  Index k = 5;
  Index n_scales = 256;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("k", self.k, "nearest neighbours of each sample in the graph");
    option("n_scales", self.n_scales, "values of t from .1 to 10, of equal ratio");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "imd",
            .kind = similarity::Kind::dynamics,
            .formula = "max_t exp(-2 (t + 1/t)) |tr exp(-t L_x) / n_x - tr exp(-t L_y) / n_y|",
            .direction = similarity::Direction::distance,
            .lowest = 0,
            .highest = 1,
            .x = similarity::conformal,
            .y = similarity::conformal,
            .is_metric = true,
            .centering = "none needed: distances",
            .ties = "of equally near samples the lower index",
            .cost = "n^2 p + n^3 for each side",
            .alias = "imd",
            .note =
                "exact; the authors' code estimates the traces by stochastic Lanczos quadrature (its normalize='empty', "
                "msid_mode='max')",
            .source = "Tsitsulin et al., ICLR 2020, eq. 5-6"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    require(n_scales >= 2, "imd", "n_scales must be >= 2", n_scales);
    const auto spectrum_x = spectrum(x), spectrum_y = spectrum(y);
    const Index n = std::min(x.n_samples(), y.n_samples());
    const similarity::MeasureStatus status = similarity::worse(spectrum_x.status, spectrum_y.status);
    if (!similarity::has_value(status)) return similarity::no_value(status, n);
    double largest = 0;
    for (Index i = 0; i < n_scales; ++i) {
      const double t = std::pow(10.0, 2.0 * static_cast<double>(i) / static_cast<double>(n_scales - 1) - 1);
      const double hx = (-t * spectrum_x.value.array()).exp().mean(), hy = (-t * spectrum_y.value.array()).exp().mean();
      largest = std::max(largest, std::exp(-2 * (t + 1 / t)) * std::abs(hx - hy));
    }
    return {largest, status, n, 0, 0};
  }

 private:
  /// Eigenvalues of the normalized Laplacian I - D^-1/2 A D^-1/2. Every sample has a neighbour, so no degree is 0.
  template <class P>
  [[nodiscard]] similarity::Measured<VectorX<double>> spectrum(const P& x) const {
    const auto nearest = representation::nearest_neighbours(x, k, representation::Nearness::euclidean);
    if (!similarity::has_value(nearest.status)) return {{}, nearest.status, x.n_samples(), 0, 0};
    MatrixX<double> joined = MatrixX<double>::Zero(x.n_samples(), x.n_samples());
    for (Index i = 0; i < nearest.value.cols(); ++i) {
      for (Index r = 0; r < k; ++r) joined(i, nearest.value(r, i)) = joined(nearest.value(r, i), i) = 1;
    }
    const VectorX<double> root = joined.colwise().sum().cwiseSqrt().cwiseInverse().transpose();
    joined = -(root.asDiagonal() * joined * root.asDiagonal());
    joined.diagonal().setOnes();
    return {linalg::symmetric_eigen(joined, x.backend()).values, nearest.status, x.n_samples(), 0, 0};
  }
};

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
