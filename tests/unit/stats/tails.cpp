// p-values from few draws: sequential, step-down, and from the tail of the null.
#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/stats/null_tail.hpp"
#include "syncact/stats/sequential_p.hpp"
#include "syncact/stats/step_down.hpp"
#include "syncact/stats/truncated_shift.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {
/// Exponential draws, of which P(x > a) = exp(-a).
VectorX<double> exponential(Index n, std::uint64_t seed) {
  const Random random(seed);
  VectorX<double> x(n);
  for (Index i = 0; i < n; ++i) x[i] = -std::log(1 - random.uniform(static_cast<std::uint64_t>(i)));
  return x;
}
}  // namespace

TEST_CASE("A sequential p keeps its level and stops early where nothing is to be found", "[stats]") {
  Index n_false = 0, n_made = 0;
  constexpr Index n_studies = 2000;
  for (std::uint64_t study = 0; study < n_studies; ++study) {
    const Random random(5, study);
    const double observed = random.uniform(0);
    const auto result = stats::sequential_p(
        observed, [&](Index d) { return random.uniform(static_cast<std::uint64_t>(d) + 1); }, {.stop_at = 10, .n_draws = 999});
    n_false += result.p <= 0.05;
    n_made += result.n_draws;
  }
  // .05 + 3.1 standard errors (.0049): an exact test fails for 1 seed in 1000. P(p <= .05) is .05 here: draws are exchangeable.
  CHECK(static_cast<double>(n_false) / n_studies <= 0.065);
  CHECK(static_cast<double>(n_false) / n_studies >= 0.035);
  CHECK(n_made < 100 * n_studies);  // sum over p of min(999, 10 / p), about 56 a study
}

TEST_CASE("A sequential p is that of all draws if it does not stop", "[stats]") {
  Index n = 0;
  const auto draw = [&](Index d) {
    CHECK(d == n++);
    return d == 3 ? 2.0 : 0.0;
  };
  const auto result = stats::sequential_p(1.0, draw, {.stop_at = 2, .n_draws = 19});
  CHECK(result.p == 0.1);
  CHECK(result.n_reached == 1);
  CHECK(result.n_draws == 19);
  CHECK(stats::sequential_p(1.0, [](Index) { return 1.0; }, {.stop_at = 3, .n_draws = 100}).p == 1.0);  // ties reach
  CHECK(stats::sequential_p(
            1.0, [](Index) { return 1 - 1e-9; }, {.stop_at = 3, .n_draws = 9}, 1e-8)
            .n_draws == 3);
  CHECK(std::isnan(stats::sequential_p(std::nan(""), [](Index) { return 1.0; }).p));
  CHECK_THROWS_WITH(stats::sequential_p(1.0, [](Index) { return std::nan(""); }), says("a draw must be a number"));
  CHECK_THROWS_WITH(stats::sequential_p(1.0, draw, {.stop_at = 0}), says("stop_at must be >= 1, is 0"));
}

TEST_CASE("Step-down p: brute force over the subsets of its definition", "[stats][law]") {
  const MatrixX<double> null = white_noise(199, 5, 8);
  VectorX<double> observed(5);
  observed << 1.0, 3.5, 2.2, 2.6, -0.5;
  const VectorX<double> p = stats::step_down_max(observed, null);
  double so_far = 0;
  std::vector<Index> left{1, 3, 2, 0, 4};  // by falling statistic
  while (!left.empty()) {
    Index reached = 0;
    for (Index d = 0; d < null.rows(); ++d) {
      double largest = -1e300;
      for (const Index i : left) largest = std::max(largest, null(d, i));
      reached += largest >= observed[left.front()];
    }
    so_far = std::max(so_far, stats::p_from_null(reached, 199));
    CHECK(p[left.front()] == so_far);
    left.erase(left.begin());
  }
  const stats::MaxStatistic single(null.rowwise().maxCoeff());
  for (Index i = 0; i < 5; ++i) CHECK(p[i] <= single.p(observed[i]));
  CHECK(p[1] == single.p(observed[1]));
}

TEST_CASE("Step-down: undefined tests stay undefined and do not count", "[stats]") {
  MatrixX<double> null = white_noise(99, 3, 9);
  null.col(1).setConstant(std::nan(""));
  VectorX<double> observed(3);
  observed << 2, std::nan(""), 1;
  const VectorX<double> p = stats::step_down_max(observed, null);
  CHECK(std::isnan(p[1]));
  MatrixX<double> two(99, 2);
  two << null.col(0), null.col(2);
  const VectorX<double> without = stats::step_down_max(VectorX<double>{{2, 1}}, two);
  CHECK(p[0] == without[0]);
  CHECK(p[2] == without[1]);
  observed[1] = 0;
  CHECK_THROWS_WITH(stats::step_down_max(observed, null), says("the first test with NaN, is 1"));
  CHECK_THROWS_AS(stats::step_down_max(observed, two), ShapeError);
}

TEST_CASE("Step-down keeps the family-wise level beside tests that are true", "[stats]") {
  // Two of five correlated tests are true (shifted by 4). Bound: .05 + 3.1 standard errors of 600 studies (.0089) is 46.
  Index n_false = 0, n_found = 0;
  for (std::uint64_t study = 0; study < 600; ++study) {
    MatrixX<double> all = white_noise(200, 5, 100 + study);
    all.colwise() += white_noise(200, 1, 9000 + study).col(0);
    VectorX<double> observed = all.row(0).transpose();
    observed.head(2).array() += 4;
    const VectorX<double> p = stats::step_down_max(observed, all.bottomRows(199));
    n_false += p.tail(3).minCoeff() <= 0.05;
    n_found += (p.head(2).array() <= 0.05).count();
  }
  CHECK(n_false <= 46);
  CHECK(n_found > 700);
}

TEST_CASE("A tail fit finds p far below what the draws can resolve", "[stats]") {
  // 1000 exponential draws. p = exp(-a) with a 7.6 (5e-4) and 11.5 (1e-5); draws alone give .001 at best.
  for (const double a : {7.6, 11.5}) {
    std::vector<double> log_ratio;
    Index n_fitted = 0;
    for (std::uint64_t s = 0; s < 60; ++s) {
      const auto result = stats::NullTail(exponential(1000, s)).p(a);
      n_fitted += result.n_excesses > 0;
      log_ratio.push_back(std::log10(result.p) + a / std::log(10));
    }
    std::sort(log_ratio.begin(), log_ratio.end());
    INFO("a " << a << ", fitted " << n_fitted << " of 60, log10 ratio " << log_ratio[6] << " to " << log_ratio[53]);
    CHECK(n_fitted >= 55);
    CHECK(std::abs(log_ratio[30]) < 0.5);  // the median is right to a factor 3
    CHECK(log_ratio[6] > -1);              // the tenth percentile
  }
}

TEST_CASE("A tail fit is not made where the draws suffice, and never says 0", "[stats]") {
  const VectorX<double> null = exponential(1000, 1);
  const auto plain = stats::NullTail(null).p(2.0);
  CHECK(plain.n_excesses == 0);
  CHECK(plain.p == stats::p_from_null((null.array() >= 2).count(), 1000));
  CHECK(stats::NullTail(null).p(1e6).p > 0);
  // uniform draws end at 1; the tail does not
  VectorX<double> uniform(1000);
  for (Index i = 0; i < 1000; ++i) uniform[i] = Random(3).uniform(static_cast<std::uint64_t>(i));
  const auto beyond = stats::NullTail(uniform).p(1.5);
  CHECK(beyond.p > 0);
  CHECK(beyond.p < 0.001);
  CHECK(beyond.tail.shape == 0);
  // 20 draws leave no ten excesses: p is a share of draws
  CHECK(stats::NullTail(null.head(20)).p(50.0).p == stats::p_from_null(0, 20));
  // draws that are all equal have no tail
  CHECK(stats::NullTail(VectorX<double>::Ones(500)).p(2.0).p == stats::p_from_null(0, 500));
  CHECK(std::isnan(stats::NullTail(null).p(std::nan("")).p));
  CHECK_THROWS_WITH(stats::NullTail(VectorX<double>{}), says("number of draws must be >= 1"));
}

TEST_CASE("A generalized Pareto distribution is recovered from its quantiles", "[stats]") {
  for (const double shape : {-0.2, -0.1, 0.0}) {
    const stats::GeneralizedPareto truth{shape, 2};
    std::vector<double> quantiles;
    for (int i = 0; i < 4000; ++i) quantiles.push_back(truth.quantile(1 - (i + 0.5) / 4000));
    const auto fit = stats::GeneralizedPareto::fit(quantiles);
    CHECK_THAT(fit.shape, WithinAbs(shape, 0.02));
    CHECK_THAT(fit.scale, WithinRel(2, 0.02));
    CHECK_THAT(truth.survival(truth.quantile(0.3)), WithinRel(0.3, 1e-12));
  }
}

TEST_CASE("The truncated shift p counts shifts both ways against half of them", "[stats]") {
  const std::vector<double> s{1, 2, 9, 5, 4, 5, 0};
  CHECK(stats::truncated_shift_p(s) == 3 / 4.0);   // 9, 5 and the other 5
  CHECK(stats::truncated_shift_p(s, 1.5) == 1.0);  // 4 too
  CHECK(stats::truncated_shift_p(std::vector<double>{1, 2, 3, 10, 3, 2, 1}) == 1 / 4.0);
  CHECK_THROWS_WITH(stats::truncated_shift_p(std::vector<double>{1, 2}), says("must be odd"));
}
