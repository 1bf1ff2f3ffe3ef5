#include "syncact/numeric/fft.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"

using namespace syncact;
using namespace syncact::test;
using numeric::Fft;

namespace {

std::vector<Fft::Complex> complex_noise(Index n) {
  const MatrixX<double> parts = white_noise(n, 2, static_cast<std::uint64_t>(n));
  std::vector<Fft::Complex> x;
  for (Index t = 0; t < n; ++t) x.emplace_back(parts(t, 0), parts(t, 1));
  return x;
}

/// The definition, with the angle reduced before the sine is taken.
std::vector<Fft::Complex> direct(const std::vector<Fft::Complex>& x) {
  const auto n = static_cast<Index>(x.size());
  std::vector<Fft::Complex> result(x.size());
  for (Index k = 0; k < n; ++k) {
    for (Index t = 0; t < n; ++t) {
      const double angle = -2 * std::numbers::pi * static_cast<double>(k * t % n) / static_cast<double>(n);
      result[static_cast<std::size_t>(k)] += x[static_cast<std::size_t>(t)] * Fft::Complex(std::cos(angle), std::sin(angle));
    }
  }
  return result;
}

double largest_difference(const std::vector<Fft::Complex>& a, const std::vector<Fft::Complex>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace

TEST_CASE("Fft equals the definition at every length, primes too", "[stats]") {
  // tolerance: the sums have n unit-variance terms, so values are about sqrt(n) and rounding about eps * sqrt(n) log n
  for (const Index n :
       {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 29, 31, 37, 60, 62, 64, 74, 97, 120, 121, 343, 900, 901, 907, 921, 961}) {
    const auto x = complex_noise(n);
    auto transformed = x;
    const Fft fft(n);
    fft.forward(transformed);
    INFO("n = " << n);
    CHECK(largest_difference(transformed, direct(x)) < 1e-12 * static_cast<double>(n + 10));
    fft.inverse(transformed);
    CHECK(largest_difference(transformed, x) < 1e-13 * std::sqrt(static_cast<double>(n + 10)));
  }
}

TEST_CASE("Fft refuses an empty plan and a wrong length", "[stats]") {
  CHECK_THROWS_AS(Fft(0), ValueError);
  std::vector<Fft::Complex> x(5);
  CHECK_THROWS_AS(Fft(4).forward(x), ShapeError);
}
