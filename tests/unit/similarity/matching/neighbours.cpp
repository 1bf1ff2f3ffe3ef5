#include "syncact/similarity/representation/neighbours.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/matching/jaccard_knn.hpp"
#include "syncact/similarity/matching/mutual_knn.hpp"
#include "syncact/similarity/matching/rank_similarity.hpp"
#include "syncact/similarity/matching/second_order_cosine.hpp"

using namespace syncact;
using namespace syncact::test;
using similarity::MeasureStatus;
using similarity::representation::Nearness;
using similarity::representation::PreparedTable;

namespace {

/// By sorting everything.
similarity::representation::NeighbourTable slow_neighbours(const MatrixX<double>& x, Index k, Nearness nearness) {
  similarity::representation::NeighbourTable table(k, x.rows());
  for (Index i = 0; i < x.rows(); ++i) {
    std::vector<std::pair<double, Index>> all;
    for (Index j = 0; j < x.rows(); ++j) {
      if (j == i) continue;
      double near = x.row(i).dot(x.row(j));
      if (nearness == Nearness::cosine) near /= x.row(i).norm() * x.row(j).norm();
      if (nearness == Nearness::euclidean) near = -(x.row(i) - x.row(j)).norm();
      all.emplace_back(-near, j);
    }
    std::sort(all.begin(), all.end());
    for (Index r = 0; r < k; ++r) table(r, i) = all[static_cast<std::size_t>(r)].second;
  }
  return table;
}

}  // namespace

TEST_CASE("Neighbours are those that sorting finds, in blocks and in threads") {
  const MatrixX<double> x = noise<double>(530, 4);  // more than one block of 512
  for (const Nearness nearness : {Nearness::inner_product, Nearness::cosine, Nearness::euclidean}) {
    const auto serial = similarity::representation::nearest_neighbours(PreparedTable<>(x), 7, nearness);
    CHECK(serial.status == MeasureStatus::ok);
    CHECK(serial.value == slow_neighbours(x, 7, nearness));
    const PreparedTable<> threaded(x, {.executor = Threads{.n_threads = 3}});
    CHECK(similarity::representation::nearest_neighbours(threaded, 7, nearness).value == serial.value);
    const RowMatrixX<float> rows = x.cast<float>();
    CHECK(similarity::representation::nearest_neighbours(PreparedTable<>(rows), 7, nearness).value ==
          slow_neighbours(rows.cast<double>(), 7, nearness));
  }
  const MatrixX<double> far = (x * 0x1p10).array().round() * 0x1p-10;  // so that the offset is exact
  CHECK(similarity::representation::nearest_neighbours(PreparedTable<>(MatrixX<double>(far.array() + 0x1p27)), 7,
                                                       Nearness::euclidean)
            .value == similarity::representation::nearest_neighbours(PreparedTable<>(far), 7, Nearness::euclidean).value);
}

TEST_CASE("Equal samples are neighbours by rising index, and none is its own neighbour") {
  const Index copies = 5;
  const MatrixX<double> x = noise<double>(40, 6).replicate(copies, 1);  // sample i equals i + 40, i + 80, ...
  for (const Nearness nearness : {Nearness::cosine, Nearness::euclidean}) {
    const auto table = similarity::representation::nearest_neighbours(PreparedTable<>(x), copies, nearness).value;
    for (Index i = 0; i < x.rows(); ++i) {
      Index rank = 0;
      for (Index j = i % 40; j < x.rows(); j += 40) {
        if (j != i) CHECK(table(rank++, i) == j);
      }
      CHECK(table(rank, i) < 40);  // the nearest other one is five times there: the first is taken
    }
  }
  MatrixX<double> grid(25, 2);  // whole numbers tie exactly
  for (Index i = 0; i < 25; ++i) grid.row(i) << static_cast<double>(i / 5), static_cast<double>(i % 5);
  const auto table = similarity::representation::nearest_neighbours(PreparedTable<>(grid), 4, Nearness::euclidean).value;
  CHECK(table.col(12) == Eigen::Matrix<Index, 4, 1>(7, 11, 13, 17));
  CHECK(table == slow_neighbours(grid, 4, Nearness::euclidean));
}

TEST_CASE("Neighbours that do not exist have a status") {
  const PreparedTable<> x(noise<double>(6, 3));
  CHECK(similarity::representation::nearest_neighbours(x, 5, Nearness::cosine).status == MeasureStatus::ok);
  CHECK(similarity::representation::nearest_neighbours(x, 6, Nearness::cosine).status == MeasureStatus::too_few_samples);
  CHECK(similarity::matching::MutualKnn{.k = 6}.compare(x, x).status == MeasureStatus::too_few_samples);
  CHECK(std::isnan(similarity::matching::MutualKnn{.k = 6}.compare(x, x).value));
  CHECK_THROWS_WITH(similarity::matching::JaccardKnn{.k = 0}.compare(x, x), says("jaccard_knn: k must be >= 1, is 0"));
  CHECK_THROWS_AS(similarity::matching::MutualKnn{.k = 2}.compare(x, PreparedTable<>(noise<double>(7, 3))), ShapeError);
  MatrixX<double> flat = noise<double>(6, 3);
  flat.row(2).setZero();
  CHECK(similarity::matching::RankSimilarity{.k = 2}.compare(x, PreparedTable<>(flat)).status == MeasureStatus::undefined);
  CHECK(
      similarity::matching::RankSimilarity{.k = 2, .nearness = Nearness::euclidean}.compare(x, PreparedTable<>(flat)).status ==
      MeasureStatus::ok);
  CHECK(similarity::matching::MutualKnn{.k = 2}.compare(x, PreparedTable<>(MatrixX<double>(6, 0))).status ==
        MeasureStatus::undefined);
  MatrixX<double> twins = noise<double>(6, 3);
  twins.row(4) = twins.row(1);
  CHECK(similarity::matching::SecondOrderCosine{.k = 1}.compare(PreparedTable<>(twins), PreparedTable<>(twins)).status ==
        MeasureStatus::undefined);
  CHECK(similarity::matching::SecondOrderCosine{.k = 2}.compare(PreparedTable<>(twins), PreparedTable<>(twins)).status ==
        MeasureStatus::ok);
}
