#pragma once
/// Text of unknown origin as text of HTML and SVG.
#include <string>

namespace cli {

/// The text with what HTML and SVG would take for markup spelled out. Bytes that are not UTF-8 and control characters come as
/// text that shows them, so that no name can become markup or break the page.
[[nodiscard]] std::string escaped(const std::string& text);

/// At most so many characters, with dots for the rest.
[[nodiscard]] std::string shortened(const std::string& text, std::size_t most);

/// A number for people: three digits that count.
[[nodiscard]] std::string short_number(double value);

}  // namespace cli
