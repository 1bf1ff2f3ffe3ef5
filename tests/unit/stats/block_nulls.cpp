#include "syncact/stats/block_nulls.hpp"
#include "support/catch.hpp"
#include "support/smooth_series.hpp"

#include <algorithm>
#include <map>
#include <set>

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using stats::BlockPermutation;
using stats::CircularBlockBootstrap;

TEST_CASE("BlockPermutation moves whole blocks within their run, and each order is equally likely", "[stats]") {
  const Timeline scans = Timeline::scans(2s, 0.5, {17, 12});
  const MatrixX<double> index = VectorX<double>::LinSpaced(29, 0, 28);
  // 9 s are 5 scans, 17 scans are three blocks of 5 and two scans that stay; 12 are two blocks of 6
  std::map<std::vector<Index>, int> orders;
  for (std::uint64_t d = 0; d < 600; ++d) {
    const MatrixX<double> draw = BlockPermutation{.block_length = 9s}.scramble(SeriesView<double>(index), scans, Random(3, d));
    std::vector<Index> order;
    for (const Index begin : {0, 5, 10, 17, 23}) {
      const Index length = begin < 17 ? 5 : 6;
      for (Index t = 1; t < length; ++t) CHECK(draw(begin + t) == draw(begin) + static_cast<double>(t));
      order.push_back(static_cast<Index>(draw(begin)));
    }
    CHECK(draw(15) == 15);
    CHECK(draw(16) == 16);
    ++orders[order];
  }
  REQUIRE(orders.size() == 12);  // 3! x 2!
  // 50 of each are expected, with a standard deviation of 6.8; 28 to 72 is missed by one of the 12 in 1 of 100 seeds
  for (const auto& [order, n] : orders) CHECK((n >= 28 && n <= 72));
}

TEST_CASE("CircularBlockBootstrap draws blocks from anywhere in the run, around its end too", "[stats]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {10, 8});
  const MatrixX<double> index = VectorX<double>::LinSpaced(18, 0, 17);
  std::set<double> firsts;
  for (std::uint64_t d = 0; d < 300; ++d) {
    const MatrixX<double> draw =
        CircularBlockBootstrap{.block_length = 4s}.scramble(SeriesView<double>(index), scans, Random(3, d));
    for (const Index begin : {0, 4, 8, 10, 14}) {
      const Index run = begin < 10 ? 0 : 10, n = begin < 10 ? 10 : 8, length = begin == 8 ? 2 : 4;
      const auto first = static_cast<Index>(draw(begin)) - run;
      for (Index t = 0; t < length; ++t) CHECK(draw(begin + t) == static_cast<double>(run + (first + t) % n));
    }
    firsts.insert(draw(0));
  }
  CHECK(firsts.size() == 10);
}

TEST_CASE("Blocks say which run is too short for two of them", "[stats]") {
  const MatrixX<double> x = MatrixX<double>::Ones(90, 1);
  const Timeline scans = Timeline::scans(1s, 0.5, {60, 30});
  CHECK_THROWS_WITH(BlockPermutation{.block_length = 20s}.scramble(SeriesView<double>(x), scans, Random(1)),
                    says("BlockPermutation: a run of 30 scans is too short for two blocks of 20 scans"));
  CHECK_THROWS_WITH(CircularBlockBootstrap{.block_length = 20s}.scramble(SeriesView<double>(x), scans, Random(1)),
                    says("CircularBlockBootstrap: a run of 30 scans"));
  CHECK_THROWS_WITH(BlockPermutation{.block_length = 0s}.scramble(SeriesView<double>(x), scans, Random(1)),
                    says("block_length must be > 0 s"));
  CHECK_THROWS_AS(BlockPermutation{}.scramble(SeriesView<double>(x).times(0, 50), scans, Random(1)), ShapeError);
}
