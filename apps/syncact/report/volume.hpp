#pragma once
/// Maps that a reader can look around in, within a page.
#include <string>

#include "report/document.hpp"

namespace cli {

/// The maps packed into text, with the markup of planes_markup() around them. `id` begins the names of its elements.
[[nodiscard]] std::string volume_markup(const Volume& volume, const std::string& id);

/// Unpacks each of them; needs planes_script().
[[nodiscard]] const char* volume_script();

}  // namespace cli
