#include "measures.hpp"
#include "syncact/registry/rdms.hpp"

namespace cli {

void add_rdms(std::vector<Measure>& list) { syncact::registry::add_rdms(list); }

}  // namespace cli
