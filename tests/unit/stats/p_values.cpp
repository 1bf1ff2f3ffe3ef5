#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "syncact/core/random.hpp"
#include "syncact/numeric/student_t.hpp"
#include "syncact/stats/conjunction.hpp"
#include "syncact/stats/correction.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {
void check_all(const std::vector<double>& actual, const std::vector<double>& expected, double tolerance) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) CHECK_THAT(actual[i], WithinAbs(expected[i], tolerance));
}
}  // namespace

TEST_CASE("Corrections give statsmodels' values", "[stats][oracle]") {
  const auto values = oracle("stats")["multiple_comparisons"];
  const std::vector<double> p = values["p"];
  const auto& adjusted = values["adjusted"];
  check_all(stats::benjamini_hochberg(p), adjusted["BH"], 1e-11);
  check_all(stats::benjamini_yekutieli(p), adjusted["BY"], 1e-11);
  check_all(stats::holm(p), adjusted["holm"], 1e-11);
  check_all(stats::bonferroni(p), adjusted["bonferroni"], 1e-11);
  check_all(stats::hommel(p), adjusted["hommel"], 1e-11);
}

TEST_CASE("Hommel's p is the closed test of Simes' inequality", "[stats][law]") {
  const Random random(3);
  for (std::uint64_t trial = 0; trial < 30; ++trial) {
    std::vector<double> p;
    for (std::uint64_t i = 0; i < 7; ++i) p.push_back(std::pow(random.uniform(7 * trial + i), 3));
    std::vector<double> closed(7, 0.0);  // the largest Simes p of all subsets that hold the test
    for (unsigned subset = 1; subset < 128; ++subset) {
      std::vector<double> members;
      for (unsigned i = 0; i < 7; ++i) {
        if ((subset >> i & 1) != 0) members.push_back(p[i]);
      }
      std::sort(members.begin(), members.end());
      double simes = 1;
      for (std::size_t j = 0; j < members.size(); ++j) {
        simes = std::min(simes, static_cast<double>(members.size()) * members[j] / static_cast<double>(j + 1));
      }
      for (unsigned i = 0; i < 7; ++i) {
        if ((subset >> i & 1) != 0) closed[i] = std::max(closed[i], simes);
      }
    }
    check_all(stats::hommel(p), closed, 1e-14);
  }
  CHECK(stats::hommel(std::vector<double>{}).empty());
  CHECK(stats::hommel(std::vector<double>{0.3}) == std::vector<double>{0.3});
}

TEST_CASE("An undefined test stays undefined and does not count", "[stats]") {
  const std::vector<double> p{0.01, NAN, 0.04, 0.03};
  const std::vector<double> without{0.01, 0.04, 0.03};
  const auto compare = [&](const std::vector<double>& all, const std::vector<double>& part) {
    CHECK(std::isnan(all[1]));
    check_all({all[0], all[2], all[3]}, part, 0);
  };
  compare(stats::benjamini_hochberg(p), stats::benjamini_hochberg(without));
  compare(stats::benjamini_yekutieli(p), stats::benjamini_yekutieli(without));
  compare(stats::holm(p), stats::holm(without));
  compare(stats::bonferroni(p), stats::bonferroni(without));
  CHECK(stats::benjamini_hochberg({}).empty());
  const std::vector<double> wrong{1.5};
  CHECK_THROWS_AS(stats::holm(wrong), ValueError);
}

TEST_CASE("A conjunction is as sure as its least sure study", "[stats]") {
  CHECK(stats::conjunction(std::vector<double>{0.01, 0.2, 0.03}) == 0.2);
  CHECK(std::isnan(stats::conjunction(std::vector<double>{0.01, std::nan("")})));
  CHECK_THROWS_WITH(stats::conjunction({}), says("the number of p-values must be >= 1, is 0"));
  CHECK_THROWS_WITH(stats::conjunction(std::vector<double>{0.5, 1.2}), says("p must lie in [0, 1]"));
}

TEST_CASE("q from the histogram of counts equals q from all p-values", "[stats]") {
  const Index n_draws = 99;
  std::vector<Index> histogram(n_draws + 1, 0), counts;
  std::vector<double> p;
  const Random random(1);
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const double u = random.uniform(i);
    counts.push_back(static_cast<Index>((i % 10 == 0 ? u * u * u * u : u) * 99.99));
    ++histogram[static_cast<std::size_t>(counts.back())];
    p.push_back(stats::p_from_null(counts.back(), n_draws));
  }
  const auto from_p = stats::benjamini_hochberg(p), from_counts = stats::benjamini_hochberg_of_counts(histogram);
  for (std::size_t i = 0; i < p.size(); ++i) {
    CHECK_THAT(from_counts[static_cast<std::size_t>(counts[i])], WithinAbs(from_p[i], 1e-14));
  }
}

TEST_CASE("p from a null is never 0 and counts ties", "[stats]") {
  CHECK(stats::p_from_null(0, 99) == 0.01);
  CHECK(stats::p_from_null(99, 99) == 1.0);
  VectorX<double> null(4);
  null << 0.3, 0.1, 0.4, 0.2;
  const stats::MaxStatistic test(null, 1e-6);
  CHECK(test.p(0.5) == 0.2);
  CHECK(test.p(0.4) == 0.4);
  CHECK(test.p(0.4 + 1e-7) == 0.4);
  CHECK(test.p(0.4 + 1e-5) == 0.2);
  CHECK(test.p(0.0) == 1.0);
  CHECK(std::isnan(test.p(NAN)));
  CHECK_THROWS_AS(stats::MaxStatistic(VectorX<double>::Constant(2, NAN)), ValueError);
}

TEST_CASE("The threshold separates p above and below the level", "[stats]") {
  for (const Index n : {18, 19, 20, 99, 100, 119}) {
    const stats::MaxStatistic test(VectorX<double>::LinSpaced(n, 0.1, 0.6));
    const double threshold = test.threshold(0.05);
    INFO("n = " << n);
    if (n < 19) {
      CHECK(std::isinf(threshold));
    } else {
      CHECK(test.p(threshold) > 0.05);
      CHECK(test.p(threshold + 1e-9) <= 0.05);
    }
  }
}

TEST_CASE("The t distribution is right from the center to the tails", "[stats]") {
  CHECK_THAT(numeric::student_t_survival(0, 5), WithinAbs(0.5, 1e-15));
  // df = 1 and 2 have closed forms
  for (const double t : {-3.0, -0.2, 0.7, 5.0, 60.0}) {
    CHECK_THAT(numeric::student_t_survival(t, 1), WithinRel(0.5 - std::atan(t) / std::acos(-1.0), 1e-9));
    const double closed =
        t > 0 ? 1 / (std::sqrt(2 + t * t) * (std::sqrt(2 + t * t) + t)) : 0.5 - t / (2 * std::sqrt(2 + t * t));
    CHECK_THAT(numeric::student_t_survival(t, 2), WithinRel(closed, 1e-12));
  }
  CHECK_THAT(numeric::student_t_survival(1.959963984540054, 1e7), WithinAbs(0.025, 1e-7));
  CHECK(numeric::student_t_survival(INFINITY, 3) == 0);
  CHECK_THROWS_AS(numeric::student_t_survival(1, 0), ValueError);
}

TEST_CASE("The textbook p of a correlation is scipy's, tiny ones too", "[stats][oracle]") {
  for (const auto& pair : oracle("stats")["correlation_under_autocorrelation"]["pairs"]) {
    const double r = pair["r"], p = pair["p_t_iid"];
    CHECK_THAT(numeric::p_assuming_independent_samples(r, 120), WithinRel(p, 1e-9));  // r comes with 12 digits
  }
  const auto ranking = oracle("stats")["model_ranking"];
  CHECK_THAT(numeric::p_assuming_independent_samples(ranking["pearson"], 12),
             WithinRel(ranking["pearson_p"].get<double>(), 1e-8));
  CHECK(std::isnan(numeric::p_assuming_independent_samples(0.5, 2)));
  CHECK(std::isnan(numeric::p_assuming_independent_samples(NAN, 20)));
  CHECK(numeric::p_assuming_independent_samples(1, 20) == 0);
}
