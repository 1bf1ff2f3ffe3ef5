#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/annotation/describe/caption_keywords.hpp"
#include "syncact/annotation/describe/invert.hpp"
#include "syncact/annotation/describe/mutual_information.hpp"
#include "syncact/annotation/describe/project_weights.hpp"
#include "syncact/annotation/describe/top_frames.hpp"

namespace syncact::describe_test {

using test::says, test::WithinAbs;
using namespace annotation::describe;

TEST_CASE("The most active frames come first, ties by time, and scenes apart") {
  const VectorX<double> unit = (VectorX<double>(7) << 1, 5, 5, 2, 9, 8, 0).finished();
  CHECK(top_frames(unit, 3) == std::vector<Index>{4, 5, 1});
  CHECK(top_frames(unit, 4) == std::vector<Index>{4, 5, 1, 2});
  CHECK(top_frames(unit, 99).size() == 7);
  CHECK(top_frames(unit, 3, 2) == std::vector<Index>{4, 1, 6});
  CHECK_THROWS_WITH(top_frames(unit, 0), says("must be >= 1, is 0"));
  CHECK_THROWS_WITH(top_frames(VectorX<double>::Constant(3, std::nan("")), 1), says("must not be NaN"));
}

TEST_CASE("Pointwise mutual information is that of its formula") {
  MatrixX<double> p(4, 2);
  p << .5, .1, .25, .4, .125, .2, 0, .3;
  const MatrixX<double> unit = (MatrixX<double>(4, 1) << 3, 2, 1, 0).finished();
  const MatrixX<double> scores = PointwiseMutualInformation{.n_top = 2, .lambda = .5}.scores(unit, p);
  CHECK_THAT(scores(0, 0), WithinAbs((std::log(.5) + std::log(.25)) / 2 - .5 * std::log(.21875), 1e-12));
  CHECK_THAT(scores(0, 1), WithinAbs((std::log(.1) + std::log(.4)) / 2 - .5 * std::log(.25), 1e-12));
  // A label that is certain on no frame is not minus infinity.
  CHECK(std::isfinite(PointwiseMutualInformation{.n_top = 4}.scores(unit, p)(0, 0)));
  CHECK_THROWS_WITH((PointwiseMutualInformation{}.scores(unit, 2 * p + MatrixX<double>::Constant(4, 2, .5))),
                    says("must lie in [0, 1]"));
}

TEST_CASE("Soft weighted mutual information is that of its formula") {
  MatrixX<double> p(3, 2), units(3, 2);
  p << .9, .2, .5, .5, .1, .7;
  units << 3, 0, 2, 1, 1, 5;
  const SoftWpmi method{.n_top = 100, .lambda = .6};
  const auto term = [&](int i, double probability) {
    return std::log(1 + (.998 - i / 100.0 * (.998 - .97)) * (probability - 1) + 1e-7);
  };
  const double s00 = term(0, .9) + term(1, .5) + term(2, .1), s10 = term(0, .1) + term(1, .5) + term(2, .9);
  const MatrixX<double> scores = method.scores(units, p);
  const double prior = std::log((std::exp(s00) + std::exp(s10)) / 2);
  CHECK_THAT(scores(0, 0), WithinAbs(s00 - .6 * prior, 1e-12));
  CHECK_THAT(scores(1, 0), WithinAbs(s10 - .6 * prior, 1e-12));
  // Hundreds of improbable frames do not underflow.
  const MatrixX<double> rare = MatrixX<double>::Constant(400, 1, 1e-6), many = test::noise<double>(400, 3, 1);
  CHECK((SoftWpmi{.n_top = 400}.scores(many, rare).array().isFinite()).all());
}

TEST_CASE("INVERT finds the formula that a unit was made of, and no longer one") {
  const MatrixX<double> noise = test::noise<double>(600, 6, 2);
  MatrixX<double> labels = (noise.leftCols(5).array() > .6).cast<double>();
  const std::vector<std::string> names{"dog", "cat", "car", "sea", "sky"};
  const VectorX<double> either = labels.col(0).cwiseMax(labels.col(1));
  VectorX<double> unit = either + .05 * noise.col(5);
  const Described found = Invert{}.describe(unit, labels);
  CHECK(((found.formula.text(names) == "dog OR cat") || (found.formula.text(names) == "cat OR dog")));
  CHECK(found.auc == 1);
  CHECK(found.p < 1e-20);
  CHECK_THAT(found.prevalence, WithinAbs(either.mean(), 1e-12));

  unit = labels.col(2).cwiseMin((1 - labels.col(3).array()).matrix()) + .05 * noise.col(5);
  const std::string car = Invert{}.describe(unit, labels).formula.text(names);
  CHECK((car == "car AND NOT sea" || car == "NOT sea AND car"));
  CHECK(Invert{.length = 1}.describe(unit, labels).formula.text(names) == "car");
  CHECK(Invert{.length = 1}.describe(-unit, labels).formula.text(names) == "NOT car");

  // The AUC is the referee's.
  const VectorX<double> on = found.formula.on(labels);
  const VectorX<double> again = either + .05 * noise.col(5);
  CHECK(found.auc == annotation::referee::unit_score(annotation::referee::UnitScore::auc, again, on));
}

TEST_CASE("INVERT leaves out rare labels, and says so where nothing is left") {
  MatrixX<double> labels = MatrixX<double>::Zero(100, 2);
  labels(3, 0) = 1;
  const MatrixX<double> unit = test::noise<double>(100, 1, 4);
  const Described none = Invert{.min_prevalence = .05}.describe(unit.col(0), labels);
  CHECK(none.formula.literals.empty());
  CHECK(std::isnan(none.auc));
  CHECK(none.p == 1);
  CHECK_THROWS_WITH(Invert{.length = 0}.describe(unit.col(0), labels), says("length must be >= 1, is 0"));
  labels(0, 0) = .5;
  CHECK_THROWS_WITH(Invert{}.describe(unit.col(0), labels), says("labels must be 0 or 1"));
}

TEST_CASE("The Mann-Whitney p of a random label is small as often as it should be") {
  // 400 units of noise against one label: p <= .05 in 20 on average, within 4 standard errors.
  const MatrixX<double> units = test::noise<double>(200, 400, 5);
  const MatrixX<double> label = (test::noise<double>(200, 1, 6).array() > .3).cast<double>();
  Index n = 0;
  for (Index u = 0; u < 400; ++u) n += Invert{.length = 1, .negations = false}.describe(units.col(u), label).p <= .05 ? 1 : 0;
  CHECK(n >= 3);
  CHECK(n <= 37);
}

TEST_CASE("The keywords of a unit are words of its pictures' captions that are like its weights") {
  // Eight directions, a word for each; a picture shows two of them, and its caption also has a word that says nothing.
  constexpr Index n_concepts = 8, n_pictures = 400;
  const Random random(3);
  MatrixX<double> words = MatrixX<double>::Zero(n_concepts + 1, n_concepts + 2);
  words.topLeftCorner(n_concepts, n_concepts).setIdentity();
  words(n_concepts, n_concepts) = 1;  // "a"
  MatrixX<double> pictures = 0.1 * test::noise<double>(n_pictures, n_concepts + 2, 7);
  MatrixX<double> captions = MatrixX<double>::Zero(n_pictures, n_concepts + 1);
  captions.col(n_concepts).setOnes();
  for (Index i = 0; i < n_pictures; ++i) {
    for (std::uint64_t k = 0; k < 2; ++k) {
      const auto shown = static_cast<Index>(random.below(2 * static_cast<std::uint64_t>(i) + k, n_concepts));
      pictures(i, shown) += 1;
      captions(i, shown) = 1;
    }
  }
  MatrixX<double> weights = MatrixX<double>::Zero(4, n_concepts + 2);
  weights(0, 2) = 3;                       // one concept
  weights(1, 4) = 1, weights(1, 6) = 0.6;  // two
  weights(2, 1) = -1, weights(2, 5) = 1;   // one, and not another
  const auto keywords = caption_keywords(weights, pictures, captions, words, {.n_keywords = 2});
  REQUIRE(keywords[0].size() == 1);
  CHECK(keywords[0][0].word == 2);
  CHECK_THAT(keywords[0][0].similarity, WithinAbs(1, 1e-12));
  CHECK(keywords[0][0].n_captions == 50);
  REQUIRE(keywords[1].size() == 2);
  CHECK(keywords[1][0].word == 4);
  CHECK(keywords[1][1].word == 6);
  REQUIRE(keywords[2].size() == 1);
  CHECK(keywords[2][0].word == 5);
  CHECK(keywords[3].empty());
  // Scales do not matter, and a word that no caption of the best pictures has is not taken, however like it is.
  CHECK(caption_keywords(1e6 * weights, 1e-3 * pictures, captions, 7 * words)[1][1].word == 6);
  captions.col(2).setZero();
  CHECK(caption_keywords(weights, pictures, captions, words)[0].empty());
  CHECK_THROWS_WITH(caption_keywords(weights, pictures, captions, words, {.n_pictures = 0}),
                    says("n_pictures must be >= 1, is 0"));
  CHECK_THROWS_WITH(caption_keywords(weights, pictures, words, words), says("number of captions must be 400, is 9"));
}

TEST_CASE("Projected weights lie among the pictures") {
  MatrixX<double> pictures(3, 2);
  pictures << 2, 0, 0, 3, 4, 4;
  const MatrixX<double> weights = (MatrixX<double>(3, 2) << 5, 0, .1, .1, 0, 0).finished();
  const MatrixX<double> nearest = project_weights(weights, pictures, 1e4);
  CHECK_THAT(nearest(0, 0), WithinAbs(2, 1e-9));  // the nearest picture, at its length
  CHECK_THAT(nearest(0, 1), WithinAbs(0, 1e-9));
  CHECK_THAT(nearest(1, 0), WithinAbs(4, 1e-9));
  CHECK(nearest.row(2).isZero());
  // By hand at t = 1 for w = (1, 0): similarities 1, 0, sqrt(1/2).
  const double c = std::sqrt(.5), sum = std::exp(1) + 1 + std::exp(c);
  const double s0 = std::exp(1) / sum, s1 = 1 / sum, s2 = std::exp(c) / sum;
  const Eigen::RowVector2d mean(s0 + s2 * c, s1 + s2 * c);
  const Eigen::RowVector2d expected = mean.normalized() * (2 * s0 + 3 * s1 + std::sqrt(32.0) * s2);
  CHECK((project_weights(weights, pictures, 1).row(0) - expected).norm() < 1e-12);
  CHECK_THROWS_WITH(project_weights(weights, pictures, 0), says("t must be > 0"));
}

}  // namespace syncact::describe_test
