#include "syncact/numeric/gamma.hpp"

#include "support/catch.hpp"
#include "syncact/hrf/derivative.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/hrf/fir.hpp"

using namespace syncact;
using namespace syncact::test;

TEST_CASE("regularized_gamma equals the closed form at whole shapes") {
  for (int shape = 1; shape <= 40; ++shape) {
    for (double x = 0.01; x < 60; x *= 1.3) {
      long double term = std::exp(-static_cast<long double>(x)), tail = 0;  // P(n, x) = 1 - e^-x sum_{k<n} x^k / k!
      for (int k = 0; k < shape; ++k) {
        tail += term;
        term *= static_cast<long double>(x) / (k + 1);
      }
      INFO("shape " << shape << " x " << x);
      CHECK_THAT(numeric::regularized_gamma(shape, x), WithinAbs(static_cast<double>(1 - tail), 1e-13));
    }
  }
}

TEST_CASE("regularized_gamma is the error function at shape 1/2 and obeys its recurrence elsewhere") {
  for (double x = 0.001; x < 40; x *= 1.7) {
    CHECK_THAT(numeric::regularized_gamma(0.5, x), WithinAbs(std::erf(std::sqrt(x)), 1e-14));
    for (const double shape : {0.3, 2.7, 6.0 / 0.9, 12 / 0.9, 33.3}) {  // P(a+1, x) = P(a, x) - x^a e^-x / Gamma(a+1)
      const double step = numeric::gamma_density(shape + 1, x);
      CHECK_THAT(numeric::regularized_gamma(shape + 1, x), WithinAbs(numeric::regularized_gamma(shape, x) - step, 1e-13));
    }
  }
  CHECK(numeric::regularized_gamma(2, 0) == 0);
  CHECK(numeric::regularized_gamma(2, -1) == 0);
  CHECK(numeric::regularized_gamma(2, 1e4) == 1);
  CHECK_THROWS_AS(numeric::regularized_gamma(0, 1), ValueError);
}

TEST_CASE("log_gamma equals the C library's") {
  for (double x = 1e-3; x < 1e6; x *= 1.1) {
    CHECK_THAT(numeric::log_gamma(x), WithinAbs(std::lgamma(x), 1e-13 + 1e-14 * std::abs(std::lgamma(x))));
  }
}

TEST_CASE("Fir bins tile time and an onset moves a double gamma") {
  const hrf::Fir first{.width = Seconds{2}, .delay = 0}, second{.width = Seconds{2}, .delay = 1};
  CHECK(first(Seconds{0}) == 0.5);
  CHECK(first(Seconds{2}) == 0);
  CHECK(second(Seconds{2}) == 0.5);
  CHECK(second(Seconds{4}) == 0);
  CHECK(hrf::area(second) == 1);
  const hrf::DoubleGamma late{.onset = 1.5};
  CHECK_THAT(late(Seconds{7}), WithinRel(hrf::DoubleGamma{}(Seconds{5.5}), 1e-14));
  CHECK_THAT(late.integral(Seconds{7}), WithinRel(hrf::DoubleGamma{}.integral(Seconds{5.5}), 1e-13));
}

TEST_CASE("A response without area cannot be normalized") {
  struct Zero {
    double operator()(Seconds) const { return 0; }
    Seconds duration() const { return Seconds{10}; }
  };
  CHECK_THROWS_WITH(hrf::area(Zero{}), says("must be finite and not 0, is 0"));
}
