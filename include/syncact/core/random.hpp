#pragma once
/// Random numbers by counter, not by state: the same (seed, stream, index) gives the same number on any thread, rank,
/// compiler and version of Eigen.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"

namespace syncact::inline v0_1 {

/// Philox4x32-10: 128 random bits per counter value.
/// Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11, section 3.2.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                                std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
               static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
  }
  return counter;
}

/// A random sequence named by (seed, stream). Give each independent use its own stream: a permutation, a subject, a voxel.
/// Random access by index; it holds no state, so copies agree and threads may share it.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  /// 64 uniform bits.
  [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t index) const {
    const auto word = philox4x32({low(index), high(index), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    return (std::uint64_t{word[1]} << 32) | word[0];
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  [[nodiscard]] constexpr double uniform(std::uint64_t index) const { return static_cast<double>(bits(index) >> 11) * 0x1p-53; }

  /// Uniform in [0, n). The bias is below n / 2^64. Throws ValueError unless n > 0.
  [[nodiscard]] Index below(std::uint64_t index, Index n) const {
    require(n > 0, "Random::below", "n must be > 0", n);
    return static_cast<Index>(mul_high(bits(index), static_cast<std::uint64_t>(n)));
  }

  /// Standard normal: the inverse of the normal distribution at a uniform number. Wichura, "Algorithm AS 241", Applied
  /// Statistics 37 (1988), routine PPND16. Fused multiply-adds are explicit, so that no compiler may round differently.
  [[nodiscard]] double normal(std::uint64_t index) const {
    return inverse_normal((static_cast<double>(bits(index) >> 12) + 0.5) * 0x1p-52);  // exact, and never 0 or 1
  }

  /// Shuffles in place (Fisher-Yates), using indices 0 .. size-2 of this sequence.
  template <class Value>
  void shuffle(std::span<Value> values) const {
    for (std::size_t i = values.size(); i > 1; --i) {
      using std::swap;
      swap(values[i - 1], nth(values, below(values.size() - i, static_cast<Index>(i))));
    }
  }

 private:
  static constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
  static constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

  /// The upper 64 bits of a * b, from 32-bit halves (128-bit integers are not standard C++).
  static constexpr std::uint64_t mul_high(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t mid = std::uint64_t{high(a)} * low(b) + ((std::uint64_t{low(a)} * low(b)) >> 32);
    return std::uint64_t{high(a)} * high(b) + (mid >> 32) + ((std::uint64_t{low(a)} * high(b) + low(mid)) >> 32);
  }

  template <std::size_t N>
  static double horner(double x, const std::array<double, N>& c) {
    double sum = c[N - 1];
    for (std::size_t i = N - 1; i > 0; --i) sum = std::fma(sum, x, c[i - 1]);
    return sum;
  }

  static double inverse_normal(double p);

  std::uint64_t seed_;
  std::uint64_t stream_;
};

inline double Random::inverse_normal(double p) {
  constexpr std::array<double, 8> a{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                    3.3430575583588128105e4, 2.5090809287301226727e3};
  constexpr std::array<double, 8> b{1.0,
                                    4.2313330701600911252e1,
                                    6.8718700749205790830e2,
                                    5.3941960214247511077e3,
                                    2.1213794301586595867e4,
                                    3.9307895800092710610e4,
                                    2.8729085735721942674e4,
                                    5.2264952788528545610e3};
  constexpr std::array<double, 8> c{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                    3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr std::array<double, 8> d{1.0,
                                    2.05319162663775882187e0,
                                    1.67638483018380384940e0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
  constexpr std::array<double, 8> e{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr std::array<double, 8> f{1.0,
                                    5.99832206555887937690e-1,
                                    1.36929880922735805310e-1,
                                    1.48753612908506148525e-2,
                                    7.86869131145613259100e-4,
                                    1.84631831751005468180e-5,
                                    1.42151175831644588870e-7,
                                    2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = std::fma(-q, q, 0.180625);
    return q * horner(r, a) / horner(r, b);
  }
  const double r = std::sqrt(-std::log(q < 0 ? p : 1.0 - p));
  const double tail = r <= 5.0 ? horner(r - 1.6, c) / horner(r - 1.6, d) : horner(r - 5.0, e) / horner(r - 5.0, f);
  return q < 0 ? -tail : tail;
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
