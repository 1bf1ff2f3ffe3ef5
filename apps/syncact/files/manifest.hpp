#pragma once
/// run.json: every setting, every input with its checksum, every output, every duration.
#include <CLI/CLI.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "syncact/study/stages.hpp"

namespace cli {

/// The bytes as text that JSON can hold: what is not UTF-8 is spelled "\\xFC".
[[nodiscard]] std::string utf8_text(const std::string& bytes);

/// JSON has no NaN and no infinity: those are null.
[[nodiscard]] nlohmann::ordered_json number_or_null(double value);

/// The value of every option of a subcommand, given or default, so that no setting can be forgotten.
[[nodiscard]] nlohmann::ordered_json settings_of(const CLI::App& command);

/// The settings without those that change no result: they differ between runs that must compare equal, and a run may go on with
/// others.
[[nodiscard]] nlohmann::ordered_json settings_of_results(nlohmann::ordered_json settings);

/// Collects what a run did and writes it as run.json. Everything but the member "timings_seconds" is the same in every run
/// of the same command on the same files.
class Manifest {
 public:
  Manifest(const std::string& command, const nlohmann::ordered_json& settings);

  /// Records a file that was read: path as given, bytes, CRC-32.
  void add_input(const std::string& role, const std::string& path);
  /// The files that were read.
  [[nodiscard]] const nlohmann::ordered_json& inputs() const { return json_.at("inputs"); }
  /// Records a file that was written.
  void add_output(const std::string& path) { outputs_.push_back(path); }
  /// A fact about the run, e.g. how many volumes were left out.
  template <class Value>
  void note(const std::string& key, const Value& value) {
    json_["facts"][key] = value;
  }

  /// A policy that the run used, with all its options.
  void note_policy(const std::string& kind, nlohmann::ordered_json policy) { json_["policies"][kind] = std::move(policy); }

  /// Something the user must know but that is no error: on stderr now, and in run.json.
  void warn(const std::string& text);

  /// What was warned of so far.
  [[nodiscard]] std::vector<std::string> warnings() const { return json_.at("warnings").get<std::vector<std::string>>(); }
  [[nodiscard]] const nlohmann::ordered_json& facts() const { return json_.at("facts"); }
  /// Seconds of each stage that has run.
  [[nodiscard]] const nlohmann::ordered_json& timings() const { return timings_; }

  /// The stage that is running, for messages of errors that know no place.
  [[nodiscard]] static std::string& stage();

  /// Runs f, recording how long it took under `name`.
  template <class F>
  decltype(auto) timed(const std::string& name, F&& f) {
    stage() = name;
    struct Stopwatch {
      Manifest& manifest;
      const std::string& name;
      std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
      ~Stopwatch() {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
        manifest.add_time(name, passed.count());
      }
    } const stopwatch{*this, name};
    return std::forward<F>(f)();
  }

  /// Adds what stages took.
  void add_times(const std::vector<syncact::study::StageTime>& times) {
    for (const auto& [name, seconds] : times) add_time(name, seconds);
  }

  /// Writes folder/run.json, which names the outputs relative to the folder.
  void write(const std::string& folder);

 private:
  void add_time(const std::string& name, double seconds) {
    auto& total = timings_[name];
    total = (total.is_null() ? 0.0 : total.get<double>()) + seconds;
  }

  nlohmann::ordered_json json_;
  std::vector<std::string> outputs_;
  nlohmann::ordered_json timings_ = nlohmann::ordered_json::object();
};

}  // namespace cli
