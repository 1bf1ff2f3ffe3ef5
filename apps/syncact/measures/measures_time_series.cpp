#include "measures/measures.hpp"
#include "syncact/catalog/time_series.hpp"

namespace cli {

void add_time_series(std::vector<Measure>& list) { syncact::catalog::add_time_series(list); }

}  // namespace cli
