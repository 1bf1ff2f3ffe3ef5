// `replay`: the same command on the same files again, and whether it gives the same bytes.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "commands/commands.hpp"
#include "syncact/core/version.hpp"
#include "syncact/io/bytes/checksum.hpp"
#include "syncact/io/bytes/file_error.hpp"

namespace cli {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using syncact::message;

namespace {

/// run.json of a folder, or the file itself.
ordered_json read_run(const fs::path& path) {
  const fs::path file = fs::is_directory(path) ? path / "run.json" : path;
  std::ifstream in(file);
  ordered_json run = ordered_json::parse(in, nullptr, false);
  const bool whole = run.is_object() && run.contains("command") && run.contains("settings") && run.contains("inputs") &&
                     run.contains("outputs");
  if (!whole) throw syncact::FileError(message(file.string(), ": is no run.json of this program"));
  return run;
}

std::string text_of(const ordered_json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

/// The options that were said: defaults are not, since some options may only be said together with others.
std::vector<std::string> arguments_of(const ordered_json& run, const CLI::App& program) {
  const std::string command = run.at("command");
  const CLI::App* app = nullptr;
  try {
    app = program.get_subcommand(command);
  } catch (const CLI::OptionNotFound&) {
    throw syncact::ValueError(message("replay: there is no command '", command, "' in this version"));
  }
  std::vector<std::string> arguments{command};
  for (const auto& [name, value] : run.at("settings").items()) {
    if (value.is_null() || name == "resume") continue;
    const CLI::Option* option = app->get_option_no_throw("--" + name);
    if (option == nullptr)
      throw syncact::ValueError(message("replay: ", command, " has no option --", name, " in this version"));
    if (value.is_boolean()) {
      if (value.get<bool>()) arguments.push_back("--" + name);
    } else if (value.is_array()) {
      for (const auto& one : value) arguments.push_back("--" + name + "=" + text_of(one));
    } else if (text_of(value) != option->get_default_str()) {
      arguments.push_back("--" + name + "=" + text_of(value));
    }
  }
  return arguments;
}

void require_same_inputs(const ordered_json& run) {
  for (const auto& input : run.at("inputs")) {
    const std::string path = input.at("path");
    const syncact::io::Checksum now = syncact::io::checksum(path);
    if (now.hex() == input.at("crc32").get<std::string>() && now.size == input.at("bytes")) continue;
    throw syncact::ValueError(message(path, ": is not the file that it was when the run was made"));
  }
}

/// Runs this program with these arguments, its words on stderr; its exit status.
int run_again(std::vector<std::string> arguments) {
  const std::string program = fs::read_symlink("/proc/self/exe").string();
  std::vector<char*> argv{const_cast<char*>("syncact")};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

/// A file without what differs from run to run.
std::optional<std::string> contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (path.filename() != "run.json") return bytes;
  ordered_json run = ordered_json::parse(bytes, nullptr, false);
  if (run.is_object()) run.erase("timings_seconds");
  return run.dump();
}

/// A folder that is removed at the end.
struct TemporaryFolder {
  fs::path path = fs::temp_directory_path() / ("syncact-replay-" + std::to_string(::getpid()));
  TemporaryFolder() = default;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

}  // namespace

void run_replay(const ReplayArguments& a, const CLI::App& program) {
  const ordered_json run = read_run(a.run);
  const fs::path before = fs::is_directory(a.run) ? fs::path(a.run) : fs::path(a.run).parent_path();
  if (run.value("version", "") != syncact::version) {
    std::fprintf(stderr, "syncact: warning: the run was made by version %s, this is %s\n", run.value("version", "?").c_str(),
                 syncact::version);
  }
  std::vector<std::string> arguments = arguments_of(run, program);
  require_same_inputs(run);
  const TemporaryFolder temporary;
  const fs::path after = a.out.empty() ? temporary.path : fs::path(a.out);
  arguments.push_back("--out=" + after.string());
  if (const int status = run_again(arguments); status != 0) {
    throw syncact::Error(message("replay: ", run.at("command").get<std::string>(), " ended with status ", status));
  }
  std::vector<std::string> different;
  for (const auto& output : run.at("outputs")) {
    const std::string name = output;
    const auto was = contents(before / name), is = contents(after / name);
    if (!was || was != is) different.push_back(name);
  }
  const std::size_t n = run.at("outputs").size();
  if (different.empty()) {
    std::printf("the same: all %zu files (run.json but for its timings)\n", n);
    return;
  }
  std::string names;
  for (const std::string& name : different) names += (names.empty() ? "" : ", ") + name;
  throw syncact::Error(message("replay: ", different.size(), " of ", n, " files differ: ", names));
}

void add_replay(CLI::App& app, ReplayArguments& a) {
  app.add_option("run", a.run,
                 "The folder of a finished run, or its run.json; started where the run was, if its paths are relative")
      ->required()
      ->check(CLI::ExistingPath);
  app.add_option("--out", a.out, "Keep the new results in this folder");
}

}  // namespace cli
