#include "measures.hpp"
#include "syncact/registry/predictive.hpp"

namespace cli {

void add_predictive(std::vector<Measure>& list) { syncact::registry::add_predictive(list); }

}  // namespace cli
