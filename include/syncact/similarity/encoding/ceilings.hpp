#pragma once
/// How much of a response could be predicted at all: from repeats of the same samples.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <span>
#include <vector>

#include "syncact/similarity/encoding/cross_validate.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// Which repeats make the two halves; of an odd number the last is in neither.
enum class Halves : unsigned char {
  first_second,  ///< the first half against the second
  even_odd       ///< repeats 0, 2, ... against 1, 3, ...: drifts are shared by both
};
constexpr auto choices(Halves) {
  return std::array{Choice{"first_second", Halves::first_second}, Choice{"even_odd", Halves::even_odd}};
}

namespace detail {

/// Throws ShapeError unless there are `least` repeats of one shape; false if a value is NaN or infinite.
[[nodiscard]] inline bool usable_repeats(std::string_view function, std::span<const MatrixX<double>> repeats, Index least) {
  if (static_cast<Index>(repeats.size()) < least) {
    throw ShapeError(message(function, ": at least ", least, " repeats are needed, there are ", repeats.size()));
  }
  bool finite = true;
  for (const MatrixX<double>& repeat : repeats) {
    require_extent(function, "number of samples of each repeat", repeats[0].rows(), repeat.rows());
    require_extent(function, "number of units of each repeat", repeats[0].cols(), repeat.cols());
    finite = finite && repeat.allFinite();
  }
  return finite;
}

/// Mean of repeats first, first + step, ..., n of them.
[[nodiscard]] inline MatrixX<double> mean_repeat(std::span<const MatrixX<double>> repeats, std::size_t first, std::size_t step,
                                                 std::size_t n) {
  MatrixX<double> sum = repeats[first];
  for (std::size_t i = 1; i < n; ++i) sum += repeats[first + i * step];
  return sum / static_cast<double>(n);
}

/// Variance (ddof 1) of the entries.
[[nodiscard]] inline double variance(const VectorX<double>& v) {
  return (v.array() - v.mean()).matrix().squaredNorm() / static_cast<double>(v.size() - 1);
}

/// Values that are not numbers make the status constant_units, or undefined if none is a number.
[[nodiscard]] inline similarity::MeasurementList per_unit(VectorX<double> values, Index n) {
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;
  if (!values.allFinite()) status = similarity::MeasureStatus::constant_units;
  if (values.array().isNaN().all()) status = similarity::MeasureStatus::undefined;
  return {std::move(values), status, n, 0, 0};
}

/// Fraction of the variance of a mean of k repeats that is signal: noise from the spread over repeats, signal what the mean
/// varies more than noise / k explains.
struct SignalAndNoise {
  double signal = 0;  ///< variance over samples, of one response
  double noise = 0;   ///< variance over repeats, of one response
};

[[nodiscard]] inline SignalAndNoise signal_and_noise(std::span<const MatrixX<double>> repeats, const MatrixX<double>& mean,
                                                     Index unit) {
  const auto k = static_cast<double>(repeats.size());
  double noise = 0;
  for (const MatrixX<double>& repeat : repeats) noise += (repeat.col(unit) - mean.col(unit)).squaredNorm();
  noise /= (k - 1) * static_cast<double>(mean.rows());
  return {std::max(0.0, variance(mean.col(unit)) - noise / k), noise};
}

}  // namespace detail

/// [unit] Reliability: Pearson's r over samples between the mean responses of two halves of m repeats each. Spearman and
/// Brown's formula predicts that of the mean of all k repeats, c r / (1 + (c - 1) r) with c = k / m: 2r / (1 + r) for an even
/// number, and for three repeats 3r / (1 + 2r), as a mean of three is more reliable than the two that were compared. It has no
/// value where its denominator is not positive.
/// Spearman, Br. J. Psychol. 3 (1910) 271; Brown, ibid. 296.
struct SplitHalfReliability {
  bool spearman_brown = true;
  Halves halves = Halves::first_second;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("spearman_brown", self.spearman_brown, "corrected to the reliability of all repeats");
    option("halves", self.halves, "which repeats make the two halves");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "split_half_reliability",
            .kind = similarity::Kind::predictive,
            .formula = spearman_brown ? "c r / (1 + (c - 1) r), r between mean responses of two halves, c = repeats / half"
                                      : "r between mean responses of two halves of the repeats",
            .direction = similarity::Direction::description,
            .highest = 1,
            .x = similarity::Invariance::translation | similarity::Invariance::scale | similarity::Invariance::unit_scale,
            .symmetric = false,
            .centering = "each unit minus its mean over samples",
            .cost = "repeats n p",
            .source = "Spearman 1910; Brown 1910"};
  }

  /// repeats: one [sample x unit] each. Throws ShapeError unless there are two of one shape.
  [[nodiscard]] similarity::MeasurementList describe(std::span<const MatrixX<double>> repeats) const {
    const bool finite = detail::usable_repeats("SplitHalfReliability", repeats, 2);
    const Index n = repeats[0].rows(), units = repeats[0].cols();
    if (!finite) return similarity::no_values(similarity::MeasureStatus::non_finite, n, units);
    const std::size_t half = repeats.size() / 2, step = halves == Halves::even_odd ? 2 : 1;
    const MatrixX<double> a = detail::mean_repeat(repeats, 0, step, half);
    const MatrixX<double> b = detail::mean_repeat(repeats, step == 2 ? 1 : half, step, half);
    VectorX<double> r(units);
    for (Index j = 0; j < units; ++j) r[j] = detail::correlation(a.col(j), b.col(j));
    if (spearman_brown) {
      const double c = static_cast<double>(repeats.size()) / static_cast<double>(half);
      const VectorX<double> below = 1 + (c - 1) * r.array();
      r = (below.array() > 0).select(c * r.array() / below.array(), std::numeric_limits<double>::quiet_NaN());
    }
    return detail::per_unit(r, n);
  }
};

/// [unit] Noise ceiling in percent of variance, 100 s / (s + noise / k) for means of k repeats: noise = mean over samples of
/// the variance over repeats (ddof 1), s = max(0, variance of the mean response (ddof 1) - noise / k); with the noise-ceiling
/// signal-to-noise ratio ncsnr^2 = s / noise it is 100 ncsnr^2 / (ncsnr^2 + 1/k). A unit that never varies has none.
/// Allen et al., Nat. Neurosci. 25 (2022) 116, Methods, "Noise ceiling estimation".
struct EncodingCeiling {
  [[nodiscard]] similarity::Info info() const {
    return {.id = "noise_ceiling_ncsnr",
            .kind = similarity::Kind::predictive,
            .formula = "100 ncsnr^2 / (ncsnr^2 + 1/k), ncsnr^2 = signal variance / noise variance",
            .direction = similarity::Direction::description,
            .lowest = 0,
            .highest = 100,
            .x = similarity::Invariance::translation | similarity::Invariance::scale | similarity::Invariance::unit_scale,
            .symmetric = false,
            .centering = "each sample minus its mean over repeats; the mean minus its mean over samples",
            .ddof = "1: n - 1 samples, k - 1 repeats",
            .cost = "repeats n p",
            .source = "Allen et al. 2022, Methods"};
  }

  /// repeats: one [sample x unit] each. Throws ShapeError unless there are two of one shape.
  [[nodiscard]] similarity::MeasurementList describe(std::span<const MatrixX<double>> repeats) const {
    const bool finite = detail::usable_repeats("EncodingCeiling", repeats, 2);
    const Index n = repeats[0].rows(), units = repeats[0].cols();
    if (!finite) return similarity::no_values(similarity::MeasureStatus::non_finite, n, units);
    if (n < 2) return similarity::no_values(similarity::MeasureStatus::too_few_samples, n, units);
    const MatrixX<double> mean = detail::mean_repeat(repeats, 0, 1, repeats.size());
    const auto k = static_cast<double>(repeats.size());
    VectorX<double> percent(units);
    for (Index j = 0; j < units; ++j) {
      const auto [signal, noise] = detail::signal_and_noise(repeats, mean, j);
      const double share = signal / (signal + noise / k);  // 0/0, NaN, for a unit that never varies
      percent[j] = std::isnan(share) ? share : 100 * std::min(share, 1.0);
    }
    return detail::per_unit(percent, n);
  }
};

/// [unit] Explainable variance: the share of the variance of a single response that is shared by repeats,
/// ev = variance of the mean response / mean variance of a response; corrected for the noise left in the mean,
/// ev - (1 - ev) / (k - 1), which may be negative. Every repeat is standardized over samples (ddof 0) first.
/// Sahani & Linden, NIPS 15 (2003); Hsu, Borst & Theunissen, Network 15 (2004) 91.
struct ExplainableVariance {
  bool corrected = true;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("corrected", self.corrected, "for the noise that is left in the mean over repeats");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "explainable_variance",
            .kind = similarity::Kind::predictive,
            .formula = corrected ? "ev - (1 - ev) / (k - 1), ev = var(mean response) / mean var(response)"
                                 : "var(mean response) / mean var(response)",
            .direction = similarity::Direction::description,
            .highest = 1,
            .x = similarity::Invariance::translation | similarity::Invariance::scale | similarity::Invariance::unit_scale,
            .symmetric = false,
            .centering = "each unit of each repeat minus its mean over samples, divided by its deviation",
            .cost = "repeats n p",
            .source = "Sahani & Linden 2003; Hsu, Borst & Theunissen 2004"};
  }

  /// repeats: one [sample x unit] each. Throws ShapeError unless there are two of one shape.
  [[nodiscard]] similarity::MeasurementList describe(std::span<const MatrixX<double>> repeats) const {
    const bool finite = detail::usable_repeats("ExplainableVariance", repeats, 2);
    const Index n = repeats[0].rows(), units = repeats[0].cols();
    if (!finite) return similarity::no_values(similarity::MeasureStatus::non_finite, n, units);
    const auto k = static_cast<double>(repeats.size());
    VectorX<double> ev(units), unit(n);
    for (Index j = 0; j < units; ++j) {
      VectorX<double> sum = VectorX<double>::Zero(n);
      bool varies = true;
      for (const MatrixX<double>& repeat : repeats) {  // unit length instead of unit variance: the ratio is the same
        varies = numeric::center_and_scale(SeriesView<double>(repeat), j, unit) == numeric::SignalStatus::ok && varies;
        sum += unit;
      }
      const double share = std::min(1.0, (sum / k).squaredNorm());
      ev[j] = corrected ? share - (1 - share) / (k - 1) : share;
      if (!varies) ev[j] = std::numeric_limits<double>::quiet_NaN();
    }
    return detail::per_unit(ev, n);
  }
};

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
