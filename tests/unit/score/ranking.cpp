#include "syncact/score/ranking.hpp"

#include "support/catch.hpp"
#include "syncact/core/random.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

/// n models in families of ten; scores rise with accuracy up to `turn` and fall above it.
score::RankedModels made(Index n, double turn, double noise, std::uint64_t seed) {
  score::RankedModels models{VectorX<double>(n), VectorX<double>(n)};
  const Random random(seed);
  for (Index i = 0; i < n; ++i) {
    const auto at = static_cast<std::uint64_t>(2 * i);
    models.accuracies[i] = 0.8 * random.uniform(at);
    const double x = models.accuracies[i];
    models.scores[i] = (x < turn ? x : 2 * turn - x) + noise * random.normal(at + 1);
    models.family.push_back("family_" + std::to_string(i % 10));
  }
  return models;
}

bool says_of(const score::ModelRanking& ranking, const std::string& part) {
  return std::any_of(ranking.verdict.begin(), ranking.verdict.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("A relation that holds throughout is said to hold, one that turns to turn", "[score][ranking]") {
  const auto rising = score::rank_models(made(200, 10, .05, 1), {.n_resamples = 300});
  CHECK(rising.pearson.value > .9);
  CHECK(rising.pearson_by_family->low > .8);
  CHECK(says_of(rising, "more accurate ones are more brain-like"));
  CHECK_FALSE(says_of(rising, "the other way round"));

  const auto turning = score::rank_models(made(200, .5, .03, 1), {.n_resamples = 300});
  CHECK(says_of(turning, "more accurate ones are more brain-like"));
  CHECK(says_of(turning, "this ends"));
  CHECK(says_of(turning, "the other way round"));
  CHECK(turning.cuts.back().pearson.value < -.5);
  for (const auto& cut : turning.cuts) CHECK(cut.n_models >= 20);
}

TEST_CASE("Noise has no relation, and its intervals hold 0", "[score][ranking]") {
  auto models = made(120, 10, 0, 2);
  const Random random(7);
  for (Index i = 0; i < 120; ++i) models.scores[i] = random.normal(static_cast<std::uint64_t>(i));
  const auto ranking = score::rank_models(models, {.n_resamples = 300});
  CHECK(says_of(ranking, "no relation of accuracy and brain score is shown"));
  CHECK(ranking.theil_sen.low < 0);
  CHECK(ranking.theil_sen.high > 0);
}

TEST_CASE("What lies between families is told from what lies within", "[score][ranking]") {
  score::RankedModels models{VectorX<double>(60), VectorX<double>(60)};
  const Random random(4);
  for (Index i = 0; i < 60; ++i) {  // six families: means rise together, members fall
    const double member = random.normal(static_cast<std::uint64_t>(i));
    const auto family = static_cast<double>(i % 6);
    models.accuracies[i] = family + .1 * member;
    models.scores[i] = family - .1 * member;
    models.family.push_back(std::string(1, static_cast<char>('a' + i % 6)));
  }
  const auto ranking = score::rank_models(models, {.n_resamples = 200});
  CHECK_THAT(*ranking.pearson_within, WithinAbs(-1, 1e-9));
  CHECK_THAT(*ranking.pearson_between, WithinAbs(1, .02));
  REQUIRE(ranking.families.size() == 6);
  for (const auto& family : ranking.families) CHECK(family.pearson.value < -.999);
}

TEST_CASE("A covariate that stands behind both takes the relation away", "[score][ranking]") {
  score::RankedModels models{VectorX<double>(80), VectorX<double>(80)};
  models.covariates.resize(80, 1);
  const Random random(6);
  for (Index i = 0; i < 80; ++i) {
    const auto at = static_cast<std::uint64_t>(3 * i);
    const double width = random.normal(at);
    models.covariates(i, 0) = 1e9 * (5 + width);  // its unit does not matter
    models.accuracies[i] = width + .3 * random.normal(at + 1);
    models.scores[i] = width + .3 * random.normal(at + 2);
  }
  const auto ranking = score::rank_models(models, {.n_resamples = 300});
  CHECK(ranking.pearson.low > .8);
  REQUIRE(ranking.partial);
  CHECK(ranking.partial->low < 0);
  CHECK(ranking.partial->high > 0);
  CHECK(says_of(ranking, "not shown to differ from 0"));
  CHECK_FALSE(ranking.pearson_by_family);
}

TEST_CASE("Rankings do not depend on units of score and accuracy, and refuse what is none", "[score][ranking][edge]") {
  const auto models = made(60, .5, .05, 3);
  auto scaled = models;
  scaled.scores = scaled.scores.array() * 1e-6 + 3;
  scaled.accuracies *= 100;
  const auto a = score::rank_models(models, {.n_resamples = 50, .cuts = {.2, .4}});
  const auto b = score::rank_models(scaled, {.n_resamples = 50, .cuts = {20, 40}});
  CHECK_THAT(a.pearson.value, WithinAbs(b.pearson.value, 1e-9));
  CHECK_THAT(a.cuts[1].pearson.low, WithinAbs(b.cuts[1].pearson.low, 1e-9));
  CHECK(a.kendall.value == b.kendall.value);
  CHECK_THROWS_WITH(score::rank_models(made(3, 1, 0, 1)), says("the number of models must be >= 4, is 3"));
  auto broken = models;
  broken.scores[5] = std::nan("");
  CHECK_THROWS_WITH(score::rank_models(broken), says("finite"));
  broken = models;
  broken.family.pop_back();
  CHECK_THROWS_AS(score::rank_models(broken), ShapeError);
}
