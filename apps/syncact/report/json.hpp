#pragma once
/// A report for programs: the same document as report.html, as JSON.
#include <string>

#include "report/document.hpp"

namespace cli {

/// {"title", "sections": [{"heading", "blocks": [{"kind", ...}]}]}. Kinds: paragraph, caution and methods have `text`; table
/// has `caption`, `columns`, `rows` of text as they are shown, and `file` with all rows; figure has `caption`, `alternative`,
/// `image` and `file` with the numbers; tree has `caption` and `lines` of `depth`, `text` and `number`; cards has `caption`,
/// `cards` of `heading` and `facts`, and `file`.
[[nodiscard]] std::string json(const Document& document);

}  // namespace cli
