#pragma once
/// Runs the program and looks at what it printed and wrote.
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

namespace syncact::test {

/// What a run of the program gave.
struct Outcome {
  int status = -1;
  std::string text;  ///< stdout and stderr together
};

/// Runs a line of the shell.
inline Outcome shell(const std::string& line) {
  const std::string command = "{ " + line + "; } 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  Outcome outcome;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) outcome.text.append(buffer, n);
  const int status = ::pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return outcome;
}

/// Runs `syncact <arguments>`; SYNCACT_CLI is set by the build.
inline Outcome run(const std::string& arguments) { return shell(SYNCACT_CLI " " + arguments); }

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline nlohmann::json json_of(const std::filesystem::path& path) { return nlohmann::json::parse(slurp(path)); }

/// A folder of its own for each test, removed at the end.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("syncact-cli-" + name + "-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Whether the program was built with OpenCV.
inline bool has_films() {
  return std::filesystem::exists(std::filesystem::path(SYNCACT_CLI).parent_path() / "syncact_films.so");
}

}  // namespace syncact::test
