#pragma once
#include <string>

namespace cli {

/// The page of `serve`: neurons and networks to choose from, and the chosen one's map in three planes.
[[nodiscard]] std::string explorer_page();

}  // namespace cli
