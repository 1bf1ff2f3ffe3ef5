#pragma once
/// Coupling of the phases of two series.
#include "syncact/core/macros_off.hpp"

#include <array>

#include "syncact/core/options.hpp"
#include "syncact/numeric/fft.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"

namespace syncact::inline v0_1::similarity::series {

/// Statistics of the phase difference d = phase a - phase b over n time points.
enum class PhaseIndex : unsigned char {
  plv,   ///< phase-locking value |mean exp(i d)|; biased upwards, about 1/sqrt(n) for unrelated phases
  ppc,   ///< pairwise phase consistency (n plv^2 - 1) / (n - 1): plv^2 without its bias, may be negative
  pli,   ///< phase-lag index |mean sign(sin d)|: blind to what is shared without delay
  wpli,  ///< weighted by |Im|: |mean Im| / mean |Im|, Im = Im(a conj b) of the analytic signals
};
constexpr auto choices(PhaseIndex) {
  return std::array{Choice{"plv", PhaseIndex::plv}, Choice{"ppc", PhaseIndex::ppc}, Choice{"pli", PhaseIndex::pli},
                    Choice{"wpli", PhaseIndex::wpli}};
}

namespace detail {

/// The analytic signal [time] of a series: its spectrum with negative frequencies removed and positive ones doubled.
[[nodiscard]] inline Eigen::VectorXcd analytic_signal(const VectorX<double>& centered) {
  const Index n = centered.size();
  const numeric::Fft fft(n);
  Eigen::VectorXcd x = centered.cast<numeric::Fft::Complex>();
  const std::span<numeric::Fft::Complex> span(x.data(), as_size(n));
  fft.forward(span);
  for (Index k = 1; k < n; ++k) {
    if (2 * k < n) x[k] *= 2.0;
    if (2 * k > n) x[k] = 0.0;
  }
  fft.inverse(span);
  return x;
}

/// Sums over the time points at which both amplitudes are above rounding.
struct PhaseSums {
  numeric::Fft::Complex phasor = 0;  ///< exp(i d)
  double sign = 0, imaginary = 0, absolute = 0;
  Index n = 0;
};

[[nodiscard]] inline PhaseSums phase_sums(const Eigen::VectorXcd& a, const Eigen::VectorXcd& b) {
  const double rounding = 64 * std::numeric_limits<double>::epsilon();
  const double top_a = a.cwiseAbs().maxCoeff(), top_b = b.cwiseAbs().maxCoeff();
  PhaseSums sums;
  for (Index t = 0; t < a.size(); ++t) {
    const double size_a = std::abs(a[t]), size_b = std::abs(b[t]);
    if (size_a <= rounding * top_a || size_b <= rounding * top_b) continue;
    const numeric::Fft::Complex product = a[t] * std::conj(b[t]);
    const bool aligned = std::abs(product.imag()) <= rounding * (size_a * top_b + top_a * size_b);
    const double imaginary = aligned ? 0.0 : product.imag();
    sums.phasor += product / (size_a * size_b);
    sums.sign += static_cast<double>((imaginary > 0) - (imaginary < 0));
    sums.imaginary += imaginary;
    sums.absolute += std::abs(imaginary);
    ++sums.n;
  }
  return sums;
}

}  // namespace detail

/// Phase synchrony of two series, phases from the analytic signal (FFT Hilbert transform) of the centered series, all time
/// points. The phase of a broad-band series means little: filter first. Ends wrap around: leave margins out.
/// Statuses: undefined for a constant series, and for wpli if all phase differences are 0 or pi.
/// Lachaux et al., Hum. Brain Mapp. 8 (1999) 194; Stam et al., Hum. Brain Mapp. 28 (2007) 1178; Vinck et al., NeuroImage 51
/// (2010) 112 (ppc) and 55 (2011) 1548 (wpli).
struct PhaseSynchrony {
  PhaseIndex index = PhaseIndex::plv;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("index", self.index, "statistic of the phase difference");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "phase_synchrony",
            .kind = similarity::Kind::time_series,
            .formula = formula(),
            .lowest = index == PhaseIndex::ppc ? -1.0 : 0.0,
            .highest = 1,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .centering = "each series minus its mean",
            .ties = "an imaginary part within rounding is zero",
            .cost = "n log n",
            .source = "Lachaux 1999; Stam 2007; Vinck 2010, 2011"};
  }

  /// Throws ShapeError unless the lengths agree.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    const detail::UnitPair unit = detail::unit_pair("PhaseSynchrony", a, b, 3);
    if (!unit.ok()) return similarity::no_value(unit.status, unit.n());
    const detail::PhaseSums sums = detail::phase_sums(detail::analytic_signal(unit.a), detail::analytic_signal(unit.b));
    const auto n = static_cast<double>(sums.n);
    if (sums.n < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, sums.n);
    const double plv = std::min(1.0, std::abs(sums.phasor) / n);
    switch (index) {
      case PhaseIndex::plv:
        return detail::value(plv, sums.n);
      case PhaseIndex::ppc:
        return detail::value((n * plv * plv - 1) / (n - 1), sums.n);
      case PhaseIndex::pli:
        return detail::value(std::abs(sums.sign) / n, sums.n);
      case PhaseIndex::wpli:
        if (sums.absolute > 0) return detail::value(std::abs(sums.imaginary) / sums.absolute, sums.n);
    }
    return similarity::no_value(similarity::MeasureStatus::undefined, sums.n);
  }

 private:
  [[nodiscard]] std::string_view formula() const {
    switch (index) {
      case PhaseIndex::plv:
        return "|mean exp(i d)|, d = phase a - phase b";
      case PhaseIndex::ppc:
        return "(n |mean exp(i d)|^2 - 1) / (n - 1), d = phase a - phase b";
      case PhaseIndex::pli:
        return "|mean sign(sin d)|, d = phase a - phase b";
      case PhaseIndex::wpli:
        return "|mean Im(a conj b)| / mean |Im(a conj b)| of the analytic signals";
    }
    return "";
  }
};

static_assert(ScalarSeriesMeasure<PhaseSynchrony>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
