#include "files/table_column.hpp"

#include "syncact/core/errors.hpp"

namespace cli {

using syncact::message;
using syncact::ValueError;
namespace io = syncact::io;

std::string column_or(const io::Table& table, const std::string& named, const std::vector<std::string>& usual,
                      const char* option) {
  if (!named.empty()) return (void)table.column(named), named;
  for (const std::string& name : usual) {
    if (table.has_column(name)) return name;
  }
  std::string all, tried;
  for (const std::string& name : table.names()) all += (all.empty() ? "" : ", ") + io::in_quotes(name);
  for (const std::string& name : usual) tried += (tried.empty() ? "" : ", ") + name;
  throw ValueError(
      message(table.path().string(), ": ", option, " must name a column, as it has none of ", tried, "; it has ", all));
}

}  // namespace cli
