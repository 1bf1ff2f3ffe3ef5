/// syncact: couples an artificial neural network with the human brain, from files.
#include <sys/resource.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <new>

#include "commands/commands.hpp"
#include "files/output_folder.hpp"
#include "syncact/core/version.hpp"
#include "ui/help.hpp"

namespace {

/// 0 if all that was printed has reached its place, else 1 with a message: a result that does not arrive is an error.
int flushed() {
  errno = 0;
  const bool whole = std::cout.flush().good();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && whole) return 0;
  std::fprintf(stderr, "syncact: standard output cannot be written%s%s\n", errno != 0 ? ": " : "",
               errno != 0 ? std::strerror(errno) : "");
  return 1;
}

/// What ran out, where, and how much there was.
std::string out_of_memory() {
  std::string message = "memory ran out in stage '" + cli::Manifest::stage() + "'";
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmPeak:")) {
      message += ": " + std::to_string(std::stol(line.substr(7)) / 1024) + " MiB were taken";
    }
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    message += ", the limit of this process is " + std::to_string(limit.rlim_cur >> 20) + " MiB (ulimit -v)";
  }
  return message + " and more was wanted; --memory-cap, --top, fewer --networks, a --mask or float32 files take less";
}

}  // namespace

int main(int argc, char** argv) {
  cli::handle_signals();
  CLI::App app{"Couples artificial neural networks with the human brain by synchronized activations (Sync-ACT)."};
  app.set_version_flag("--version", std::string("syncact ") + syncact::version);
  app.require_subcommand(1);

  cli::CoupleArguments couple;
  cli::ExtractArguments extract;
  cli::NetworksArguments networks;
  cli::HrfArguments hrf;
  cli::SimilarityArguments similarity;
  cli::ListArguments list;
  cli::RankArguments rank;
  cli::RefereeArguments referee;
  cli::AnnotateArguments annotate;
  cli::CardArguments card;
  cli::ViewArguments view;
  cli::ServeArguments serve;
  cli::ReplayArguments replay;
  cli::DemoArguments demo;
  auto* couple_app = app.add_subcommand("couple", "Which neuron goes with which brain network, and what it means");
  auto* extract_app = app.add_subcommand("extract", "What a network does while it watches a film: activations, layer by layer");
  auto* networks_app = app.add_subcommand("networks", "Learn functional brain networks from fMRI");
  auto* hrf_app = app.add_subcommand("hrf", "Print a haemodynamic response, one value a line");
  auto* similarity_app = app.add_subcommand("similarity", "How alike two tables of activity are, by any of many measures");
  auto* list_app = app.add_subcommand("list", "Every policy that can be named, with its options");
  auto* rank_app =
      app.add_subcommand("rank", "Are more accurate models more brain-like? Over all, among the good ones, by family");
  auto* referee_app =
      app.add_subcommand("referee", "How well descriptions of units, whoever made them, say when units are active");
  auto* annotate_app = app.add_subcommand("annotate", "What neurons mean by labelled frames alone, without a brain");
  auto* card_app = app.add_subcommand("card", "What a finished run says of one neuron");
  auto* view_app = app.add_subcommand("view", "Open the report of a finished run");
  auto* serve_app = app.add_subcommand("serve", "Look at the map of any neuron of a run in the browser");
  auto* replay_app = app.add_subcommand("replay", "Run the same again, and say whether the results are the same bytes");
  auto* demo_app = app.add_subcommand("demo", "The whole chain in a made world where the truth is known");
  cli::add_couple(*couple_app, couple);
  cli::add_extract(*extract_app, extract);
  cli::add_networks(*networks_app, networks);
  cli::add_hrf(*hrf_app, hrf);
  cli::add_similarity(*similarity_app, similarity);
  cli::add_list(*list_app, list);
  cli::add_rank(*rank_app, rank);
  cli::add_referee(*referee_app, referee);
  cli::add_annotate(*annotate_app, annotate);
  cli::add_card(*card_app, card);
  cli::add_view(*view_app, view);
  cli::add_serve(*serve_app, serve);
  cli::add_replay(*replay_app, replay);
  cli::add_demo(*demo_app, demo);
  auto* man_app = app.add_subcommand("man", "Print a page for man: syncact man | man -l -");
  auto* completion_app = app.add_subcommand("completion", "Print a script for bash: source <(syncact completion)");
  cli::arrange_help(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // A misspelt option makes another one missing; what was misspelt is what the user has to know.
    for (const CLI::App* command : app.get_subcommands()) {
      for (const std::string& extra : command->remaining()) {
        if (!extra.starts_with('-')) continue;
        std::fprintf(stderr, "%s: is not an option of syncact %s; see syncact %s --help\n", extra.c_str(),
                     command->get_name().c_str(), command->get_name().c_str());
        return error.get_exit_code();
      }
    }
    return app.exit(error);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) != 0 ? error.get_exit_code() : flushed();
  }

  try {
    if (*couple_app) {
      cli::check_options(*couple_app, couple);
      cli::run_couple(couple, cli::settings_of(*couple_app));
    }
    if (*extract_app) cli::run_extract(extract, cli::settings_of(*extract_app));
    if (*networks_app) {
      cli::check_options(*networks_app, networks);
      cli::run_networks(networks, cli::settings_of(*networks_app));
    }
    if (*hrf_app) cli::run_hrf(hrf);
    if (*similarity_app) {
      cli::check_options(*similarity_app);
      cli::run_similarity(similarity);
    }
    if (*list_app) cli::run_list(list);
    if (*rank_app) cli::run_rank(rank, cli::settings_of(*rank_app));
    if (*referee_app) cli::run_referee(referee, cli::settings_of(*referee_app));
    if (*annotate_app) {
      cli::check_options(*annotate_app, annotate);
      cli::run_annotate(annotate, cli::settings_of(*annotate_app));
    }
    if (*card_app) cli::run_card(card);
    if (*view_app) cli::run_view(view);
    if (*serve_app) cli::run_serve(serve);
    if (*replay_app) cli::run_replay(replay, app);
    if (*man_app) std::fputs(cli::manual_page(app).c_str(), stdout);
    if (*completion_app) std::fputs(cli::bash_completion(app).c_str(), stdout);
    if (*demo_app) cli::run_demo(demo, cli::settings_of(*demo_app));
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "syncact: %s\n", out_of_memory().c_str());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "syncact: %s\n", error.what());
    return 1;
  }
  return flushed();
}
