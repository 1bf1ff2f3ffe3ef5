#pragma once
/// p-values beyond what the number of null draws can resolve, from a generalized Pareto distribution of the largest draws.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::stats {

/// P(Z > z) = (1 - shape z / scale)^(1 / shape), or exp(-z / scale) for shape 0. Shapes above 0 would have an end.
struct GeneralizedPareto {
  double shape = 0;
  double scale = 1;

  [[nodiscard]] double survival(double z) const {
    if (std::abs(shape) < 1e-9) return std::exp(-z / scale);
    return std::pow(std::max(0.0, 1 - shape * z / scale), 1 / shape);
  }
  /// The z of which P(Z > z) is `share`.
  [[nodiscard]] double quantile(double share) const {
    if (std::abs(shape) < 1e-9) return -scale * std::log(share);
    return scale / shape * (1 - std::pow(share, shape));
  }

  /// From excesses that rise, by probability-weighted moments; the exponential distribution of their mean if its tail would be
  /// shorter than that, so that no p of a value beyond all draws is too small by an end that they only seem to have.
  /// Hosking & Wallis, Technometrics 29 (1987) 339, section 3.
  [[nodiscard]] static GeneralizedPareto fit(const std::vector<double>& rising) {
    const auto n = static_cast<double>(rising.size());
    double first = 0, second = 0;
    for (std::size_t i = 0; i < rising.size(); ++i) {
      first += rising[i] / n;
      second += (1 - (static_cast<double>(i) + 0.65) / n) * rising[i] / n;
    }
    const double shape = first / (first - 2 * second) - 2;
    return shape < 0 ? GeneralizedPareto{shape, 2 * first * second / (first - 2 * second)} : GeneralizedPareto{0, first};
  }
};

struct TailOptions {
  Index most_excesses = 250;  ///< draws that the fit looks at, at most and a quarter of all
  Index enough_reached = 10;  ///< from so many draws on that reach the observed value, their share is p and nothing is fitted
  double least_p_of_fit = 0.05;  ///< a fit with a lower p of goodness is not used, and fewer draws are looked at
  std::uint64_t seed = 0;        ///< of the draws that the goodness of fit is judged by
};

/// p with what it rests on.
struct TailP {
  double p = 1;
  Index n_reached = 0;
  Index n_draws = 0;
  Index n_excesses = 0;  ///< draws that the tail was fitted to; 0 if p is a share of draws
  GeneralizedPareto tail{};
};

namespace detail {

/// Anderson and Darling's distance of values that rise from a distribution.
[[nodiscard]] inline double anderson_darling(const std::vector<double>& rising, const GeneralizedPareto& tail) {
  const auto n = std::ssize(rising);
  double sum = 0;
  for (Index i = 0; i < n; ++i) {
    const double below = std::clamp(1 - tail.survival(nth(rising, i)), 1e-300, 1.0);
    const double above = std::clamp(tail.survival(nth(rising, n - 1 - i)), 1e-300, 1.0);
    sum += static_cast<double>(2 * i + 1) * (std::log(below) + std::log(above));
  }
  return -static_cast<double>(n) - sum / static_cast<double>(n);
}

/// Share of 99 samples from the fitted distribution, each with a fit of its own, that are as far from it as the values are.
[[nodiscard]] inline double goodness_of_fit(const std::vector<double>& rising, const GeneralizedPareto& tail,
                                            std::uint64_t seed) {
  const double observed = anderson_darling(rising, tail);
  Index reached = 0;
  for (std::uint64_t s = 0; s < 99; ++s) {
    const Random random(seed, s);
    std::vector<double> sample(rising.size());
    for (std::size_t i = 0; i < sample.size(); ++i) sample[i] = tail.quantile(1 - random.uniform(i));
    std::sort(sample.begin(), sample.end());
    if (anderson_darling(sample, GeneralizedPareto::fit(sample)) >= observed) ++reached;
  }
  return p_from_null(reached, 99);
}

}  // namespace detail

/// The tail of a null distribution: p-values also below 1 / (draws + 1). Where fewer than options.enough_reached draws reach a
/// statistic, the largest draws above a threshold t are described by a generalized Pareto distribution, and p is their share
/// times its P(Z > statistic - t). If no number of them is described well, p is that of the draws. Never 0. An extrapolation:
/// it holds if the statistic of the null has a smooth tail, and where one p decides, more draws are better. Knijnenburg,
/// Wessels, Reinders & Shmulevich, Bioinformatics 25 (2009) i161, but with tails that do not end, and with goodness of fit by
/// simulation instead of a table.
class NullTail {
 public:
  /// null: one statistic a draw. Throws ValueError without draws, for NaN among them, and for fewer than 10 most_excesses.
  explicit NullTail(const VectorX<double>& null, const TailOptions& options = {})
      : falling_(null.begin(), null.end()), enough_reached_(options.enough_reached) {
    require(null.size() >= 1, "NullTail", "the number of draws must be >= 1", null.size());
    require(!null.hasNaN(), "NullTail", "draws must be numbers, not NaN");
    require(options.most_excesses >= 10, "NullTail", "most_excesses must be >= 10", options.most_excesses);
    std::sort(falling_.begin(), falling_.end(), std::greater<>());
    for (Index n = std::min(options.most_excesses, null.size() / 4); n >= 10; n -= 10) {
      const double threshold = (nth(falling_, n - 1) + nth(falling_, n)) / 2;
      std::vector<double> excess;
      for (Index i = n; i > 0; --i) excess.push_back(nth(falling_, i - 1) - threshold);
      if (!(excess.front() > 0)) continue;  // ties at the threshold
      const GeneralizedPareto tail = GeneralizedPareto::fit(excess);
      if (detail::goodness_of_fit(excess, tail, options.seed) < options.least_p_of_fit) continue;
      threshold_ = threshold;
      tail_ = tail;
      n_excesses_ = n;
      return;
    }
  }

  /// Draws that the tail was fitted to; 0 if none is described well.
  [[nodiscard]] Index n_excesses() const { return n_excesses_; }

  /// NaN for NaN.
  [[nodiscard]] TailP p(double statistic) const {
    TailP result{statistic, 0, std::ssize(falling_), 0, {}};
    if (statistic != statistic) return result;
    result.n_reached = std::upper_bound(falling_.begin(), falling_.end(), statistic, std::greater<>()) - falling_.begin();
    result.p = p_from_null(result.n_reached, result.n_draws);
    if (result.n_reached >= enough_reached_ || n_excesses_ == 0) return result;
    const double share = static_cast<double>(n_excesses_) / static_cast<double>(result.n_draws);
    const double beyond = share * tail_.survival(std::max(0.0, statistic - threshold_));
    return {std::max(beyond, std::numeric_limits<double>::min()), result.n_reached, result.n_draws, n_excesses_, tail_};
  }

 private:
  std::vector<double> falling_;
  Index enough_reached_;
  double threshold_ = 0;
  GeneralizedPareto tail_{};
  Index n_excesses_ = 0;
};

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
