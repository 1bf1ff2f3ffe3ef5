#include "report/markup.hpp"

#include <cmath>
#include <cstdio>

#include "files/manifest.hpp"

namespace cli {

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : utf8_text(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          char spelled[8];
          std::snprintf(spelled, sizeof(spelled), "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
          result += spelled;
        } else {
          result += c;
        }
    }
  }
  return result;
}

std::string shortened(const std::string& text, std::size_t most) {
  const std::string whole = utf8_text(text);
  std::size_t n = 0, at = 0;
  for (; at < whole.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(whole[at]) & 0xC0U) != 0x80U;  // not in the middle of a character
    if (begins && n++ == most) break;
  }
  return at < whole.size() ? whole.substr(0, at) + "..." : whole;
}

std::string short_number(double value) {
  if (std::isnan(value)) return "n/a";
  char text[32];
  std::snprintf(text, sizeof(text), std::abs(value) >= 1000 && std::abs(value) < 1e6 ? "%.0f" : "%.3g", value);
  return text;
}

}  // namespace cli
