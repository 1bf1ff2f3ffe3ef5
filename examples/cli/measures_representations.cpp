#include "measures.hpp"
#include "syncact/registry/representations.hpp"

namespace cli {

void add_representations(std::vector<Measure>& list) { syncact::registry::add_representations(list); }

}  // namespace cli
