#include "measures/measures.hpp"
#include "syncact/catalog/rdms.hpp"

namespace cli {

void add_rdms(std::vector<Measure>& list) { syncact::catalog::add_rdms(list); }

}  // namespace cli
