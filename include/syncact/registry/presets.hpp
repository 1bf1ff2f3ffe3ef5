#pragma once
/// The measures that have a standard name in similarity-repository, and the options that give each.
#include <span>
#include <string_view>

#include "syncact/registry/any_measure.hpp"

namespace syncact::registry {

/// A name of theirs, the id and the options "a=b c=d" of ours.
struct Preset {
  std::string_view alias;
  std::string_view id;
  std::string_view options;
};

/// Sets the options of a preset on its measure.
template <class P>
void apply(const Preset& preset, AnyMeasure<P>& measure) {
  for (std::string_view rest = preset.options; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    measure.set(one.substr(0, one.find('=')), one.substr(one.find('=') + 1));
  }
}

[[nodiscard]] inline std::span<const Preset> presets() {
  static constexpr Preset all[] = {
      {"cka-kernel=linear-hsic=song-score", "cka", "estimator=debiased"},
  };
  return all;
}

}  // namespace syncact::registry
