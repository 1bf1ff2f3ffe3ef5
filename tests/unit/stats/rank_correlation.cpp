#include "syncact/stats/rank_correlation.hpp"

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/smooth_series.hpp"
#include "support/table_close.hpp"

using namespace syncact;
using namespace syncact::test;

TEST_CASE("Correlations over models are scipy's", "[stats][oracle]") {
  const auto values = oracle("stats")["model_ranking"];
  const VectorX<double> a = column(values["accuracy"]), b = column(values["similarity"]);
  CHECK_THAT(stats::pearson(a, b), WithinAbs(values["pearson"].get<double>(), 1e-11));
  CHECK_THAT(stats::spearman(a, b), WithinAbs(values["spearman"].get<double>(), 1e-11));
  CHECK_THAT(stats::kendall_tau_b(a, b), WithinAbs(values["kendall_tau_b"].get<double>(), 1e-11));
  CHECK(table_close(numeric::average_ranks(a), column(values["ranks_accuracy"]), 0) == "");
  CHECK(table_close(numeric::average_ranks(b), column(values["ranks_similarity"]), 0) == "");
}

TEST_CASE("Correlations of constant or too short lists are undefined", "[stats]") {
  const VectorX<double> constant = VectorX<double>::Constant(5, 0.1), line = VectorX<double>::LinSpaced(5, 0, 1);
  CHECK(std::isnan(stats::pearson(constant, line)));
  CHECK(std::isnan(stats::spearman(line, constant)));
  CHECK(std::isnan(stats::kendall_tau_b(line, constant)));
  CHECK(std::isnan(stats::pearson(line.head(1), line.head(1))));
  CHECK_THROWS_AS(stats::pearson(line, line.head(4)), ShapeError);
}

TEST_CASE("The bootstrap interval covers the truth about as often as it says", "[stats]") {
  // 200 samples of 40 pairs with true r = 0.6. Percentile intervals cover a little less than nominal 95 %; with 200 samples
  // the standard error is .015. A correct implementation leaves [.88, .99] in fewer than 1 of 1000 seeds.
  Index covered = 0;
  for (std::uint64_t s = 0; s < 200; ++s) {
    const MatrixX<double> z = white_noise(40, 2, 100 + s);
    const VectorX<double> a = z.col(0), b = 0.6 * z.col(0) + 0.8 * z.col(1);
    const stats::Interval interval = stats::bootstrap(a, b, stats::pearson, {.n_resamples = 400, .seed = s});
    covered += interval.low <= 0.6 && 0.6 <= interval.high;
  }
  CHECK(covered >= 176);
  CHECK(covered <= 198);
}

TEST_CASE("A bootstrap without enough defined resamples has no interval", "[stats]") {
  VectorX<double> a(2), b(2);
  a << 1, 2;
  b << 3, 5;
  const stats::Interval interval = stats::bootstrap(a, b, stats::pearson, {.n_resamples = 100});
  CHECK_THAT(interval.value, WithinAbs(1, 1e-15));
  CHECK(interval.n_resamples < 100);
  VectorX<double> flat = VectorX<double>::Ones(5);
  CHECK(std::isnan(stats::bootstrap(flat, flat, stats::pearson, {.n_resamples = 10}).low));
  CHECK_THROWS_AS(stats::bootstrap(a, b, stats::pearson, {.level = 1.0}), ValueError);
}

TEST_CASE("Intervals of correlations cover as stated, also with five pairs", "[stats]") {
  // 2000 samples of normal pairs with correlation .8: the share covered has standard error .005.
  const auto coverage = [](Index n, auto interval, double truth) {
    Index n_covered = 0;
    for (std::uint64_t s = 0; s < 2000; ++s) {
      const Random random(s, static_cast<std::uint64_t>(n));
      VectorX<double> a(n), b(n);
      for (Index i = 0; i < n; ++i) {
        a[i] = random.normal(static_cast<std::uint64_t>(2 * i));
        b[i] = 0.8 * a[i] + 0.6 * random.normal(static_cast<std::uint64_t>(2 * i + 1));
      }
      const stats::Interval found = interval(a, b);
      n_covered += found.low <= truth && truth <= found.high;
    }
    return static_cast<double>(n_covered) / 2000;
  };
  const auto pearson = [](const auto& a, const auto& b) { return stats::pearson_interval(a, b); };
  const auto spearman = [](const auto& a, const auto& b) { return stats::spearman_interval(a, b); };
  CHECK(std::abs(coverage(5, pearson, 0.8) - 0.95) < 0.02);
  CHECK(std::abs(coverage(20, pearson, 0.8) - 0.95) < 0.02);
  const double rho = 6 / std::acos(-1.0) * std::asin(0.4);  // of normal pairs
  CHECK(std::abs(coverage(20, spearman, rho) - 0.95) < 0.02);
  CHECK(coverage(5, spearman, rho) == 0);  // none is given
  CHECK_THAT(numeric::normal_quantile(0.975), WithinAbs(1.959963984540054, 1e-13));
}
