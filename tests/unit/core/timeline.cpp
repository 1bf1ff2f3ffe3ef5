#include "syncact/core/timeline.hpp"

#include <limits>

#include "support/catch.hpp"

namespace {
using syncact::Index;
using syncact::Run;
using syncact::Sampling;
using syncact::Seconds;
using syncact::ShapeError;
using syncact::Timeline;
using syncact::ValueError;
using syncact::test::says;
using syncact::test::WithinAbs;
using syncact::test::WithinRel;
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
}  // namespace

TEST_CASE("Sampling computes each time from its index, so odd periods do not drift") {
  for (const double period : {2.00000061, 1.37, 0.72, 1001.0 / 30000.0}) {
    const Sampling clock = Sampling::every(Seconds{period}, Seconds{0.25});
    const Index n = 8 * 3600 * 30;
    CHECK(clock.time(n) == 0.25 + static_cast<double>(n) * period);
    CHECK(clock.time(0) == 0.25);
  }
}

TEST_CASE("Sampling::fps is the reciprocal of the period") {
  CHECK_THAT(Sampling::fps(30000.0 / 1001.0).period().count(), WithinRel(1001.0 / 30000.0, 1e-15));
  CHECK(Sampling::fps(25, Seconds{3}).onset() == Seconds{3});
}

TEST_CASE("Sampling by timestamps keeps them, and ends one last distance after the last") {
  const Sampling clock = Sampling::at({1.0, 1.5, 3.0});
  CHECK_FALSE(clock.regular());
  CHECK(clock.time(0) == 1.0);
  CHECK(clock.time(2) == 3.0);
  CHECK(clock.time(3) == 4.5);
  CHECK(clock.period() == Seconds{1.0});
  CHECK(clock.onset() == Seconds{1.0});
}

TEST_CASE("Sampling::shifted moves every sample") {
  CHECK(Sampling::every(Seconds{2}).shifted(Seconds{-0.5}).time(3) == 5.5);
  const Sampling clock = Sampling::at({1.0, 2.0}).shifted(Seconds{10});
  CHECK(clock.time(1) == 12.0);
  CHECK(clock == Sampling::at({11.0, 12.0}));
}

TEST_CASE("Sampling refuses clocks that do not advance") {
  CHECK_THROWS_WITH(Sampling::every(Seconds{0}), "Sampling::every: period must be > 0 s, is 0");
  CHECK_THROWS_AS(Sampling::every(Seconds{-1}), ValueError);
  CHECK_THROWS_AS(Sampling::every(Seconds{nan_value}), ValueError);
  CHECK_THROWS_AS(Sampling::every(Seconds{1}, Seconds{infinity}), ValueError);
  CHECK_THROWS_WITH(Sampling::fps(-25), "Sampling::fps: frame rate must be > 0, is -25");
  CHECK_THROWS_AS(Sampling::fps(infinity), ValueError);
  CHECK_THROWS_WITH(Sampling::at({1.0}), says("the number of timestamps must be >= 2, is 1"));
  CHECK_THROWS_WITH(Sampling::at({0.0, 2.0, 2.0}), "Sampling::at: timestamps must increase, but [1] is 2 s and [2] is 2 s");
  CHECK_THROWS_AS(Sampling::at({0.0, nan_value}), ValueError);
}

TEST_CASE("Timeline lays runs of one clock end to end without mixing their times") {
  const Timeline timeline(Sampling::every(Seconds{1.5}), {10, 4, 6});
  CHECK(timeline.n_runs() == 3);
  CHECK(timeline.size() == 20);
  CHECK(timeline.begin(0) == 0);
  CHECK(timeline.begin(1) == 10);
  CHECK(timeline.begin(3) == 20);
  CHECK(timeline.lengths() == std::vector<Index>{10, 4, 6});
  CHECK(timeline.run(1).begin() == 0.0);
  CHECK(timeline.run(1).end() == 6.0);
  CHECK(timeline.run(1).duration() == Seconds{6});
}

TEST_CASE("Timeline::scans puts a volume at its slice time") {
  const Timeline middle = Timeline::scans(Seconds{2}, 0.5, {5});
  CHECK(middle.run(0).sampling.time(3) == 7.0);
  CHECK(Timeline::scans(Seconds{2}, 0, {5}).run(0).sampling.time(3) == 6.0);
  CHECK_THROWS_WITH(Timeline::scans(Seconds{2}, 1.5, {5}), "Timeline::scans: slice_time_ref must be in [0, 1], is 1.5");
  CHECK_THROWS_AS(Timeline::scans(Seconds{2}, nan_value, {5}), ValueError);
}

TEST_CASE("Timeline refuses no run, an empty run, and timestamps of another number") {
  CHECK_THROWS_WITH(Timeline(std::vector<Run>{}), says("the number of runs must be >= 1, is 0"));
  CHECK_THROWS_WITH(Timeline(Sampling::every(Seconds{1}), {3, 0}), says("the number of samples of a run must be >= 1, is 0"));
  CHECK_THROWS_WITH(Timeline(Sampling::at({0, 1, 2}), 2), says("must be that of its timestamps, is 2"));
}
