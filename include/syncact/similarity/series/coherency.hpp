#pragma once
/// Coupling of two series by frequency.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <optional>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/numeric/fft.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"

namespace syncact::inline v0_1::similarity::series {

/// What of the coherency C = Sab / sqrt(Saa Sbb) is asked for.
enum class CoherencyPart : unsigned char {
  magnitude_squared,  ///< |C|^2, "coherence": blind to the phase, so blind to lags well below the segment
  imaginary           ///< Im C: zero for anything that is shared without delay, positive if a leads
};
constexpr auto choices(CoherencyPart) {
  return std::array{Choice{"magnitude_squared", CoherencyPart::magnitude_squared},
                    Choice{"imaginary", CoherencyPart::imaginary}};
}

namespace detail {

/// Welch's averages over segments: [bin] power of both, and the cross spectrum conj(A) B.
struct CrossSpectra {
  VectorX<double> aa, bb;
  Eigen::VectorXcd ab;
  Index n_segments = 0;
};

/// Segments of `length` points every `step`, each minus its mean, times a periodic Hann window.
[[nodiscard]] inline CrossSpectra welch(const VectorX<double>& a, const VectorX<double>& b, Index length, Index step) {
  using numeric::Fft;
  const Fft fft(length);
  const Index n_bins = length / 2 + 1;
  CrossSpectra s{VectorX<double>::Zero(n_bins), VectorX<double>::Zero(n_bins), Eigen::VectorXcd::Zero(n_bins), 0};
  std::vector<Fft::Complex> x(as_size(length));
  for (Index begin = 0; begin + length <= a.size(); begin += step, ++s.n_segments) {
    const double mean_a = a.segment(begin, length).mean(), mean_b = b.segment(begin, length).mean();
    for (Index t = 0; t < length; ++t) {
      const double hann = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(t) / static_cast<double>(length));
      nth(x, t) = {hann * (a[begin + t] - mean_a), hann * (b[begin + t] - mean_b)};
    }
    fft.forward(x);
    for (Index k = 0; k < n_bins; ++k) {  // two real series travelled as one complex one
      const Fft::Complex plus = nth(x, k);
      const Fft::Complex minus = std::conj(nth(x, (length - k) % length));
      const Fft::Complex at = 0.5 * (plus + minus), bt = Fft::Complex(0, -0.5) * (plus - minus);
      s.aa[k] += std::norm(at);
      s.bb[k] += std::norm(bt);
      s.ab[k] += std::conj(at) * bt;
    }
  }
  return s;
}

}  // namespace detail

/// [bin] Coherence or imaginary coherency by Welch's method: periodic Hann window, mean of each segment removed. Bin k is the
/// frequency k / (segment * TR). Bin 0 holds only what the window leaks. A bin without power in one series is NaN, with the
/// status constant_units. One segment makes coherence 1 whatever the data are: the status is saturated.
/// Welch, IEEE Trans. Audio Electroacoust. 15 (1967) 70; Nolte et al., Clin. Neurophysiol. 115 (2004) 2292, equation 2.
struct Coherency {
  CoherencyPart part = CoherencyPart::magnitude_squared;
  Index segment = 16;               ///< time points
  Index overlap = 8;                ///< time points shared by neighbouring segments
  Index first_bin = 0;              ///< of those reported
  std::optional<Index> last_bin{};  ///< segment / 2 if not given

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("part", self.part, "squared magnitude (coherence) or imaginary part");
    option("segment", self.segment, "length of a segment, in time points");
    option("overlap", self.overlap, "time points that neighbouring segments share");
    option("first_bin", self.first_bin, "first frequency bin reported");
    option("last_bin", self.last_bin, "last frequency bin reported; segment / 2 if none");
  }

  [[nodiscard]] similarity::Info info() const {
    const bool squared = part == CoherencyPart::magnitude_squared;
    return {.id = "coherency",
            .kind = similarity::Kind::time_series,
            .formula = squared ? "|<conj(A) B>|^2 / (<|A|^2> <|B|^2>) per bin, means over segments"
                               : "Im <conj(A) B> / sqrt(<|A|^2> <|B|^2>) per bin, means over segments",
            .lowest = squared ? 0.0 : -1.0,
            .highest = 1,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .symmetric = squared,
            .centering = "each segment minus its mean",
            .cost = "n log(segment)",
            .note = "scipy.signal.coherence with its defaults is the same (periodic Hann, constant detrend)",
            .source = "Welch 1967; Nolte et al. 2004, equation 2"};
  }

  /// Throws ShapeError unless the lengths agree, ValueError unless segment >= 2, 0 <= overlap < segment and the bins exist.
  [[nodiscard]] similarity::MeasurementList compare(const VectorX<double>& a, const VectorX<double>& b) const {
    const Index last = last_bin.value_or(segment / 2);
    require(segment >= 2, "Coherency", "segment must be >= 2", segment);
    require(overlap >= 0 && overlap < segment, "Coherency", "overlap must lie in [0, segment)", overlap);
    require(0 <= first_bin && first_bin <= last, "Coherency", "first_bin must lie in [0, last_bin]", first_bin);
    require(last <= segment / 2, "Coherency", "last_bin must be <= segment / 2", last);
    const detail::UnitPair unit = detail::unit_pair("Coherency", a, b, segment);
    if (!unit.ok()) return similarity::no_values(unit.status, unit.n(), last - first_bin + 1);
    const detail::CrossSpectra s = detail::welch(unit.a, unit.b, segment, segment - overlap);
    return report(s, last, unit.n());
  }

 private:
  [[nodiscard]] similarity::MeasurementList report(const detail::CrossSpectra& s, Index last, Index n) const {
    similarity::MeasurementList list{VectorX<double>(last - first_bin + 1), similarity::MeasureStatus::ok, n, 0, 0};
    const double rounding = std::pow(64 * std::numeric_limits<double>::epsilon(), 2);
    for (Index k = first_bin; k <= last; ++k) {
      double& value = list.value[k - first_bin];
      if (s.aa[k] <= rounding * s.aa.sum() || s.bb[k] <= rounding * s.bb.sum()) {
        value = std::numeric_limits<double>::quiet_NaN();
        list.status = similarity::MeasureStatus::constant_units;
      } else if (part == CoherencyPart::magnitude_squared) {
        value = std::min(1.0, std::norm(s.ab[k]) / (s.aa[k] * s.bb[k]));
      } else {
        value = std::clamp(s.ab[k].imag() / std::sqrt(s.aa[k] * s.bb[k]), -1.0, 1.0);
      }
    }
    if (list.value.array().isNaN().all()) list.status = similarity::MeasureStatus::undefined;
    if (s.n_segments == 1 && similarity::has_value(list.status)) list.status = similarity::MeasureStatus::saturated;
    return list;
  }
};

static_assert(SeriesMeasure<Coherency>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
