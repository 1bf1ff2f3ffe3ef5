// A model among people.
#include "syncact/score/people.hpp"
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/score/alignment_pattern.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {
/// Distances of 1 - r between rows of a table [individual x feature].
MatrixX<double> distances_of(const MatrixX<double>& x) {
  MatrixX<double> d(x.rows(), x.rows());
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.rows(); ++j) {
      const VectorX<double> a = x.row(i).transpose().array() - x.row(i).mean(),
                            b = x.row(j).transpose().array() - x.row(j).mean();
      d(i, j) = i == j ? 0 : 1 - a.dot(b) / a.norm() / b.norm();
    }
  }
  return d;
}
}  // namespace

TEST_CASE("A model that is one of the people passes among them in 19 of 20 studies", "[score]") {
  // 19 people and a model of the same kind: P(p <= .05) = .05. 400 studies, bound .05 + 3.1 standard errors (.0109) is 33.
  int n_false = 0;
  for (std::uint64_t study = 0; study < 400; ++study) {
    MatrixX<double> x = noise<double>(20, 30, study);
    x.rowwise() += noise<double>(1, 30, 5000 + study).row(0);
    const MatrixX<double> d = distances_of(x);
    n_false += score::among_people(d.topLeftCorner(19, 19), d.col(19).head(19)).p <= 0.05;
  }
  CHECK(n_false <= 33);
  CHECK(n_false >= 8);
}

TEST_CASE("A model of another kind is farthest, and p is its rank", "[score]") {
  MatrixX<double> x = noise<double>(20, 30, 1);
  x.topRows(19).rowwise() += noise<double>(1, 30, 2).row(0);
  const MatrixX<double> d = distances_of(x);
  const auto result = score::among_people(d.topLeftCorner(19, 19), d.col(19).head(19));
  CHECK(result.p == 0.05);
  CHECK(result.model_to_people > result.people_to_people);
  for (Index i = 0; i < 19; ++i) CHECK_THAT(result.of_person[i], WithinAbs(d.row(i).sum() / 19, 1e-12));
  CHECK_THROWS_WITH(score::among_people(d.topLeftCorner(1, 1), d.col(19).head(1)),
                    says("the number of people must be >= 2, is 1"));
  CHECK_THROWS_AS(score::among_people(d, d.col(19).head(19)), ShapeError);
  MatrixX<double> wrong = d.topLeftCorner(19, 19);
  wrong(2, 3) += 0.1;
  CHECK_THROWS_WITH(score::among_people(wrong, d.col(19).head(19)),
                    says("the asymmetry of distances must be rounding at most, is 0.1"));
  wrong(2, 3) = std::nan("");
  CHECK_THROWS_WITH(score::among_people(wrong, d.col(19).head(19)), says("must be finite"));
}

TEST_CASE("A model with the people's pattern is told from one without", "[score]") {
  const VectorX<double> shared = noise<double>(30, 1, 1).col(0);
  MatrixX<double> people = 0.7 * noise<double>(10, 30, 2);
  people.rowwise() += shared.transpose();
  const auto good = score::alignment_pattern(shared, people), bad = score::alignment_pattern(noise<double>(30, 1, 3), people);
  CHECK(good.p_model <= 0.01);
  CHECK(good.mean_model > 0.7);
  CHECK(good.p_below > 0.05);
  CHECK(std::abs(bad.mean_model) < 0.5);
  CHECK(bad.p_below <= 0.01);
  CHECK(bad.mean_people == good.mean_people);
  // scale and offset of any profile are nothing
  MatrixX<double> scaled = people;
  scaled.row(4) = scaled.row(4).array() * 1 + 7;
  CHECK_THAT(score::alignment_pattern(VectorX<double>(5 * shared.array() - 3), scaled).mean_model,
             WithinAbs(good.mean_model, 1e-12));
  CHECK_THROWS_WITH(score::alignment_pattern(VectorX<double>::Ones(30), people), says("each profile must vary"));
  CHECK_THROWS_WITH(score::alignment_pattern(shared.head(2), people.leftCols(2)),
                    says("the number of networks must be >= 3, is 2"));
  CHECK_THROWS_AS(score::alignment_pattern(shared, people.leftCols(29)), ShapeError);
}
