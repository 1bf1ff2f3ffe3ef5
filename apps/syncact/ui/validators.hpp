#pragma once
/// Checks of what is said on the command line. Each complaint says the rule and what was said.
#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "syncact/core/errors.hpp"
#include "syncact/core/named.hpp"
#include "syncact/io/bytes/file_error.hpp"
#include "syncact/io/bytes/number_text.hpp"

namespace cli {

using syncact::message;

/// A whole number in decimal digits. CLI11 would read 010 as eight and take what is too large for the largest there is.
inline CLI::Validator whole(std::uint64_t least, std::uint64_t most = std::numeric_limits<std::int64_t>::max()) {
  return CLI::Validator(
      [least, most](std::string& said) {
        const std::string digits = said.starts_with('+') ? said.substr(1) : said;
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error == std::errc() && end == digits.data() + digits.size() && value >= least && value <= most) {
          said = std::to_string(value);
          return std::string();
        }
        return message("must be a whole number from ", least, " to ", most, ", is ", syncact::io::in_quotes(said));
      },
      "INT", "whole");
}

/// A finite number for which `holds`; `rule` says what holds: ">= 0".
template <class Holds>
CLI::Validator number(const std::string& rule, Holds holds) {
  return CLI::Validator(
      [rule, holds](std::string& said) {
        const std::optional<double> value = syncact::io::parse_number(said);
        if (value && std::isfinite(*value) && holds(*value)) return std::string();
        return message("must be a ", rule.empty() ? "finite number" : "number ", rule, ", is ", syncact::io::in_quotes(said));
      },
      "NUMBER", "number");
}
inline CLI::Validator positive() {
  return number("> 0", [](double x) { return x > 0; });
}
inline CLI::Validator not_negative() {
  return number(">= 0", [](double x) { return x >= 0; });
}
inline CLI::Validator finite() {
  return number("", [](double) { return true; });
}

/// One of the names of a list of the catalogue.
template <class List>
CLI::IsMember named(const List& list) {
  return CLI::IsMember(syncact::names_of(list));
}

}  // namespace cli
