#pragma once
/// A report as one file of HTML that needs nothing else: no network, no other file.
#include <string>

#include "files/manifest.hpp"
#include "report/document.hpp"

namespace cli {

/// The page. It reads without script; with it tables can be searched and sorted. It follows the reader's choice of light or
/// dark, prints, and says to browsers that nothing may be loaded.
[[nodiscard]] std::string html(const Document& document);

/// Writes report.html, the same as report.json, and each figure beside it as figure_NAME.svg or .png.
void write_report(const std::string& folder, const Document& document, Manifest& manifest);

}  // namespace cli
