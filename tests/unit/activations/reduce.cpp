#include "syncact/activations/reduce.hpp"

#include "support/catch.hpp"
#include "syncact/laws/reduction_laws.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace syncact::activations;

namespace {

/// [2 x 3 x 2 x 2] with element value 1000 f + 100 c + 10 y + x, every third sign negative.
template <std::floating_point T>
std::vector<T> counting() {
  std::vector<T> values;
  for (int f = 0; f < 2; ++f) {
    for (int c = 0; c < 3; ++c) {
      for (int p = 0; p < 4; ++p)
        values.push_back(static_cast<T>((c == 1 ? -1 : 1) * (1000 * f + 100 * c + 10 * (p / 2) + p % 2)));
    }
  }
  return values;
}

}  // namespace

TEMPLATE_TEST_CASE("Shipped reductions keep the laws", "", float, double) {
  CHECK(laws::check_spatial_reduction<TestType>(Mean{}).text() == "");
  CHECK(laws::check_spatial_reduction<TestType>(Max{}).text() == "");
  CHECK(laws::check_spatial_reduction<TestType>(L2{}).text() == "");
  CHECK(laws::check_spatial_reduction<TestType>(MeanOfPositives{}).text() == "");
}

TEST_CASE("The laws of reductions find broken ones") {
  struct SwallowsNan {
    double operator()(const MapView<double>& map) const {
      double largest = -1e300;
      activations::detail::for_each(map, [&](double v) { largest = std::max(largest, v); });
      return largest;
    }
  };
  struct Unguarded {  // 0/0 for a map without positives
    double operator()(const MapView<double>& map) const {
      double sum = 0, n = 0;
      activations::detail::for_each(map, [&](double v) { sum += v <= 0 ? 0 : v, n += v <= 0 ? 0 : 1; });
      return sum / n;
    }
  };
  CHECK_FALSE(laws::check_spatial_reduction<double>(SwallowsNan{}).ok());
  CHECK_FALSE(laws::check_spatial_reduction<double>(Unguarded{}).ok());
}

TEMPLATE_TEST_CASE("Reductions have their values", "", float, double) {
  const std::vector<TestType> values = counting<TestType>();
  const TensorView<TestType> tensor(values.data(), {2, 3, 2, 2});
  CHECK(reduce(tensor, Mean{})(1, 2) == TestType(1205.5));
  CHECK(reduce(tensor, Max{})(0, 1) == TestType(-100));
  CHECK_THAT(reduce(tensor, L2{})(0, 0), WithinRel(std::sqrt(TestType(0 + 1 + 100 + 121)), TestType(1e-6)));
  CHECK(reduce(tensor, MeanOfPositives{})(0, 1) == 0);
  CHECK_THAT(reduce(tensor, MeanOfPositives{})(0, 0), WithinRel(TestType(22.0 / 3), TestType(1e-6)));
}

TEST_CASE("Identity keeps every position, channel by channel") {
  const std::vector<double> values = counting<double>();
  const MatrixX<double> units = reduce(TensorView<double>(values.data(), {2, 3, 2, 2}), Identity{});
  REQUIRE(units.cols() == 12);
  CHECK(units(1, 2 * 4 + 1 * 2 + 0) == 1210);
  CHECK(Eigen::Map<const RowMatrixX<double>>(values.data(), 2, 12) == units);
}

TEST_CASE("Channels-last memory and executors give the same bits") {
  const Random random(4);
  std::vector<float> first(50 * 6 * 7 * 5), last(first.size());
  for (std::size_t f = 0; f < 50; ++f) {
    for (std::size_t c = 0; c < 6; ++c) {
      for (std::size_t p = 0; p < 35; ++p) {
        const auto v = static_cast<float>(random.normal((f * 6 + c) * 35 + p));
        first[(f * 6 + c) * 35 + p] = v;
        last[(f * 35 + p) * 6 + c] = v;
      }
    }
  }
  const TensorView<float> nchw(first.data(), {50, 6, 7, 5}), nhwc(last.data(), {50, 6, 7, 5}, {210, 1, 30, 6});
  const auto same = [&](const auto& reduction) {
    CHECK(reduce(nchw, reduction) == reduce(nhwc, reduction));
    CHECK(reduce(nchw, reduction) == reduce(nchw, reduction, {.executor = Threads{3}}));
  };
  same(Mean{});
  same(Max{});
  same(L2{});
  same(MeanOfPositives{});
  same(Identity{});
}

TEST_CASE("Long sums in float maps are taken in double") {
  const std::vector<float> values(3000 * 1000, 0.1f);
  CHECK_THAT(reduce(TensorView<float>(values.data(), {1, 1, 3000, 1000}), Mean{})(0, 0), WithinRel(0.1f, 1e-6f));
}

TEST_CASE("Empty maps and missing memory are errors, no frames are not") {
  const float one = 1;
  CHECK_THROWS_WITH(reduce(TensorView<float>(&one, {1, 1, 0, 3}), Mean{}), says("0 x 3"));
  CHECK_THROWS_AS(TensorView<float>(nullptr, {1, 1, 1, 1}), ValueError);
  CHECK_THROWS_WITH(TensorView<float>(&one, {1, -1, 1, 1}), says("is -1"));
  CHECK(reduce(TensorView<float>(nullptr, {0, 3, 2, 2}), Mean{}).cols() == 3);
}
