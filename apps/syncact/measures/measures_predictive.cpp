#include "measures/measures.hpp"
#include "syncact/catalog/predictive.hpp"

namespace cli {

void add_predictive(std::vector<Measure>& list) { syncact::catalog::add_predictive(list); }

}  // namespace cli
