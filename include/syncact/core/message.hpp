#pragma once
/// Error messages from parts, without streams.
#include "syncact/core/macros_off.hpp"

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace syncact::inline v0_1 {

namespace detail {

template <class Part>
void append(std::string& out, const Part& part) {
  if constexpr (std::is_convertible_v<const Part&, std::string_view>) {
    out += std::string_view(part);
  } else if constexpr (std::same_as<Part, char>) {
    out += part;
  } else {
    static_assert(std::is_arithmetic_v<Part>, "message() takes text, characters and numbers");
    char digits[32];
    std::to_chars_result end{};
    if constexpr (std::floating_point<Part>) {
      end = std::to_chars(digits, digits + sizeof(digits), part, std::chars_format::general, 12);
    } else if constexpr (std::same_as<Part, bool>) {
      end = std::to_chars(digits, digits + sizeof(digits), part ? 1 : 0);
    } else {
      end = std::to_chars(digits, digits + sizeof(digits), part);
    }
    out.append(digits, end.ptr);
  }
}

}  // namespace detail

/// The parts one after another, numbers with up to 12 digits: message("T = ", 3) == "T = 3".
template <class... Parts>
[[nodiscard]] std::string message(const Parts&... parts) {
  std::string out;
  (detail::append(out, parts), ...);
  return out;
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
