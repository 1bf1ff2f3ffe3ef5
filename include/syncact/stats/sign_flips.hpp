#pragma once
/// The sign-flip test: is the mean over subjects above zero, for one or many tests?
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "syncact/core/random.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::stats {

struct SignFlipOptions {
  Index n_permutations = 5000;  ///< if there are at most twice as many ways to flip signs, each is used once
  std::uint64_t seed = 0;
  bool both_tails = false;  ///< the statistic is |t| instead of t
};

/// Of each test.
struct SignFlipTest {
  VectorX<double> mean;           ///< over subjects
  VectorX<double> t;              ///< mean / (sd / sqrt(S)); infinite if all subjects agree; NaN if one is NaN, or all are 0
  VectorX<double> p_uncorrected;  ///< of this test alone
  VectorX<double> p_fwe;          ///< against the largest t of all tests
  Index n_draws = 0;
  bool exhaustive = false;  ///< every way to flip signs was used once
};

/// Tests values [subject x test] whose errors are symmetric about their mean: under the hypothesis that it is 0, the signs of
/// whole subjects can be flipped, all tests together. It generalizes to people who were not measured, not to films that were
/// not shown. With S subjects no p is below 2^-S. Memory: draws x subjects numbers. Nichols & Holmes, Hum. Brain Mapp. 15
/// (2002) 1. Throws ValueError for fewer than two subjects or permutations below 1.
[[nodiscard]] inline SignFlipTest sign_flip_test(const MatrixX<double>& values, const SignFlipOptions& options = {}) {
  const Index n_subjects = values.rows(), n_tests = values.cols();
  require(n_subjects >= 2, "sign_flip_test", "the number of subjects must be >= 2", n_subjects);
  require(options.n_permutations >= 1, "sign_flip_test", "n_permutations must be >= 1", options.n_permutations);
  const auto s = static_cast<double>(n_subjects);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), tie = 1e-12;

  SignFlipTest result;
  const Index n_ways = n_subjects < 40 ? (Index{1} << n_subjects) - 1 : std::numeric_limits<Index>::max();
  result.exhaustive = n_ways <= 2 * options.n_permutations;
  result.n_draws = result.exhaustive ? n_ways : options.n_permutations;
  MatrixX<double> signs(result.n_draws, n_subjects);
  for (Index d = 0; d < result.n_draws; ++d) {
    const Random random(options.seed, static_cast<std::uint64_t>(d));
    for (Index i = 0; i < n_subjects; ++i) {
      const bool flip = result.exhaustive ? ((d + 1) >> i & 1) != 0 : random.uniform(static_cast<std::uint64_t>(i)) < 0.5;
      signs(d, i) = flip ? -1 : 1;
    }
  }

  // u = sum / sqrt(S sum of squares) lies in [-1, 1] and rises with t = u sqrt((S - 1) / (1 - u^2)); signs leave the squares
  // alone.
  const auto statistic = [&](double u) { return options.both_tails ? std::abs(u) : u; };
  const VectorX<double> root = (s * values.cwiseAbs2().colwise().sum().array()).sqrt().transpose();
  result.mean = values.colwise().mean().transpose();
  const VectorX<double> observed =
      (s * result.mean.array() / root.array()).unaryExpr([](double u) { return std::clamp(u, -1.0, 1.0); });  // NaN stays
  result.t = observed.unaryExpr([&](double u) { return u * std::sqrt((s - 1) / (1 - u * u)); });
  result.p_uncorrected = VectorX<double>::Constant(n_tests, nan);
  result.p_fwe = result.p_uncorrected;
  VectorX<double> largest = VectorX<double>::Constant(result.n_draws, -std::numeric_limits<double>::infinity());
  VectorX<double> drawn(result.n_draws);
  for (Index i = 0; i < n_tests; ++i) {
    if (std::isnan(observed[i])) continue;
    drawn.setZero();
    for (Index subject = 0; subject < n_subjects; ++subject) drawn += values(subject, i) * signs.col(subject);
    drawn = (drawn / root[i]).unaryExpr(statistic);
    largest = largest.cwiseMax(drawn);
    const Index reached = (drawn.array() >= statistic(observed[i]) - tie).count();
    result.p_uncorrected[i] = p_from_null(reached, result.n_draws);
  }
  const MaxStatistic family(largest, tie);
  for (Index i = 0; i < n_tests; ++i) {
    if (!std::isnan(observed[i])) result.p_fwe[i] = family.p(statistic(observed[i]));
  }
  return result;
}

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
