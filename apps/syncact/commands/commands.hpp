#pragma once
/// The commands behind the command line. Each throws syncact::Error with one line that says what was wrong.
#include <nlohmann/json_fwd.hpp>

#include "commands/arguments.hpp"
#include "files/manifest.hpp"

namespace cli {

void run_couple(const CoupleArguments& arguments, const nlohmann::ordered_json& settings);
void run_networks(const NetworksArguments& arguments, const nlohmann::ordered_json& settings);
void run_hrf(const HrfArguments& arguments);
void run_similarity(const SimilarityArguments& arguments);
void run_demo(const DemoArguments& arguments, const nlohmann::ordered_json& settings);

}  // namespace cli
