#include "syncact/stats/sign_flips.hpp"
#include "support/catch.hpp"
#include "support/noise.hpp"

using namespace syncact;
using namespace syncact::test;

TEST_CASE("Sign flips of few subjects are listed, and p is their share", "[stats][law]") {
  const MatrixX<double> values = noise<double>(6, 3, 4).array() + 0.5;
  const auto test = stats::sign_flip_test(values);
  CHECK(test.exhaustive);
  CHECK(test.n_draws == 63);
  const auto t_of = [](const VectorX<double>& x) {
    const double mean = x.mean(), sd = std::sqrt((x.array() - mean).square().sum() / 5);
    return mean / (sd / std::sqrt(6.0));
  };
  for (Index i = 0; i < 3; ++i) {
    CHECK_THAT(test.t[i], WithinRel(t_of(values.col(i)), 1e-12));
    Index alone = 0, family = 0;
    for (int ways = 0; ways < 64; ++ways) {
      double largest = -1e300;
      for (Index j = 0; j < 3; ++j) {
        VectorX<double> x = values.col(j);
        for (Index s = 0; s < 6; ++s) x[s] *= (ways >> s & 1) != 0 ? -1 : 1;
        const double t = t_of(x);
        largest = std::max(largest, t);
        if (j == i) alone += t >= test.t[i] - 1e-9;
      }
      family += largest >= test.t[i] - 1e-9;
    }
    CHECK_THAT(test.p_uncorrected[i], WithinRel(static_cast<double>(alone) / 64, 1e-12));
    CHECK_THAT(test.p_fwe[i], WithinRel(static_cast<double>(family) / 64, 1e-12));
  }
}

TEST_CASE("Sign flips keep the family-wise level, in both tails too", "[stats]") {
  // 12 subjects, 20 correlated tests. Bound: .05 + 3.1 standard errors of 400 studies (.0109) is 33.
  for (const bool both : {false, true}) {
    Index n_false = 0;
    for (std::uint64_t study = 0; study < 400; ++study) {
      MatrixX<double> values = noise<double>(12, 20, 10 + study);
      values.colwise() += noise<double>(12, 1, 7000 + study).col(0);
      n_false +=
          stats::sign_flip_test(values, {.n_permutations = 199, .seed = study, .both_tails = both}).p_fwe.minCoeff() <= 0.05;
    }
    CHECK(n_false <= 33);
  }
}

TEST_CASE("Sign flips of tests that are undefined, constant, or the same in all subjects", "[stats]") {
  MatrixX<double> values = noise<double>(5, 300, 2);
  values.col(3).setZero();
  values(2, 7) = std::nan("");
  values.col(9).setConstant(0.1);
  const auto test = stats::sign_flip_test(values);
  CHECK(std::isnan(test.t[3]));
  CHECK(std::isnan(test.p_fwe[3]));
  CHECK(std::isnan(test.p_uncorrected[7]));
  CHECK(test.t[9] > 1e6);
  CHECK(test.p_uncorrected[9] == 1 / 32.0);  // all subjects agree: the least p that five can give
  CHECK(test.p_fwe.tail(290).allFinite());
  // scale is nothing
  CHECK(stats::sign_flip_test(values * 1e-30).p_fwe.tail(290) == test.p_fwe.tail(290));
  CHECK_THROWS_WITH(stats::sign_flip_test(values.topRows(1)), says("the number of subjects must be >= 2, is 1"));
  CHECK_THROWS_WITH(stats::sign_flip_test(values, {.n_permutations = 0}), says("n_permutations must be >= 1, is 0"));
}
