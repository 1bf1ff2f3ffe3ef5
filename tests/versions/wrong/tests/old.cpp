#include <catch2/catch.hpp>
TEST_CASE("old") {
  CHECK(1.0 == Approx(1));
  CHECK_THAT("a", Catch::Matchers::Contains("a"));
  CHECK(1.0 == Catch::Approx(1));
}
