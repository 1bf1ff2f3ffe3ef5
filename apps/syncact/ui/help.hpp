#pragma once
/// What the program says of itself: help, a manual page, and completion for bash, all from its options.
#include <CLI/CLI.hpp>
#include <string>

namespace cli {

/// Sorts the options of every command into groups, and lets --help show those that most calls need, in lines that fit the
/// terminal, and --help-all every one.
void arrange_help(CLI::App& program);

/// A page for man(1).
[[nodiscard]] std::string manual_page(const CLI::App& program);

/// A script for bash that completes commands, options, their values and files.
[[nodiscard]] std::string bash_completion(const CLI::App& program);

}  // namespace cli
