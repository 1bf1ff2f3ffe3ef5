#include "files/manifest.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "syncact/core/version.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/bytes/checksum.hpp"
#include "syncact/io/bytes/file_error.hpp"

namespace cli {

using nlohmann::ordered_json;

namespace {

/// "3" as 3, "0.5" as 0.5, everything else as text.
ordered_json typed(const std::string& value) {
  const ordered_json parsed = ordered_json::parse(value, nullptr, false);
  return parsed.is_number() ? parsed : ordered_json(utf8_text(value));
}

}  // namespace

std::string utf8_text(const std::string& bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t n = syncact::io::utf8_length(std::string_view(bytes).substr(at));
    if (n > 0) {
      text += bytes.substr(at, n);
    } else {
      char spelled[8];
      std::snprintf(spelled, sizeof(spelled), "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(bytes[at])));
      text += spelled;
    }
    at += std::max<std::size_t>(n, 1);
  }
  return text;
}

ordered_json number_or_null(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); }

ordered_json settings_of(const CLI::App& command) {
  ordered_json settings = ordered_json::object();
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_single_name();
    if (name == "help" || name == "help-all") continue;
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

ordered_json settings_of_results(ordered_json settings) {
  for (const char* free : {"threads", "resume", "checkpoint-every", "out"}) settings.erase(free);
  return settings;
}

Manifest::Manifest(const std::string& command, const ordered_json& settings) {
  json_["program"] = "syncact";
  json_["version"] = syncact::version;
  json_["command"] = command;
  json_["settings"] = settings_of_results(settings);
  json_["inputs"] = ordered_json::array();
  json_["policies"] = ordered_json::object();
  json_["facts"] = ordered_json::object();
  json_["warnings"] = ordered_json::array();
}

void Manifest::add_input(const std::string& role, const std::string& path) {
  const syncact::io::Checksum checksum = syncact::io::checksum(path);
  json_["inputs"].push_back({{"role", role}, {"path", utf8_text(path)}, {"bytes", checksum.size}, {"crc32", checksum.hex()}});
}

void Manifest::warn(const std::string& text) {
  std::fprintf(stderr, "syncact: warning: %s\n", text.c_str());
  json_["warnings"].push_back(utf8_text(text));
}

std::string& Manifest::stage() {
  static std::string name = "start";
  return name;
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
