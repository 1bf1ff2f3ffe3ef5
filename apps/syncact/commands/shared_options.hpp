#pragma once
/// Options that several commands have.
#include <CLI/CLI.hpp>
#include <initializer_list>
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "syncact/core/named.hpp"

namespace cli {

void add_learning(CLI::App& app, LearningArguments& arguments);
/// --templates and how networks are compared with them.
void add_templates(CLI::App& app, TemplateArguments& arguments);
void add_bold(CLI::App& app, BoldArguments& arguments);
/// --model, --movie and how the network is shown the film.
void add_film(CLI::App& app, FilmArguments& arguments);
/// --heads, after --unit-names.
void add_heads(CLI::App& app, SourceArguments& arguments);
void add_run(CLI::App& app, RunArguments& arguments, bool out_required);
void add_policies(CLI::App& app, PolicyArguments& arguments);
/// --stream and --memory-cap.
void add_stream(CLI::App& app, BrainArguments& arguments);

/// Throws syncact::ValueError if one of the options was given that has no effect for the reason `why`.
void refuse_idle(const CLI::App& app, std::initializer_list<const char*> options, const std::string& why);
/// Throws syncact::ValueError if --runs cuts more than one file.
void check_runs(const BoldArguments& bold, const LearningArguments& learning);
/// Throws syncact::ValueError if --stream cannot do what else was asked for.
void check_stream(const BrainArguments& arguments);

/// What --set says of the policy of this kind.
[[nodiscard]] std::vector<syncact::Setting> settings_of(const PolicyArguments& arguments, const std::string& kind);
/// Throws syncact::ValueError if --set names a kind that the call does not use.
void check_policies(const PolicyArguments& arguments, const std::vector<std::string>& kinds);

}  // namespace cli
