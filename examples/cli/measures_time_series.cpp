#include "measures.hpp"
#include "syncact/registry/time_series.hpp"

namespace cli {

void add_time_series(std::vector<Measure>& list) { syncact::registry::add_time_series(list); }

}  // namespace cli
