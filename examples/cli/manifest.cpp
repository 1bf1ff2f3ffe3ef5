#include "manifest.hpp"

#include "syncact/core/version.hpp"
#include "syncact/io/atomic_file.hpp"
#include "syncact/io/checksum.hpp"

namespace cli {

using nlohmann::ordered_json;

namespace {

/// "3" as 3, "0.5" as 0.5, everything else as text.
ordered_json typed(const std::string& value) {
  const ordered_json parsed = ordered_json::parse(value, nullptr, false);
  return parsed.is_number() ? parsed : ordered_json(value);
}

}  // namespace

ordered_json settings_of(const CLI::App& command) {
  ordered_json settings = ordered_json::object();
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_single_name();
    if (name == "help") continue;
    if (option->get_expected_max() == 0) {
      settings[name] = option->count() > 0;
    } else if (option->count() > 1 || option->results().size() > 1) {
      settings[name] = ordered_json::array();
      for (const std::string& value : option->results()) settings[name].push_back(typed(value));
    } else if (option->count() == 1) {
      settings[name] = typed(option->results().front());
    } else if (!option->get_default_str().empty()) {
      settings[name] = typed(option->get_default_str());
    } else {
      settings[name] = nullptr;
    }
  }
  return settings;
}

Manifest::Manifest(const std::string& command, const ordered_json& settings) {
  json_["program"] = "syncact";
  json_["version"] = syncact::version;
  json_["command"] = command;
  json_["settings"] = settings;
  // Neither changes a result, and both differ between runs that must compare equal.
  json_["settings"].erase("threads");
  json_["settings"].erase("out");
  json_["inputs"] = ordered_json::array();
  json_["facts"] = ordered_json::object();
}

void Manifest::add_input(const std::string& role, const std::string& path) {
  const syncact::io::Checksum checksum = syncact::io::checksum(path);
  json_["inputs"].push_back({{"role", role}, {"path", path}, {"bytes", checksum.size}, {"crc32", checksum.hex()}});
}

void Manifest::write(const std::string& folder) {
  add_output(folder + "/run.json");
  ordered_json whole = json_;
  whole["outputs"] = ordered_json::array();
  for (const std::string& path : outputs_) whole["outputs"].push_back(path.substr(folder.size() + 1));
  whole["timings_seconds"] = timings_;
  syncact::io::write_file(folder + "/run.json", whole.dump(2) + "\n");
}

}  // namespace cli
