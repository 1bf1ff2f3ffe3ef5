#include "learners/learners.hpp"
#include "syncact/catalog/lists.hpp"

namespace cli {

ChosenLearner make_learner_with_coder(const std::string& name, std::span<const syncact::Setting> settings,
                                      const std::string& coder, std::span<const syncact::Setting> coder_settings) {
  using syncact::coding::AnyCoder;
  return with_named(syncact::catalog::coders(), "coder", coder, coder_settings, [&](const auto& chosen) {
    std::vector<syncact::OptionInfo> of_coder = syncact::list_options(chosen);
    const auto learners = syncact::catalog::coding_learners(AnyCoder(chosen));
    return with_named(learners, "learner that codes voxels", name, settings, [&](const auto& learner) {
      ChosenLearner result{Learner(learner), syncact::list_options(learner)};
      for (syncact::OptionInfo& option : of_coder) {
        option.name.insert(0, "coder.");
        result.options.push_back(std::move(option));
      }
      return result;
    });
  });
}

}  // namespace cli
