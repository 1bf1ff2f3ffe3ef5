// Scores of descriptions, and their sanity tests.
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/annotation/referee/sanity.hpp"

using namespace syncact;
using namespace syncact::test;
using annotation::referee::sanity;
using annotation::referee::unit_score;
using enum annotation::referee::UnitScore;

namespace {

/// A label that is on for a share of 4000 frames.
VectorX<double> label_of(double share) {
  VectorX<double> label = VectorX<double>::Zero(4000);
  label.head(std::llround(share * 4000)).setOnes();
  return label;
}

}  // namespace

TEST_CASE("Sanity tests of a unit that equals its label: closed forms", "[annotation][oracle]") {
  // Changes as shares of the range, for a label of frequency g. Numbers of the literature's table, by hand.
  for (const double g : {0.1, 0.01, 0.4}) {
    const VectorX<double> c = label_of(g);
    const auto check = [&](annotation::referee::UnitScore score, double missing, double extra) {
      const auto found = sanity(score, c, c);
      INFO("g " << g << ", score " << static_cast<int>(score));
      CHECK_THAT(found.missing, WithinAbs(missing, 1e-12));
      CHECK_THAT(found.extra, WithinAbs(extra, 1e-12));
      CHECK(found.passes == (missing < -0.001 && extra < -0.001));
    };
    check(f1, -1.0 / 3, -1.0 / 3);
    check(iou, -0.5, -0.5);
    check(recall, -0.5, 0);
    check(precision, 0, -0.5);
    check(accuracy, -g / 2, -g);
    check(balanced_accuracy, -0.25, -g / (2 * (1 - g)));
    const double fall = (1 - std::sqrt(0.5)) / 2;  // .1464
    check(cosine, -fall, -fall);
    const double missing = (std::sqrt((1 - g) / (2 - g)) - 1) / 2, extra = (std::sqrt((1 - 2 * g) / (2 * (1 - g))) - 1) / 2;
    check(correlation, missing, extra);
    check(spearman, missing, extra);
  }
  // the published digits
  CHECK_THAT(sanity(correlation, label_of(0.1), label_of(0.1)).missing, WithinAbs(-0.1559, 5e-5));
  CHECK_THAT(sanity(correlation, label_of(0.1), label_of(0.1)).extra, WithinAbs(-0.1667, 5e-5));
  CHECK_THAT(sanity(correlation, label_of(0.01), label_of(0.01)).missing, WithinAbs(-0.1473, 5e-5));
  CHECK_THAT(sanity(correlation, label_of(0.01), label_of(0.01)).extra, WithinAbs(-0.1482, 5e-5));
  CHECK_THAT(sanity(correlation, label_of(0.499), label_of(0.499)).missing, WithinAbs(-0.2111, 5e-5));
  CHECK_THAT(sanity(correlation, label_of(0.499), label_of(0.499)).extra, WithinAbs(-0.4777, 5e-5));
}

TEST_CASE("Scores of descriptions by hand", "[annotation]") {
  const VectorX<double> a{{5, 4, 3, 3, 1, 0, 0, 0}}, c{{1, 0, 1, 0, 0, 0, 1, 0}};
  // active: the two most active frames
  const annotation::referee::UnitScoreOptions quarter{.top_share = 0.25};
  CHECK(unit_score(f1, a, c, quarter) == 2.0 / 5);
  CHECK(unit_score(iou, a, c, quarter) == 1.0 / 4);
  CHECK(unit_score(recall, a, c, quarter) == 1.0 / 2);
  CHECK_THAT(unit_score(precision, a, c, quarter), WithinRel(1.0 / 3, 1e-15));
  CHECK(unit_score(accuracy, a, c, quarter) == 5.0 / 8);
  CHECK_THAT(unit_score(balanced_accuracy, a, c, quarter), WithinRel((1.0 / 2 + 4.0 / 6) / 2, 1e-15));
  CHECK_THAT(unit_score(wpmi, a, c, quarter), WithinRel(std::log(0.5) - std::log(3.0 / 8), 1e-12));
  // pairs with : without = 5 beats 5; 3 beats 3 (1, 0, 0), ties 1, loses 1; 0 ties 2, loses 3: 5 + 3.5 + 1 of 15
  CHECK_THAT(unit_score(auc, a, c), WithinRel(9.5 / 15, 1e-12));
  // steps 5 | 4 | 3 3 | 1 | 0 0 0: gains 1/3, 0, 1/3, 0, 1/3 at precision 1, 1/2, 2/4, 2/5, 3/8
  CHECK_THAT(unit_score(auprc, a, c), WithinRel((1 + 0.5 + 3.0 / 8) / 3, 1e-12));
  CHECK_THAT(unit_score(cosine, a, c), WithinRel(8 / std::sqrt(60.0 * 3), 1e-12));
  CHECK_THAT(unit_score(mad, a, c), WithinRel((8.0 / 3 - 8.0 / 5) / std::sqrt(60.0 / 8 - 4), 1e-12));
}

TEST_CASE("Scores of descriptions: invariances and what is undefined", "[annotation][law]") {
  const VectorX<double> a = noise<double>(500, 1, 3).col(0);
  VectorX<double> c = (a.array() + 0.8 * noise<double>(500, 1, 4).col(0).array() > 1).cast<double>();
  for (const auto& choice : choices(annotation::referee::UnitScore{})) {
    INFO(choice.name);
    const double value = unit_score(choice.value, a, c);
    if (choice.value != cosine) CHECK_THAT(unit_score(choice.value, 3 * a.array() + 5, c), WithinAbs(value, 1e-9));
    CHECK_THAT(unit_score(choice.value, 1e-200 * a, c), WithinAbs(value, 1e-9));
    CHECK(std::isnan(unit_score(choice.value, VectorX<double>::Constant(500, 0.1), c)));
    CHECK(std::isnan(unit_score(choice.value, a, VectorX<double>::Zero(500))));
    CHECK(std::isnan(unit_score(choice.value, a, VectorX<double>::Ones(500))));
    // a monotone change of the unit keeps what looks at ranks
    if (choice.value != correlation && choice.value != cosine && choice.value != mad) {
      CHECK_THAT(unit_score(choice.value, a.array().exp(), c), WithinAbs(value, 1e-9));
    }
  }
  CHECK_THAT(unit_score(auc, -a, c), WithinAbs(1 - unit_score(auc, a, c), 1e-12));
  c[3] = 0.5;
  CHECK_THROWS_WITH(unit_score(f1, a, c), says("a label must be 0 or 1"));
  CHECK_THROWS_AS(unit_score(f1, a, c.head(9)), ShapeError);
  CHECK_THROWS_WITH(unit_score(f1, a, VectorX<double>::Zero(500), {.top_share = 1}),
                    says("top_share must lie in (0, 1), is 1"));
  CHECK_THROWS_WITH(sanity(f1, a, VectorX<double>::Ones(500)),
                    says("without the label must be larger than that of frames with it, is 0"));
}

TEST_CASE("A random label has chance scores", "[annotation]") {
  const VectorX<double> a = noise<double>(4000, 1, 3).col(0), c = (noise<double>(4000, 1, 4).col(0).array() > 1).cast<double>();
  CHECK_THAT(unit_score(auc, a, c), WithinAbs(0.5, 0.04));  // 3.1 standard errors of .0125 for 635 of 4000
  CHECK_THAT(unit_score(correlation, a, c), WithinAbs(0, 0.05));
  CHECK_THAT(unit_score(auprc, a, c), WithinAbs(c.mean(), 0.04));
}
