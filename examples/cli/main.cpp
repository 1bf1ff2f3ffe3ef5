/// syncact: couples an artificial neural network with the human brain, from files.
#include <cstdio>
#include <exception>

#include "arguments.hpp"
#include "commands.hpp"
#include "syncact/core/version.hpp"

int main(int argc, char** argv) {
  CLI::App app{"Couples artificial neural networks with the human brain by synchronized activations (Sync-ACT)."};
  app.set_version_flag("--version", std::string("syncact ") + syncact::version);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);

  cli::CoupleArguments couple;
  cli::NetworksArguments networks;
  cli::HrfArguments hrf;
  cli::SimilarityArguments similarity;
  cli::DemoArguments demo;
  auto* couple_app = app.add_subcommand("couple", "Which neuron goes with which brain network, and what it means");
  auto* networks_app = app.add_subcommand("networks", "Learn functional brain networks from fMRI");
  auto* hrf_app = app.add_subcommand("hrf", "Print a haemodynamic response, one value a line");
  auto* similarity_app = app.add_subcommand("similarity", "How alike two tables of activity are, by any of many measures");
  auto* demo_app = app.add_subcommand("demo", "The whole chain in a made world where the truth is known");
  cli::add_couple(*couple_app, couple);
  cli::add_networks(*networks_app, networks);
  cli::add_hrf(*hrf_app, hrf);
  cli::add_similarity(*similarity_app, similarity);
  cli::add_demo(*demo_app, demo);
  CLI11_PARSE(app, argc, argv);

  try {
    if (*couple_app) cli::run_couple(couple, cli::settings_of(*couple_app));
    if (*networks_app) cli::run_networks(networks, cli::settings_of(*networks_app));
    if (*hrf_app) cli::run_hrf(hrf);
    if (*similarity_app) cli::run_similarity(similarity);
    if (*demo_app) cli::run_demo(demo, cli::settings_of(*demo_app));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "syncact: %s\n", error.what());
    return 1;
  }
  return 0;
}
