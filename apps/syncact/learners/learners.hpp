#pragma once
/// Learners by name. Each source of this folder instantiates some of them, which takes long to compile.
#include <span>
#include <string>
#include <vector>

#include "syncact/core/named.hpp"
#include "syncact/networks/any_learner.hpp"

namespace cli {

using Learner = syncact::networks::AnyLearner<double>;

/// A learner with its settings, and all its options as they are then.
struct ChosenLearner {
  Learner learner;
  std::vector<syncact::OptionInfo> options;
};

/// Throws syncact::ValueError for a name or an option that there is not.
[[nodiscard]] ChosenLearner make_learner(const std::string& name, std::span<const syncact::Setting> settings);

/// The same with another coder. Throws too if the learner codes nothing.
[[nodiscard]] ChosenLearner make_learner_with_coder(const std::string& name, std::span<const syncact::Setting> settings,
                                                    const std::string& coder, std::span<const syncact::Setting> coder_settings);

}  // namespace cli
