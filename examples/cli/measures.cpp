#include "measures.hpp"

#include "syncact/registry/measures.hpp"

namespace cli {

std::vector<Measure> all_measures() { return syncact::registry::measures<Prepared>(); }

}  // namespace cli
