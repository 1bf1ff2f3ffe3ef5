#include "syncact/core/random.hpp"

#include <numeric>
#include <vector>

#include "support/catch.hpp"

namespace {
using syncact::Index;
using syncact::Random;
using Words = std::array<std::uint32_t, 4>;

// Each chi-square test below raises a false alarm for one seed in a million; the seeds are fixed.
double chi_square_limit(double degrees) {
  const double z = 4.753424;  // upper 1e-6 point of the normal distribution
  const double c = 2.0 / (9.0 * degrees);
  return degrees * std::pow(1 - c + z * std::sqrt(c), 3);  // Wilson and Hilferty (1931)
}

double chi_square(const std::vector<Index>& counts) {
  const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), Index{0}));
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (const Index count : counts) sum += (static_cast<double>(count) - expected) * (static_cast<double>(count) - expected);
  return sum / expected;
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }
}  // namespace

// Random123 1.14, tests/kat_vectors: philox4x32 with 10 rounds.
static_assert(syncact::philox4x32({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(syncact::philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(syncact::philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

TEST_CASE("Random takes its bits from Philox at (index, stream) under the seed") {
  const std::uint64_t seed = 0x299f31d0a4093822, stream = 0x0370734413198a2e, index = 0x85a308d3243f6a88;
  CHECK(Random(seed, stream).bits(index) == 0x94fdccebd16cfe09);
}

TEST_CASE("Random gives the same numbers on every compiler") {
  const Random random(20220622, 3);
  CHECK(random.bits(0) == 0xe4acaf0f9acdd8c6);
  CHECK(random.bits(1) == 0xa50213256110d49d);
  CHECK(random.uniform(0) == 0x1.c9595e1f359bbp-1);
  CHECK(random.uniform(1) == 0x1.4a04264ac221ap-1);
  CHECK(random.below(0, 1000) == 893);
  CHECK(random.normal(1) == 0x1.7b94236697c3cp-2);
  CHECK(random.normal(4) == -0x1.32a38f1b51efcp-10);
  CHECK_THAT(random.normal(6), syncact::test::WithinRel(-0x1.bd14bb8fa1d1cp+0, 1e-15));  // a tail: through std::log
  std::vector<int> cards{0, 1, 2, 3, 4, 5, 6, 7};
  random.shuffle(std::span(cards));
  CHECK(cards == std::vector<int>{5, 2, 0, 1, 3, 6, 4, 7});
}

TEST_CASE("Random holds no state: any order of asking gives the same numbers") {
  const Random random(1, 2);
  const Random copy = random;
  const double late = random.uniform(1000);
  (void)random.uniform(5);
  CHECK(random.uniform(1000) == late);
  CHECK(copy.uniform(1000) == late);
}

TEST_CASE("Random::uniform lies in [0, 1) and fills it evenly") {
  const Random random(11);
  std::vector<Index> counts(64, 0);
  for (std::uint64_t i = 0; i < 65536; ++i) {
    const double u = random.uniform(i);
    REQUIRE((u >= 0 && u < 1));
    ++counts[static_cast<std::size_t>(u * 64)];
  }
  CHECK(chi_square(counts) < chi_square_limit(63));
}

TEST_CASE("Random::normal is the inverse of the normal distribution at the middle of a 52-bit cell") {
  const Random random(12);
  for (std::uint64_t i = 0; i < 4096; ++i) {
    const double p = (static_cast<double>(random.bits(i) >> 12) + 0.5) * 0x1p-52;
    const double tail = std::min(p, 1 - p);
    const double z = random.normal(i);
    REQUIRE(std::abs(normal_cdf(-std::abs(z)) - tail) <= 2e-14 * tail);
    REQUIRE((z < 0) == (p < 0.5));
  }
}

TEST_CASE("Random::normal fills the cells of equal normal probability evenly") {
  const Random random(13);
  std::vector<Index> counts(64, 0);
  for (std::uint64_t i = 0; i < 65536; ++i) ++counts[static_cast<std::size_t>(normal_cdf(random.normal(i)) * 64)];
  CHECK(chi_square(counts) < chi_square_limit(63));
}

TEST_CASE("Random::below is uniform on 0 .. n-1") {
  for (const Index n : {Index{2}, Index{7}, Index{100}}) {
    const Random random(14, static_cast<std::uint64_t>(n));
    std::vector<Index> counts(static_cast<std::size_t>(n), 0);
    for (std::uint64_t i = 0; i < 70000; ++i) {
      const Index k = random.below(i, n);
      REQUIRE((k >= 0 && k < n));
      ++counts[static_cast<std::size_t>(k)];
    }
    CHECK(chi_square(counts) < chi_square_limit(static_cast<double>(n - 1)));
  }
}

TEST_CASE("Random::below takes the upper half of bits * n, also for n near 2^63") {
  const Random random(15);
  CHECK(random.below(0, 1) == 0);
  for (const int shift : {1, 31, 32, 33, 62}) {
    CHECK(random.below(3, Index{1} << shift) == static_cast<Index>(random.bits(3) >> (64 - shift)));
  }
  const Index n = std::numeric_limits<Index>::max();
  CHECK(random.below(3, n) <= static_cast<Index>(random.bits(3) >> 1));
  CHECK(random.below(3, n) >= static_cast<Index>(random.bits(3) >> 1) - 1);
}

TEST_CASE("Random::below refuses an empty range") {
  CHECK_THROWS_WITH(Random(1).below(0, 0), "Random::below: n must be > 0, is 0");
  CHECK_THROWS_AS(Random(1).below(0, -3), syncact::ValueError);
}

TEST_CASE("Random::shuffle gives every order of four equally often") {
  std::vector<Index> counts(24, 0);
  for (std::uint64_t stream = 0; stream < 24000; ++stream) {
    std::vector<std::size_t> v{0, 1, 2, 3};
    Random(16, stream).shuffle(std::span(v));
    std::size_t order = 0;  // Lehmer code
    for (std::size_t i = 0; i < 4; ++i) {
      std::size_t smaller = 0;
      for (std::size_t j = i + 1; j < 4; ++j) smaller += v[j] < v[i] ? 1 : 0;
      order = order * (4 - i) + smaller;
    }
    ++counts[order];
  }
  CHECK(chi_square(counts) < chi_square_limit(23));
}

TEST_CASE("Random::shuffle leaves none and one as they are") {
  std::vector<int> none, one{5};
  Random(1).shuffle(std::span(none));
  Random(1).shuffle(std::span(one));
  CHECK(one == std::vector<int>{5});
}

TEST_CASE("Random sequences of neighbouring streams and seeds do not correlate") {
  // |r| sqrt(n) > 5.33 happens once in ten million for independent sequences.
  const std::uint64_t n = 65536;
  const auto correlation = [&](const Random& a, const Random& b) {
    double sum = 0;
    for (std::uint64_t i = 0; i < n; ++i) sum += a.normal(i) * b.normal(i);
    return sum / static_cast<double>(n);
  };
  const double limit = 5.33 / std::sqrt(static_cast<double>(n));
  CHECK(std::abs(correlation(Random(1, 0), Random(1, 1))) < limit);
  CHECK(std::abs(correlation(Random(1, 0), Random(2, 0))) < limit);
  CHECK(std::abs(correlation(Random(1, 1), Random(2, 0))) < limit);
}
