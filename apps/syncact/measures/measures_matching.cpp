#include "measures/measures.hpp"
#include "syncact/catalog/dynamics.hpp"
#include "syncact/catalog/matching.hpp"

namespace cli {

void add_matching_and_dynamics(std::vector<Measure>& list) {
  syncact::catalog::add_matching(list);
  syncact::catalog::add_dynamics(list);
}

}  // namespace cli
