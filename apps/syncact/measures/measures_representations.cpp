#include "measures/measures.hpp"
#include "syncact/catalog/representations.hpp"

namespace cli {

void add_representations(std::vector<Measure>& list) { syncact::catalog::add_representations(list); }

}  // namespace cli
