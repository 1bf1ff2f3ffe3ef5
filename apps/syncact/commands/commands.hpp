#pragma once
/// The commands: each adds its options to a command line, checks them together, and runs. Each throws syncact::Error with one
/// line that says what was wrong.
#include <CLI/CLI.hpp>
#include <nlohmann/json_fwd.hpp>

#include "commands/arguments.hpp"
#include "files/manifest.hpp"

namespace cli {

void add_couple(CLI::App& app, CoupleArguments& arguments);
void add_extract(CLI::App& app, ExtractArguments& arguments);
void add_networks(CLI::App& app, NetworksArguments& arguments);
void add_hrf(CLI::App& app, HrfArguments& arguments);
void add_similarity(CLI::App& app, SimilarityArguments& arguments);
void add_list(CLI::App& app, ListArguments& arguments);
void add_rank(CLI::App& app, RankArguments& arguments);
void add_referee(CLI::App& app, RefereeArguments& arguments);
void add_annotate(CLI::App& app, AnnotateArguments& arguments);
void add_serve(CLI::App& app, ServeArguments& arguments);
void add_view(CLI::App& app, ViewArguments& arguments);
void add_replay(CLI::App& app, ReplayArguments& arguments);
void add_card(CLI::App& app, CardArguments& arguments);
void add_demo(CLI::App& app, DemoArguments& arguments);

/// Throws syncact::ValueError for options that have no effect beside the others that were given.
void check_options(const CLI::App& app, CoupleArguments& arguments);
void check_options(const CLI::App& app, const NetworksArguments& arguments);
void check_options(const CLI::App& app, const AnnotateArguments& arguments);
void check_options(const CLI::App& app);

void run_couple(const CoupleArguments& arguments, const nlohmann::ordered_json& settings);
void run_extract(const ExtractArguments& arguments, const nlohmann::ordered_json& settings);
void run_networks(const NetworksArguments& arguments, const nlohmann::ordered_json& settings);
void run_hrf(const HrfArguments& arguments);
void run_similarity(const SimilarityArguments& arguments);
void run_list(const ListArguments& arguments);
void run_rank(const RankArguments& arguments, const nlohmann::ordered_json& settings);
void run_referee(const RefereeArguments& arguments, const nlohmann::ordered_json& settings);
void run_annotate(const AnnotateArguments& arguments, const nlohmann::ordered_json& settings);
void run_serve(const ServeArguments& arguments);
void run_view(const ViewArguments& arguments);
/// `program` has the commands and their options, with defaults. Throws syncact::Error if the results differ.
void run_replay(const ReplayArguments& arguments, const CLI::App& program);
void run_card(const CardArguments& arguments);
void run_demo(const DemoArguments& arguments, const nlohmann::ordered_json& settings);

}  // namespace cli
