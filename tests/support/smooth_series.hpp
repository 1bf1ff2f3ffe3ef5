#pragma once
/// Random series with the temporal smoothness of fMRI, and planted neurons that follow them.
#include <array>
#include <cmath>

#include "syncact/core/random.hpp"
#include "syncact/core/types.hpp"

namespace syncact::test {

/// Independent standard normal numbers, one stream per signal.
inline MatrixX<double> white_noise(Index n_times, Index n_signals, std::uint64_t seed) {
  MatrixX<double> table(n_times, n_signals);
  for (Index i = 0; i < n_signals; ++i) {
    const Random random(seed, static_cast<std::uint64_t>(i));
    for (Index t = 0; t < n_times; ++t) table(t, i) = random.normal(static_cast<std::uint64_t>(t));
  }
  return table;
}

/// Every column convolved with the double-gamma response g(t;6) - g(t;16)/6 sampled at a TR of 1 s, 0 .. 32 s.
inline MatrixX<double> hrf_smoothed(const MatrixX<double>& table) {
  std::array<double, 33> kernel{};
  for (int t = 1; t <= 32; ++t) {
    const double s = t;
    kernel[static_cast<std::size_t>(t)] =
        std::exp(5 * std::log(s) - s - std::lgamma(6.0)) - std::exp(15 * std::log(s) - s - std::lgamma(16.0)) / 6;
  }
  MatrixX<double> out = MatrixX<double>::Zero(table.rows(), table.cols());
  for (Index i = 0; i < table.cols(); ++i) {
    for (Index lag = 1; lag <= 32 && lag < table.rows(); ++lag) {
      out.col(i).tail(table.rows() - lag) += kernel[static_cast<std::size_t>(lag)] * table.col(i).head(table.rows() - lag);
    }
  }
  return out;
}

/// AR(1) noise of coefficient rho, convolved with the HRF, without the transient at the start.
inline MatrixX<double> hrf_noise(Index n_times, Index n_signals, double rho, std::uint64_t seed) {
  constexpr Index lead = 80;
  MatrixX<double> table = white_noise(n_times + lead, n_signals, seed);
  for (Index t = 1; t < table.rows(); ++t) table.row(t) += rho * table.row(t - 1);
  return hrf_smoothed(table).bottomRows(n_times);
}

/// `weight` * normalized source + sqrt(1 - weight^2) * normalized noise: correlates with the source at about `weight`.
inline VectorX<double> mix(const VectorX<double>& source, const VectorX<double>& noise, double weight) {
  const VectorX<double> a = (source.array() - source.mean()).matrix().normalized();
  const VectorX<double> b = (noise.array() - noise.mean()).matrix().normalized();
  return weight * a + std::sqrt(1 - weight * weight) * b;
}

}  // namespace syncact::test
