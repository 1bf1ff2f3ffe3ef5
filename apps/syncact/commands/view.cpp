// `view`: the report of a finished run, in the browser.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "commands/commands.hpp"
#include "syncact/io/bytes/file_error.hpp"

namespace cli {

namespace {

/// Runs `opener path`; whether it could be started and did not fail.
bool opened_by(const char* opener, const std::string& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(127);
    ::execlp(opener, opener, path.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

void add_view(CLI::App& app, ViewArguments& a) {
  app.add_option("run", a.run, "The folder of a finished run")->required()->check(CLI::ExistingDirectory);
}

void run_view(const ViewArguments& a) {
  const std::filesystem::path report = std::filesystem::absolute(a.run) / "report.html";
  if (!std::filesystem::is_regular_file(report)) {
    throw syncact::FileError(report.string() +
                             ": there is none; couple, annotate, networks, rank, referee, similarity --grid and demo write it");
  }
  const char* browser = std::getenv("BROWSER");
  for (const char* opener : {browser != nullptr && *browser != '\0' ? browser : "xdg-open", "xdg-open", "open"}) {
    if (opened_by(opener, report.string())) return;
  }
  std::printf("no browser could be started; open file://%s\n", report.c_str());
}

}  // namespace cli
