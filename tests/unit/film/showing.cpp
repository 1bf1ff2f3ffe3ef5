#include "syncact/film/showing.hpp"

#include "support/catch.hpp"

namespace syncact::showing_test {

using test::says, test::WithinAbs;

TEST_CASE("Every picture is shown at its time") {
  const film::Showing even = film::every_frame({0.5, 0.6, 0.7, 0.8});
  CHECK(even.frames == std::vector<Index>{0, 1, 2, 3});
  CHECK(even.run.sampling.regular());
  CHECK_THAT(even.run.sampling.time(3), WithinAbs(0.8, 1e-12));
  // Time stamps in milliseconds of 24 pictures a second are an even pace; a dropped picture is not.
  const film::Showing rounded = film::every_frame({0, .042, .083, .125, .167, .208});
  CHECK(rounded.run.sampling.regular());
  const film::Showing dropped = film::every_frame({0, .042, .083, .167, .208});
  CHECK(!dropped.run.sampling.regular());
  CHECK(dropped.run.sampling.time(3) == .167);
}

TEST_CASE("An even pace of two hours gathers no drift from rounded time stamps") {
  std::vector<double> times;
  for (int i = 0; i < 216000; ++i) times.push_back(std::round(i * 1001.0 / 30000 * 1000) / 1000);
  const film::Showing shown = film::every_frame(times);
  REQUIRE(shown.run.sampling.regular());
  CHECK_THAT(shown.run.sampling.time(215999), WithinAbs(215999 * 1001.0 / 30000, 2e-3));
}

TEST_CASE("At another rate a network sees what is on the screen") {
  const film::Showing half = film::at_rate({0, 1, 2, 3, 4}, 0.5);
  CHECK(half.frames == std::vector<Index>{0, 2, 4});
  const film::Showing twice = film::at_rate({0, 1, 2}, 2);
  CHECK(twice.frames == std::vector<Index>{0, 0, 1, 1, 2, 2});
  CHECK(twice.run.n == 6);
  CHECK(twice.run.sampling.period().count() == 0.5);
  // Pictures 2 and 3 were dropped: picture 1 stays on the screen.
  CHECK(film::at_rate({0, 1, 4, 5}, 1).frames == std::vector<Index>{0, 1, 1, 1, 2, 3});
  // A stamp that was rounded up by half a millisecond is still that picture.
  CHECK(film::at_rate({0, .0417, .0834, .125}, 24).frames == std::vector<Index>{0, 1, 2, 3});
}

TEST_CASE("A film without a clock is refused") {
  CHECK_THROWS_WITH(film::every_frame({0}), says("the number of timestamps must be >= 2, is 1"));
  CHECK_THROWS_WITH(film::every_frame({0, 1, 1}), says("timestamps must increase"));
  CHECK_THROWS_WITH(film::at_rate({0, 1}, 0), says("frame rate must be > 0, is 0"));
}

}  // namespace syncact::showing_test
