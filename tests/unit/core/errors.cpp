#include "syncact/core/errors.hpp"

#include <limits>

#include "support/catch.hpp"
#include "syncact/core/finite.hpp"
#include "syncact/core/version.hpp"

namespace {
using syncact::Index;
using syncact::MatrixX;
using syncact::SeriesView;
using syncact::ShapeError;
using syncact::ValueError;
}  // namespace

TEST_CASE("messages name the function, the rule and the values") {
  CHECK_NOTHROW(syncact::require_same_times("convolve", "activations", 40, "bold", 40));
  CHECK_THROWS_WITH(syncact::require_same_times("convolve", "activations", 40, "bold", 30),
                    "convolve: activations has 40 time points but bold has 30");
  CHECK_THROWS_WITH(syncact::require_extent("learn", "number of maps", 7, 6), "learn: number of maps must be 7, is 6");
  CHECK_NOTHROW(syncact::require(true, "learn", "alpha must be >= 0", -1.0));
  CHECK_THROWS_WITH(syncact::require(false, "learn", "alpha must be >= 0", -0.125), "learn: alpha must be >= 0, is -0.125");
}

TEST_CASE("all errors are syncact::Error and std::runtime_error") {
  CHECK_THROWS_AS(syncact::require_extent("f", "x", 1, 2), syncact::Error);
  CHECK_THROWS_AS(syncact::require_extent("f", "x", 1, 2), std::runtime_error);
  CHECK(std::is_base_of_v<syncact::Error, ShapeError>);
  CHECK(std::is_base_of_v<syncact::Error, ValueError>);
  CHECK(std::is_base_of_v<syncact::Error, syncact::FileError>);
  CHECK(std::is_base_of_v<syncact::Error, syncact::Cancelled>);
}

TEMPLATE_TEST_CASE("the first element that is not finite is found signal by signal", "", float, double) {
  MatrixX<TestType> m = MatrixX<TestType>::Zero(4, 3);
  CHECK_FALSE(syncact::first_non_finite(SeriesView<TestType>(m)));
  m(0, 2) = std::numeric_limits<TestType>::quiet_NaN();
  m(3, 1) = -std::numeric_limits<TestType>::infinity();
  const auto at = syncact::first_non_finite(SeriesView<TestType>(m));
  REQUIRE(at);
  CHECK(at->time == 3);
  CHECK(at->signal == 1);
  CHECK_THROWS_WITH(syncact::require_finite("fit", "bold", SeriesView<TestType>(m)),
                    "fit: bold must be finite, but is -inf at time 3 of signal 1");
}

TEST_CASE("the version string says what the macros say") {
  CHECK(std::string(syncact::version) ==
        syncact::message(SYNCACT_VERSION_MAJOR, ".", SYNCACT_VERSION_MINOR, ".", SYNCACT_VERSION_PATCH));
}
