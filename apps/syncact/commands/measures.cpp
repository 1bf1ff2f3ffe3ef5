#include "commands/measures.hpp"

#include "syncact/catalog/presets.hpp"

namespace cli {

Measure find_measure(const std::vector<Measure>& measures, const std::string& id) {
  for (const Measure& m : measures) {
    if (m.id() == id) return m;
  }
  for (const auto& preset : syncact::catalog::presets()) {
    if (preset.alias != id) continue;
    if (preset.then != syncact::catalog::Then::as_is) {
      throw syncact::ValueError("'" + id + "' is made of " + std::string(preset.id) + " (" + std::string(preset.options) +
                                ") by another step; only --repository-row gives it");
    }
    Measure measure = find_measure(measures, std::string(preset.id));
    syncact::catalog::apply(preset, measure);
    return measure;
  }
  throw syncact::ValueError("no measure '" + id + "'; see syncact similarity --list");
}

}  // namespace cli
