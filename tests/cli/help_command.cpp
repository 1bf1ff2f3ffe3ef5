// What the program says of itself.
#include <set>
#include <sstream>

#include "program.hpp"
#include "support/catch.hpp"

using namespace syncact::test;

namespace {

/// The options that bash is told of for a command.
std::set<std::string> options_of(const std::string& script, const std::string& command) {
  const std::size_t at = script.find("    " + command + ")\n"), begin = script.find("options=\"", at) + 9,
                    end = script.find('"', begin);
  std::istringstream words(script.substr(begin, end - begin));
  return {std::istream_iterator<std::string>(words), {}};
}

/// How bash completes the last word.
std::string completed(const std::string& words) {
  return shell("bash -c 'source <(" SYNCACT_CLI " completion); COMP_WORDS=(" + words +
               "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _syncact; echo ${COMPREPLY[@]}'")
      .text;
}

}  // namespace

TEST_CASE("Help is short first, and whole when it is asked for") {
  const std::string commands = run("--help").text;
  const std::string script = run("completion").text, manual = run("man").text;
  for (const std::string command : {"couple", "extract", "networks", "similarity", "rank", "referee", "annotate", "serve"}) {
    CHECK_THAT(commands, says("\n  " + command + " "));
    const std::string all = run(command + " --help-all").text, some = run(command + " --help").text;
    const std::set<std::string> options = options_of(script, command);
    REQUIRE(options.size() >= 3);
    for (const std::string& option : options) {
      CHECK_THAT(all, says("\n  " + option));
      std::string escaped;
      for (const char c : option) escaped += c == '-' ? "\\-" : std::string(1, c);
      CHECK_THAT(manual, says(".B " + escaped));
    }
    CHECK_THAT(some, says("Example\n  syncact " + command) || says("Example\n  syncact couple"));
    std::istringstream lines(all);
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 130);  // but for words that cannot be cut
  }
  const std::string some = run("couple --help").text;
  CHECK_THAT(some, says("more options: syncact couple --help-all") && says("--bold FILE ..."));
  CHECK(some.find("--slice-time-ref") == std::string::npos);
  CHECK_THAT(run("couple --help-all").text, says("--slice-time-ref"));
}

TEST_CASE("bash completes commands, options and their values") {
  CHECK(completed("syncact ann") == "annotate\n");
  CHECK(completed("syncact couple --min-s") == "--min-shift\n");
  CHECK(completed("syncact couple --null b") == "blocks bootstrap\n");
  CHECK(completed("syncact couple --help-") == "--help-all\n");
}
