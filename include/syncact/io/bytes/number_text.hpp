#pragma once
/// Numbers to text and back, in the C locale whatever the program's, without loss.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace syncact::inline v0_1::io {

/// The shortest text that reads back as the same number: "0.1", "1e-07", "-12". NaN is "n/a", as BIDS wants it.
template <class N>
  requires std::floating_point<N> || std::integral<N>
[[nodiscard]] std::string number_text(N value) {
  if constexpr (std::floating_point<N>) {
    if (std::isnan(value)) return "n/a";
  }
  std::array<char, 64> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), end);
}

/// True for the ways in which tables say that a value is missing: empty, n/a, NA, N/A, nan, NaN, whatever the case.
[[nodiscard]] inline bool is_missing(std::string_view text) {
  std::string lower;
  if (text.size() > 3) return false;
  for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower.empty() || lower == "n/a" || lower == "na" || lower == "nan";
}

/// The whole text as a number: decimal point, optional exponent and sign, blanks around it, inf and infinity; NaN where
/// is_missing(). Nothing if it is anything else, hexadecimal, or passes the range of double.
[[nodiscard]] inline std::optional<double> parse_number(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (is_missing(text)) return std::numeric_limits<double>::quiet_NaN();
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || std::isnan(value)) return std::nullopt;
  return value;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
