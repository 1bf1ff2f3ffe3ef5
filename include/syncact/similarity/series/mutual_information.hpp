#pragma once
/// Mutual information of two series.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"

namespace syncact::inline v0_1::similarity::series {

enum class MutualInformationEstimator : unsigned char {
  gaussian,   ///< -ln(1 - r^2) / 2: linear relations only
  histogram,  ///< plug-in, bins x bins of equal width over each range: biased upwards by about (bins-1)^2 / 2n
  ksg         ///< nearest neighbours, estimator 1 of Kraskov, Stoegbauer & Grassberger: nearly unbiased, may be negative
};
constexpr auto choices(MutualInformationEstimator) {
  using enum MutualInformationEstimator;
  return std::array{Choice{"gaussian", gaussian}, Choice{"histogram", histogram}, Choice{"ksg", ksg}};
}

namespace detail {

/// sum p ln(p / (p_a p_b)) over bins x bins of equal width from the least to the largest value, which is in the last bin.
[[nodiscard]] inline double histogram_information(const VectorX<double>& a, const VectorX<double>& b, Index bins) {
  const auto bin = [bins](const VectorX<double>& x, double low, double high, Index t) {
    return std::min(bins - 1, static_cast<Index>(static_cast<double>(bins) * (x[t] - low) / (high - low)));
  };
  const double low_a = a.minCoeff(), high_a = a.maxCoeff(), low_b = b.minCoeff(), high_b = b.maxCoeff();
  MatrixX<double> joint = MatrixX<double>::Zero(bins, bins);
  for (Index t = 0; t < a.size(); ++t) joint(bin(a, low_a, high_a, t), bin(b, low_b, high_b, t)) += 1;
  joint /= static_cast<double>(a.size());
  const VectorX<double> of_a = joint.rowwise().sum(), of_b = joint.colwise().sum();
  double sum = 0;
  for (Index i = 0; i < bins; ++i) {
    for (Index j = 0; j < bins; ++j) {
      if (joint(i, j) > 0) sum += joint(i, j) * std::log(joint(i, j) / (of_a[i] * of_b[j]));
    }
  }
  return std::max(0.0, sum);
}

/// psi(k) + psi(n) - mean(psi(n_a + 1) + psi(n_b + 1)); n_a counts points closer in a than the k-th neighbour is in the
/// larger of both distances. Kraskov et al., Phys. Rev. E 69 (2004) 066138, equation 8.
[[nodiscard]] inline double ksg_information(const VectorX<double>& a, const VectorX<double>& b, Index k) {
  const Index n = a.size();
  VectorX<double> harmonic = VectorX<double>::Zero(n + 1);  // psi(m) = harmonic[m] - gamma, and the gammas cancel
  for (Index m = 2; m <= n; ++m) harmonic[m] = harmonic[m - 1] + 1.0 / static_cast<double>(m - 1);
  std::vector<double> distances(as_size(n - 1));
  double sum = 0;
  for (Index i = 0; i < n; ++i) {
    std::size_t next = 0;
    for (Index j = 0; j < n; ++j) {
      if (j != i) distances[next++] = std::max(std::abs(a[i] - a[j]), std::abs(b[i] - b[j]));
    }
    std::nth_element(distances.begin(), distances.begin() + (k - 1), distances.end());
    const double reach = nth(distances, k - 1);
    Index near_a = 0, near_b = 0;
    for (Index j = 0; j < n; ++j) {
      near_a += j != i && std::abs(a[i] - a[j]) < reach;
      near_b += j != i && std::abs(b[i] - b[j]) < reach;
    }
    sum += harmonic[near_a + 1] + harmonic[near_b + 1];
  }
  return harmonic[k] + harmonic[n] - sum / static_cast<double>(n);
}

}  // namespace detail

/// Mutual information in nats, of the values at equal times. No noise is added and nothing is clipped at zero: `ksg` is
/// negative where the estimate is. Statuses: undefined for a constant series and for |r| = 1 under `gaussian` (it is
/// infinite); too_few_samples for `ksg` unless n > neighbours.
struct MutualInformation {
  MutualInformationEstimator estimator = MutualInformationEstimator::gaussian;
  Index bins = 8;           ///< per series, for histogram
  Index neighbours = 3;     ///< for ksg
  bool standardize = true;  ///< for ksg: both series to unit variance first; without, the units of the data matter

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("estimator", self.estimator, "how the densities are estimated");
    option("bins", self.bins, "bins of equal width per series, for histogram");
    option("neighbours", self.neighbours, "k, for ksg");
    option("standardize", self.standardize, "unit variance before distances are taken, for ksg");
  }

  [[nodiscard]] similarity::Info info() const {
    using enum MutualInformationEstimator;
    const bool free = estimator != ksg || standardize;
    const similarity::Invariance invariance = free ? detail::shift_and_gain : similarity::Invariance::translation;
    return {.id = "mutual_information",
            .kind = similarity::Kind::time_series,
            .formula = estimator == gaussian    ? "-ln(1 - r^2) / 2"
                       : estimator == histogram ? "sum p(a,b) ln(p(a,b) / (p(a) p(b)))"
                                                : "psi(k) + psi(n) - mean(psi(n_a+1) + psi(n_b+1))",
            .lowest = estimator == ksg ? -std::numeric_limits<double>::infinity() : 0.0,
            .x = invariance,
            .y = invariance,
            .centering = "none matters",
            .ties = "ksg counts strictly nearer points; equal values are left equal",
            .cost = "n, or n^2 for ksg",
            .note = "scikit-learn adds noise to the data and clips ksg at 0",
            .source = "Kraskov et al. 2004, equation 8"};
  }

  /// Throws ShapeError unless the lengths agree, ValueError unless bins >= 1 and neighbours >= 1.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    using enum MutualInformationEstimator;
    require(bins >= 1, "MutualInformation", "bins must be >= 1", bins);
    require(neighbours >= 1, "MutualInformation", "neighbours must be >= 1", neighbours);
    const detail::UnitPair unit = detail::unit_pair("MutualInformation", a, b, estimator == ksg ? neighbours + 1 : 2);
    if (!unit.ok()) return similarity::no_value(unit.status, unit.n());
    if (estimator == histogram) return detail::value(detail::histogram_information(a, b, bins), unit.n());
    if (estimator == ksg) {
      const double nats =
          standardize ? detail::ksg_information(unit.a, unit.b, neighbours) : detail::ksg_information(a, b, neighbours);
      return detail::value(nats, unit.n());
    }
    const double r = unit.a.dot(unit.b);
    const double rest = 1 - r * r;
    if (rest <= 16 * std::numeric_limits<double>::epsilon())
      return similarity::no_value(similarity::MeasureStatus::undefined, unit.n());
    return detail::value(-0.5 * std::log1p(-r * r), unit.n());
  }
};

template <>
inline constexpr bool ignores_time_order<MutualInformation> = true;

static_assert(ScalarSeriesMeasure<MutualInformation>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
