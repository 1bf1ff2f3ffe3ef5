#include "syncact/stats/dependent_correlations.hpp"

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "syncact/core/random.hpp"
#include "syncact/core/types.hpp"
#include "syncact/stats/rank_correlation.hpp"
#include "syncact/stats/theil_sen.hpp"

using namespace syncact;
using namespace syncact::test;

TEST_CASE("Differences of dependent correlations give the reference values", "[stats][oracle]") {
  const auto expected = oracle("stats")["dependent_correlations"];
  const double r12 = expected["r12"], r13 = expected["r13"], r23 = expected["r23"];
  const Index n = expected["n"];
  const auto w = stats::williams(r12, r13, r23, n), m = stats::meng(r12, r13, r23, n);
  CHECK_THAT(w.statistic, WithinRel(expected["williams_steiger_t"].get<double>(), 1e-9));
  CHECK_THAT(w.p, WithinRel(expected["p_t"].get<double>(), 1e-7));
  CHECK_THAT(m.statistic, WithinRel(expected["meng_rosenthal_rubin_z"].get<double>(), 1e-9));
  CHECK_THAT(m.p, WithinRel(expected["p_z"].get<double>(), 1e-7));
  CHECK(stats::williams(r13, r12, r23, n).statistic == -w.statistic);
  CHECK(stats::meng(.3, .3, .2, 20).p == 1);
  CHECK_THROWS_WITH(stats::williams(1, 0, 0, 20), says("must lie in (-1, 1)"));
  CHECK_THROWS_WITH(stats::meng(.1, 0, 0, 3), says("the number of samples must be >= 4, is 3"));
}

TEST_CASE("Two correlations that do not differ are told apart in .05 of trials", "[stats][statistical]") {
  // 2000 trials: a rate of .05 has a standard error of .0049.
  const Random random(9);
  Index n_williams = 0, n_meng = 0;
  constexpr Index n_trials = 2000, n = 40;
  for (Index trial = 0; trial < n_trials; ++trial) {
    VectorX<double> a(n), b(n), c(n);
    for (Index i = 0; i < n; ++i) {
      const auto at = static_cast<std::uint64_t>(4 * (trial * n + i));
      const double shared = random.normal(at);
      a[i] = shared + random.normal(at + 1);
      b[i] = shared + random.normal(at + 2);
      c[i] = shared + random.normal(at + 3);
    }
    const double ab = stats::pearson(a, b), ac = stats::pearson(a, c), bc = stats::pearson(b, c);
    n_williams += stats::williams(ab, ac, bc, n).p <= .05 ? 1 : 0;
    n_meng += stats::meng(ab, ac, bc, n).p <= .05 ? 1 : 0;
  }
  CHECK_THAT(static_cast<double>(n_williams) / n_trials, WithinAbs(.05, .015));
  CHECK_THAT(static_cast<double>(n_meng) / n_trials, WithinAbs(.05, .015));
}

TEST_CASE("Theil-Sen: the reference slope, what outliers do to it, and its interval", "[stats][oracle]") {
  const auto ranking = oracle("stats")["model_ranking"];
  const std::vector<double> x = ranking["accuracy"], y = ranking["similarity"];
  const auto vector = [](const std::vector<double>& v) {
    return VectorX<double>(Eigen::Map<const VectorX<double>>(v.data(), std::ssize(v)));
  };
  const stats::Interval slope = stats::theil_sen(vector(x), vector(y));
  CHECK_THAT(slope.value, WithinAbs(ranking["theil_sen_slope"].get<double>(), 1e-12));
  CHECK(slope.low < slope.value);
  CHECK(slope.high > slope.value);
  VectorX<double> line = VectorX<double>::LinSpaced(20, 0, 19), wild = 2 * line;
  wild[19] = -1000;
  wild[3] = 500;
  CHECK_THAT(stats::theil_sen(line, wild).value, WithinAbs(2, 1e-9));
  CHECK(std::isnan(stats::theil_sen(VectorX<double>::Ones(5), line.head(5)).value));
  CHECK_THROWS_AS(stats::theil_sen(line, wild.head(3)), ShapeError);
  // The interval holds the slope in .95 of trials; 500 trials have a standard error of .01.
  const Random random(2);
  Index n_held = 0;
  for (std::uint64_t trial = 0; trial < 500; ++trial) {
    for (Index i = 0; i < 20; ++i) wild[i] = 0.5 * line[i] + random.normal(20 * trial + static_cast<std::uint64_t>(i));
    const stats::Interval found = stats::theil_sen(line, wild);
    n_held += found.low <= 0.5 && found.high >= 0.5 ? 1 : 0;
  }
  CHECK_THAT(static_cast<double>(n_held) / 500, WithinAbs(.95, .03));
}
