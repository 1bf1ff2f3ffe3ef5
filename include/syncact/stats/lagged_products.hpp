#pragma once
/// Sums of products of two series at all lags at once.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/numeric/fft.hpp"

namespace syncact::inline v0_1::stats {

/// Fourier transforms of series of n time points with enough zeros behind them that no lag wraps around.
class LaggedProducts {
 public:
  using Spectrum = std::vector<numeric::Fft::Complex>;

  /// Throws ValueError unless n >= 1.
  explicit LaggedProducts(Index n) : n_(n), fft_(padded(n)) {}

  [[nodiscard]] Index n_times() const { return n_; }

  /// The transform of one series [time], to be used with any other. Throws ShapeError unless it has n time points.
  [[nodiscard]] Spectrum spectrum(const Eigen::Ref<const VectorX<double>>& series) const {
    require_extent("LaggedProducts", "number of time points", n_, series.size());
    Spectrum x(as_size(fft_.size()));
    for (Index t = 0; t < n_; ++t) nth(x, t) = series[t];
    fft_.forward(x);
    return x;
  }

  /// [lag] sum_t a_t b_{t+l} for l = -(n-1) .. n-1, lag l at n - 1 + l. Rounding is about eps ||a|| ||b|| at every lag.
  [[nodiscard]] VectorX<double> operator()(const Spectrum& a, const Spectrum& b) const {
    Spectrum x(a.size());
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = std::conj(a[k]) * b[k];
    fft_.inverse(x);
    VectorX<double> sums(2 * n_ - 1);
    for (Index l = 0; l < n_; ++l) sums[n_ - 1 + l] = nth(x, l).real();
    for (Index l = 1; l < n_; ++l) sums[n_ - 1 - l] = x[x.size() - as_size(l)].real();
    return sums;
  }

 private:
  static Index padded(Index n) {
    Index size = 1;
    while (size < 2 * n - 1) size *= 2;
    return size;
  }

  Index n_;
  numeric::Fft fft_;
};

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
