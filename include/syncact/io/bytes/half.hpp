#pragma once
/// IEEE 754 binary16, for reading only: networks often store their activations so.
#include "syncact/core/macros_off.hpp"

#include <bit>
#include <cstdint>

namespace syncact::inline v0_1::io {

/// Sixteen bits: sign, 5 of exponent (bias 15), 10 of significand.
struct Half {
  std::uint16_t bits = 0;

  /// Exact for every value: zeros keep their sign, subnormals are k * 2^-24, infinities and NaN stay what they are.
  explicit operator float() const {
    const std::uint32_t sign = (bits & 0x8000u) << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1fu;
    const std::uint32_t significand = bits & 0x3ffu;
    if (exponent == 0) {
      const float magnitude = static_cast<float>(significand) * 0x1p-24f;
      return sign != 0 ? -magnitude : magnitude;
    }
    const std::uint32_t wide = exponent == 0x1fu ? 0xffu : exponent + (127 - 15);
    return std::bit_cast<float>(sign | (wide << 23) | (significand << 13));
  }
  explicit operator double() const { return static_cast<double>(static_cast<float>(*this)); }
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
