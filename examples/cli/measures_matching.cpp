#include "measures.hpp"
#include "syncact/registry/dynamics.hpp"
#include "syncact/registry/matching.hpp"

namespace cli {

void add_matching_and_dynamics(std::vector<Measure>& list) {
  syncact::registry::add_matching(list);
  syncact::registry::add_dynamics(list);
}

}  // namespace cli
