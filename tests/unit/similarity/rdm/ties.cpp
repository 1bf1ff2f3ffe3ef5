/// Dissimilarities that are equal in exact arithmetic are equal to the bit, at any scale and offset, in every dissimilarity.
#include <set>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/numeric/ties.hpp"
#include "syncact/similarity/rdm/crossnobis.hpp"
#include "syncact/similarity/rdm/mantel.hpp"
#include "syncact/similarity/rdm/recipe.hpp"
#include "syncact/similarity/rdm/rsa.hpp"

namespace test_rdm_ties {

using namespace syncact;
using namespace syncact::similarity::rdm;

/// n_categories x n_exemplars patterns, 1 in the channel of their category.
MatrixX<double> one_hot(Index n_categories, Index n_exemplars) {
  MatrixX<double> x = MatrixX<double>::Zero(n_categories * n_exemplars, n_categories);
  for (Index i = 0; i < x.rows(); ++i) x(i, i / n_exemplars) = 1;
  return x;
}

Index n_distinct(const Rdm& rdm) { return static_cast<Index>(std::set<double>(rdm.values.begin(), rdm.values.end()).size()); }

Recipe recipe(DissimilarityName name) { return {.dissimilarity = name}; }

const auto distances = {DissimilarityName::squared_euclidean, DissimilarityName::euclidean, DissimilarityName::city_block};

TEST_CASE("a category model has two values, whatever its numbers of categories and exemplars, its scale and its offset") {
  for (Index categories = 2; categories <= 7; ++categories) {
    for (const Index exemplars : {2, 3, 5, 7}) {
      const MatrixX<double> x = one_hot(categories, exemplars);
      for (const DissimilarityName name : distances) {
        for (const double scale : {1.0, 0.1, 3e-13, 7e12}) {
          for (const double offset : {0.0, 0.3, 1000.0, -5.5}) {
            INFO(categories << " x " << exemplars << ", " << static_cast<int>(name) << ", " << scale << ", " << offset);
            CHECK(n_distinct(recipe(name).make(MatrixX<double>(scale * (x.array() + offset)))) == 2);
          }
        }
      }
      if (categories > 2) {  // of two channels every correlation is 1 or -1
        CHECK(n_distinct(recipe(DissimilarityName::correlation).make(x)) == 2);
        CHECK(n_distinct(recipe(DissimilarityName::correlation).make(MatrixX<double>(0.7 * (x.array() + 40)))) == 2);
      }
      CHECK(n_distinct(recipe(DissimilarityName::cosine).make(x)) == 2);
    }
  }
}

TEST_CASE("equal patterns are equally far from every other, wherever they stand") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const MatrixX<double> few = test::noise<double>(5, 7, seed);
    MatrixX<double> twice(10, 7);
    for (Index i = 0; i < 10; ++i) twice.row(i) = few.row((3 * i) % 5);
    for (const auto name : {DissimilarityName::correlation, DissimilarityName::cosine, DissimilarityName::squared_euclidean,
                            DissimilarityName::euclidean, DissimilarityName::city_block}) {
      INFO(seed << ", " << static_cast<int>(name));
      CHECK(n_distinct(recipe(name).make(twice)) == 1 + 10);
    }
    const std::vector<MatrixX<double>> runs{twice, 2 * twice, twice.array() + 1};
    CHECK(n_distinct(Rdm(Crossnobis{}.dissimilarities(std::span<const MatrixX<double>>(runs)))) <= 1 + 10);
  }
}

TEST_CASE("what differs stays different, also beside an outlier and near zero") {
  MatrixX<double> x = test::noise<double>(60, 9, 3);
  CHECK(n_distinct(recipe(DissimilarityName::squared_euclidean).make(x)) == 60 * 59 / 2);
  x.row(7) *= 1e7;
  CHECK(n_distinct(recipe(DissimilarityName::squared_euclidean).make(x)) == 60 * 59 / 2);
  MatrixX<double> close = MatrixX<double>::Ones(4, 3);
  for (Index i = 1; i < 4; ++i) close(i, 0) += std::pow(10.0, -3.0 * static_cast<double>(i));
  CHECK(n_distinct(recipe(DissimilarityName::squared_euclidean).make(close)) == 6);
}

TEST_CASE("ties are settled alike in a sorted and in a hashed list") {
  for (const Index n : {100, 20000}) {  // above 4096 only candidates are sorted
    VectorX<double> values(n);
    const Random random(4);
    for (Index k = 0; k < n; ++k) {
      values[k] = static_cast<double>(1 + k % 50) * (1 + 1e-15 * (random.uniform(static_cast<std::uint64_t>(k)) - 0.5));
    }
    VectorX<double> settled = values;
    numeric::settle_ties(settled, 1e-12);
    CHECK(std::set<double>(settled.begin(), settled.end()).size() == 50);
    CHECK((settled - values).cwiseAbs().maxCoeff() < 1e-12);
    VectorX<double> apart = VectorX<double>::LinSpaced(n, 1, 2);
    const VectorX<double> before = apart;
    numeric::settle_ties(apart, 1e-12);
    CHECK(apart == before);
  }
  VectorX<double> with_nan(4);
  with_nan << 1, std::nan(""), 1 + 1e-14, 0;
  numeric::settle_ties(with_nan, 1e-12);
  CHECK((with_nan[0] == with_nan[2] && std::isnan(with_nan[1]) && with_nan[3] == 0));
}

TEST_CASE("rank correlations of a category model are those of exact arithmetic") {
  // By hand: two values in the model; the brain has whole numbers, so that its squared distances are exact too.
  const MatrixX<double> model = one_hot(3, 4);
  MatrixX<double> brain(12, 3);
  const Random random(8);
  for (Index k = 0; k < brain.size(); ++k) brain.data()[k] = std::floor(5 * random.uniform(static_cast<std::uint64_t>(k)));
  Rdm exact_model{12, VectorX<double>(66)}, exact_brain = exact_model;
  for (Index i = 0, k = 0; i < 12; ++i) {
    for (Index j = i + 1; j < 12; ++j, ++k) {
      exact_model.values[k] = (model.row(i) - model.row(j)).squaredNorm();
      exact_brain.values[k] = (brain.row(i) - brain.row(j)).squaredNorm();
    }
  }
  for (const auto comparison :
       {ComparisonName::spearman, ComparisonName::kendall_tau_a, ComparisonName::kendall_tau_b, ComparisonName::rho_a}) {
    const ComparisonChoice by{.comparison = comparison};
    const Rsa rsa{recipe(DissimilarityName::squared_euclidean), by};
    CHECK(rsa.compare(model, brain).value == by.compare(exact_model, exact_brain).value);
    CHECK(rsa.compare(MatrixX<double>(0.1 * model.array() + 70), MatrixX<double>(0.3 * brain.array() - 1000)).value ==
          by.compare(exact_model, exact_brain).value);
  }
}

TEST_CASE("with few conditions every relabelling is used once, and p is no smaller than symmetry allows") {
  const Rdm model = recipe(DissimilarityName::squared_euclidean).make(one_hot(3, 2));
  const Rdm brain = recipe(DissimilarityName::squared_euclidean).make(test::noise<double>(6, 5, 11));
  const Mantel test = mantel(model, brain, Spearman{}, {.n_permutations = 9999});
  CHECK(test.null.size() == 719);
  Index n_same = 1;  // the identity
  for (const double value : test.null) n_same += std::abs(value - test.observed.value) < 1e-12;
  CHECK(n_same >= 48);  // 3! orders of the categories times 2^3 within them
  CHECK(test.p >= 48.0 / 720 - 1e-12);
  CHECK(mantel(model, brain, Spearman{}, {.n_permutations = 100}).null.size() == 100);
  std::set<std::vector<Index>> orders;
  for (Index which = 0; which < 24; ++which) {
    std::vector<Index> label{0, 1, 2, 3};
    similarity::rdm::detail::permute(label, which);
    orders.insert(label);
  }
  CHECK(orders.size() == 24);
}

}  // namespace test_rdm_ties
