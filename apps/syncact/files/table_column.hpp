#pragma once
/// Columns of tables that other programs write.
#include <string>
#include <vector>

#include "syncact/io/text/table.hpp"

namespace cli {

/// The column that was named, or the first of the usual names that the table has. Throws ValueError with `option`, which names
/// one.
[[nodiscard]] std::string column_or(const syncact::io::Table& table, const std::string& named,
                                    const std::vector<std::string>& usual, const char* option);

}  // namespace cli
