#include "learners/learners.hpp"

#include <algorithm>

#include "syncact/catalog/lists.hpp"

namespace cli {

ChosenLearner make_learner(const std::string& name, std::span<const syncact::Setting> settings) {
  return with_named(syncact::catalog::learners(), "learner", name, settings, [](const auto& learner) {
    return ChosenLearner{Learner(learner), syncact::list_options(learner)};
  });
}

bool learner_has_option(const std::string& name, const std::string& option) {
  for (const syncact::PolicyInfo& learner : describe(syncact::catalog::learners())) {
    if (learner.name != name) continue;
    return std::any_of(learner.options.begin(), learner.options.end(), [&](const auto& o) { return o.name == option; });
  }
  return false;
}

}  // namespace cli
