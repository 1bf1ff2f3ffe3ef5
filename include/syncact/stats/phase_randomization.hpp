#pragma once
/// The phase-randomization null.
#include "syncact/core/macros_off.hpp"

#include <string_view>

#include "syncact/core/nth.hpp"
#include "syncact/numeric/fft.hpp"
#include "syncact/stats/null_model.hpp"

namespace syncact::inline v0_1::stats {

/// Turns the phase of every frequency of every run at random, by the same angle in all signals: spectrum bin m of a run of
/// n scans is multiplied by exp(i phi_m), m = 1 .. ceil(n/2)-1; the mean and, for even n, the Nyquist bin stay.
/// What it keeps: mean, variance, circular autocorrelation, covariance among signals. What it does not keep: the
/// distribution of values (they tend to a Gaussian). What it assumes: stationarity within a run.
/// Prichard & Theiler, Phys. Rev. Lett. 73 (1994) 951.
struct PhaseRandomization {
  [[nodiscard]] std::string_view name() const { return "phase randomization within runs"; }

  /// Throws ShapeError unless series and scans have the same time points.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> scramble(const SeriesView<T>& series, const Timeline& scans, const Random& random) const {
    require_same_times("PhaseRandomization", "series", series.n_times(), "scans", scans.size());
    MatrixX<T> out(series.n_times(), series.n_signals());
    Index begin = 0;
    for (const Run& run : scans.runs()) {
      std::vector<double> phases;
      for (Index m = 1; 2 * m < run.n; ++m) {
        phases.push_back(2 * std::numbers::pi * random.uniform(static_cast<std::uint64_t>(begin + m)));
      }
      turn_phases(series.times(begin, run.n), phases, out, begin);
      begin += run.n;
    }
    return out;
  }

  /// Turns bin m of every signal by phases[m-1] and writes the run to rows [begin, begin + n) of out.
  template <std::floating_point T>
  static void turn_phases(const SeriesView<T>& run, const std::vector<double>& phases, MatrixX<T>& out, Index begin) {
    const Index n = run.n_times();
    const numeric::Fft fft(n);
    std::vector<numeric::Fft::Complex> x(as_size(n)), turns;
    for (const double phase : phases) turns.emplace_back(std::cos(phase), std::sin(phase));
    // Two real signals travel as one complex one: the turn is the same for both, so they need not be separated.
    for (Index i = 0; i < run.n_signals(); i += 2) {
      const bool pair = i + 1 < run.n_signals();
      for (Index t = 0; t < n; ++t) {
        nth(x, t) = {static_cast<double>(run(t, i)), pair ? static_cast<double>(run(t, i + 1)) : 0.0};
      }
      fft.forward(x);
      for (std::size_t m = 1; m <= turns.size(); ++m) {
        x[m] *= turns[m - 1];
        x[x.size() - m] *= std::conj(turns[m - 1]);
      }
      fft.inverse(x);
      for (Index t = 0; t < n; ++t) {
        out(begin + t, i) = static_cast<T>(nth(x, t).real());
        if (pair) out(begin + t, i + 1) = static_cast<T>(nth(x, t).imag());
      }
    }
  }
};

template <>
inline constexpr bool is_isometry<PhaseRandomization> = true;

static_assert(NullModel<PhaseRandomization, float> && NullModel<PhaseRandomization, double>);

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
