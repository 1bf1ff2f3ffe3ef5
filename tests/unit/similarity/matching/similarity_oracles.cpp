#include <functional>

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/similarity_inputs.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/matching/hard_correlation_match.hpp"
#include "syncact/similarity/matching/jaccard_knn.hpp"
#include "syncact/similarity/matching/mutual_knn.hpp"
#include "syncact/similarity/matching/pairwise_match.hpp"
#include "syncact/similarity/matching/permutation.hpp"
#include "syncact/similarity/matching/rank_similarity.hpp"
#include "syncact/similarity/matching/second_order_cosine.hpp"
#include "syncact/similarity/matching/semi_correlation_match.hpp"
#include "syncact/similarity/matching/soft_matching.hpp"

using namespace syncact;
using namespace syncact::similarity::matching;
using namespace syncact::test;
using similarity::representation::Nearness;
using similarity::representation::PreparedTable;

namespace {

struct Inputs {
  PreparedTable<> x{similarity_input("X")}, y{similarity_input("Y")}, z{similarity_input("Z")};
};

/// max over all one-to-one pairings of equally many rows and columns.
double best_of_all_pairings(const MatrixX<double>& score) {
  std::vector<Index> order(static_cast<std::size_t>(score.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  double best = -HUGE_VAL;
  do {
    double sum = 0;
    for (Index i = 0; i < score.rows(); ++i) sum += score(i, order[static_cast<std::size_t>(i)]);
    best = std::max(best, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

MatrixX<double> pearson(const MatrixX<double>& x, const MatrixX<double>& y) {
  const MatrixX<double> a = x.rowwise() - x.colwise().mean(), b = y.rowwise() - y.colwise().mean();
  return linalg::cross<double>(a.colwise().normalized(), b.colwise().normalized());
}

}  // namespace

TEST_CASE("Matching reproduces the reference values to 1e-10") {
  const Inputs in;
  const auto expect = [&](const char* key, const similarity::Measurement& m) {
    CAPTURE(key);
    CHECK(m.status == similarity::MeasureStatus::ok);
    CHECK_THAT(m.value, WithinRel(oracle("similarity")["oracles"][key]["value"].get<double>(), 1e-10));
  };
  expect("mutual_knn_ip_k3", MutualKnn{3, Nearness::inner_product}.compare(in.x, in.y));
  expect("mutual_knn_ip_k10", MutualKnn{10, Nearness::inner_product}.compare(in.x, in.y));
  expect("mutual_knn_cosine_k3", MutualKnn{3}.compare(in.x, in.y));
  expect("mutual_knn_cosine_k5_XZ", MutualKnn{5}.compare(in.x, in.z));
  expect("mutual_knn_euclidean_k3", MutualKnn{3, Nearness::euclidean}.compare(in.x, in.y));
  expect("mutual_knn_euclidean_k10", MutualKnn{10, Nearness::euclidean}.compare(in.x, in.y));
  expect("jaccard_knn_cosine_k3", JaccardKnn{3}.compare(in.x, in.y));
  expect("jaccard_knn_cosine_k10", JaccardKnn{10}.compare(in.x, in.y));
  expect("second_order_cosine_k5", SecondOrderCosine{5}.compare(in.x, in.y));
  expect("hard_correlation_match", HardCorrelationMatch{}.compare(in.x, in.y));
  expect("pairwise_match_X_to_Y", PairwiseMatch{}.compare(in.x, in.y));
  expect("permutation_euclidean_XZ", PermutationDistance{}.compare(in.x, in.z));
  expect("permutation_angular_XY_zero_padded", PermutationDistance{PermutationForm::angular}.compare(in.x, in.y));
  expect("soft_matching_distance", SoftMatching{}.compare(in.x, in.y));
  expect("soft_matching_distance_unit_norm", SoftMatching{.normalize = MatchingNorm::unit_norm}.compare(in.x, in.y));
  expect("soft_matching_correlation", SoftMatching{SoftScore::correlation}.compare(in.x, in.y));
}

TEST_CASE("What has a definition but no reference value agrees with its slow form") {
  const Inputs in;
  const MatrixX<double> xz = pearson(in.x.values(), in.z.values()), xy = pearson(in.x.values(), in.y.values());
  CHECK_THAT(HardCorrelationMatch{}.compare(in.x, in.z).value, WithinRel(best_of_all_pairings(xz) / 7, 1e-12));

  const MatrixX<double> inner = linalg::cross(in.x.centered(), in.z.centered());
  const double cosine = best_of_all_pairings(inner) / (in.x.centered().norm() * in.z.centered().norm());
  CHECK_THAT(PermutationDistance{PermutationForm::angular}.compare(in.x, in.z).value, WithinRel(std::acos(cosine), 1e-12));
  CHECK_THAT(
      SoftMatching{}.compare(in.x, in.z).value,
      WithinRel(oracle("similarity")["oracles"]["permutation_euclidean_XZ"]["value"].get<double>() / std::sqrt(7), 1e-10));

  double from_x = 0, from_y = 0;
  for (Index i = 0; i < 7; ++i) from_x += xy.row(i).maxCoeff() / 7;
  for (Index j = 0; j < 5; ++j) from_y += xy.col(j).maxCoeff() / 5;
  CHECK_THAT(SemiCorrelationMatch{}.compare(in.x, in.y).value, WithinRel((from_x + from_y) / 2, 1e-12));

  // Neighbours by the rank of each sample among the others, by cosine.
  const auto ranks = [](const MatrixX<double>& t) {
    const MatrixX<double> unit = t.rowwise().normalized().transpose(), cosines = linalg::cross(unit, unit);
    Eigen::MatrixXi rank = Eigen::MatrixXi::Constant(20, 20, 99);
    for (Index i = 0; i < 20; ++i) {
      for (Index j = 0; j < 20; ++j) {
        if (j == i) continue;
        rank(i, j) = 1;
        for (Index l = 0; l < 20; ++l) rank(i, j) += l != i && cosines(i, l) > cosines(i, j) ? 1 : 0;
      }
    }
    return rank;
  };
  const Eigen::MatrixXi r = ranks(in.x.values()), s = ranks(in.y.values());
  double shared = 0, similarity = 0;
  for (Index i = 0; i < 20; ++i) {
    double sum = 0, norm = 0;
    int n = 0;
    for (Index j = 0; j < 20; ++j) {
      shared += r(i, j) <= 10 && s(i, j) <= 10 ? 1 : 0;
      if (r(i, j) > 5 || s(i, j) > 5) continue;
      sum += 2.0 / ((1 + std::abs(r(i, j) - s(i, j))) * (r(i, j) + s(i, j)));
      norm += 1.0 / ++n;
    }
    if (n > 0) similarity += sum / norm / 20;
  }
  CHECK_THAT(MutualKnn{10}.compare(in.x, in.y).value, WithinRel(shared / 200, 1e-12));
  CHECK_THAT(RankSimilarity{5}.compare(in.x, in.y).value, WithinRel(similarity, 1e-12));
}
