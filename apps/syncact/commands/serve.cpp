// `serve`: a run that can be looked at in a browser of this machine, and of no other.
#include <cstdio>
#include <filesystem>
#include <set>

#include "commands/commands.hpp"
#include "files/cards.hpp"
#include "files/explored.hpp"
#include "files/output_folder.hpp"
#include "report/explorer_page.hpp"
#include "ui/validators.hpp"

#ifdef SYNCACT_HAS_HTTPLIB
#include <httplib.h>

#include <fstream>
#endif

namespace cli {

using syncact::message;
using syncact::nth;

#ifdef SYNCACT_HAS_HTTPLIB

namespace {

constexpr std::size_t most_items = 200;  // of a list in one answer

/// What a list shows of a neuron or a network.
struct Item {
  Index number;
  std::string name, note;
};

std::vector<Item> neurons_of(const std::string& folder, Index n) {
  std::vector<Item> items;
  each_card(folder, [&](const nlohmann::ordered_json& card) {
    std::string note;
    if (card.contains("network") && card["network"]["r"].is_number()) {
      char r[32];
      std::snprintf(r, sizeof(r), ", r %.3f", card["network"]["r"].get<double>());
      note = card["network"]["name"].get<std::string>() + r;
    }
    for (const auto& label : card["labels"]) note += (note.empty() ? "" : "; ") + label["label"].get<std::string>();
    items.push_back({std::ssize(items), card["name"], note});
    return true;
  });
  if (std::ssize(items) != n) {
    throw syncact::FileError(message(folder, "/neurons.jsonl: has ", items.size(), " cards for ", n, " neurons"));
  }
  return items;
}

/// Those whose name or note holds the words, the first of them.
std::string found(const std::vector<Item>& items, const std::string& words) {
  nlohmann::ordered_json answer{{"total", 0}, {"items", nlohmann::ordered_json::array()}};
  std::size_t total = 0;
  for (const Item& item : items) {
    if (!words.empty() && item.name.find(words) == std::string::npos && item.note.find(words) == std::string::npos) continue;
    if (total++ < most_items) answer["items"].push_back({{"number", item.number}, {"name", item.name}, {"note", item.note}});
  }
  answer["total"] = total;
  return answer.dump();
}

void answer_floats(const std::vector<float>& values, httplib::Response& response) {
  response.set_content(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float), "application/octet-stream");
}

/// A whole number from 0 to below n, or none.
std::optional<Index> number_in(const httplib::Request& request, const char* name, Index n) {
  const std::string said = request.get_param_value(name);
  if (said.empty() || said.size() > 9 || said.find_first_not_of("0123456789") != std::string::npos) return {};
  const Index number = std::stol(said);
  return number < n ? std::optional(number) : std::nullopt;
}

void refuse(httplib::Response& response, int status, const std::string& why) {
  response.status = status;
  response.set_content(why + "\n", "text/plain");
}

}  // namespace

void run_serve(const ServeArguments& a) {
  const Explored explored(a.run);
  const std::vector<Item> neurons = neurons_of(a.run, explored.n_neurons());
  std::vector<Item> networks;
  for (Index k = 0; k < explored.n_networks(); ++k) networks.push_back({k, "network_" + std::to_string(k), ""});
  const std::string grid = explored.grid().dump();
  const std::vector<std::string> listed = listed_outputs(a.run);
  const std::set<std::string> outputs(listed.begin(), listed.end());

  httplib::Server server;
  server.set_payload_max_length(1024);
  server.set_read_timeout(5);
  server.set_write_timeout(10);
  server.set_keep_alive_max_count(1000);
  server.set_default_headers({{"X-Content-Type-Options", "nosniff"},
                              {"Referrer-Policy", "no-referrer"},
                              {"Content-Security-Policy",
                               "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                               "img-src 'self' data:"}});
  int port = 0;
  // Another site's page could send a browser here under its own name; such requests name another host.
  server.set_pre_routing_handler([&](const httplib::Request& request, httplib::Response& response) {
    const std::string host = request.get_header_value("Host"), tail = ":" + std::to_string(port);
    if (host == "127.0.0.1" + tail || host == "localhost" + tail) return httplib::Server::HandlerResponse::Unhandled;
    refuse(response, 403, "only for this machine");
    return httplib::Server::HandlerResponse::Handled;
  });
  server.set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
    refuse(response, 500, "this could not be answered");
  });
  server.Get("/",
             [](const httplib::Request&, httplib::Response& response) { response.set_content(explorer_page(), "text/html"); });
  server.Get("/grid",
             [&](const httplib::Request&, httplib::Response& response) { response.set_content(grid, "application/json"); });
  server.Get("/mean",
             [&](const httplib::Request&, httplib::Response& response) { answer_floats(explored.mean_image(), response); });
  server.Get("/neurons", [&](const httplib::Request& request, httplib::Response& response) {
    response.set_content(found(neurons, request.get_param_value("search")), "application/json");
  });
  server.Get("/networks", [&](const httplib::Request& request, httplib::Response& response) {
    response.set_content(found(networks, request.get_param_value("search")), "application/json");
  });
  server.Get("/map", [&](const httplib::Request& request, httplib::Response& response) {
    if (const auto neuron = number_in(request, "neuron", explored.n_neurons())) {
      answer_floats(explored.correlations(*neuron), response);
    } else if (const auto network = number_in(request, "network", explored.n_networks())) {
      answer_floats(explored.network_map(*network), response);
    } else {
      refuse(response, 400,
             message("/map: needs neuron from 0 to ", explored.n_neurons() - 1, " or network from 0 to ",
                     explored.n_networks() - 1));
    }
  });
  server.Get(R"(/run/([A-Za-z0-9_.\-]+))", [&](const httplib::Request& request, httplib::Response& response) {
    const std::string name = request.matches[1];
    std::ifstream file(a.run + "/" + name, std::ios::binary);
    if (!outputs.contains(name) || !file) return refuse(response, 404, name + ": is no file of this run");
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::string kind = std::filesystem::path(name).extension().string();
    response.set_content(bytes, kind == ".html"   ? "text/html"
                                : kind == ".svg"  ? "image/svg+xml"
                                : kind == ".png"  ? "image/png"
                                : kind == ".json" ? "application/json"
                                : kind == ".tsv"  ? "text/plain"
                                                  : "application/octet-stream");
  });
  if (a.port == 0) {
    port = server.bind_to_any_port("127.0.0.1");
  } else if (server.bind_to_port("127.0.0.1", static_cast<int>(a.port))) {
    port = static_cast<int>(a.port);
  }
  if (port <= 0) throw syncact::Error(message("--port ", a.port, ": is taken, or not allowed"));
  std::printf("open http://127.0.0.1:%d/ in a browser of this machine; Ctrl-C ends it\n", port);
  std::fflush(stdout);
  server.listen_after_bind();
}

#else

void run_serve(const ServeArguments&) {
  throw syncact::Error("this syncact was built without cpp-httplib, which serve needs. Debian: libcpp-httplib-dev");
}

#endif

void add_serve(CLI::App& app, ServeArguments& a) {
  app.add_option("run", a.run, "The folder of a finished `couple --explore`")->required()->check(CLI::ExistingDirectory);
  app.add_option("--port", a.port, "Port on 127.0.0.1; 0: any that is free")->capture_default_str()->transform(whole(0, 65535));
}

}  // namespace cli
