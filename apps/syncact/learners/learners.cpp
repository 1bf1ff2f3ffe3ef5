#include "learners/learners.hpp"

#include "syncact/catalog/lists.hpp"

namespace cli {

ChosenLearner make_learner(const std::string& name, std::span<const syncact::Setting> settings) {
  return with_named(syncact::catalog::learners(), "learner", name, settings, [](const auto& learner) {
    return ChosenLearner{Learner(learner), syncact::list_options(learner)};
  });
}

}  // namespace cli
