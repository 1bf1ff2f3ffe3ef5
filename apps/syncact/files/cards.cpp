#include "files/cards.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/results/neuron_cards.hpp"
#include "syncact/score/layers.hpp"

namespace cli {

using nlohmann::ordered_json;
using syncact::message;
using syncact::nth;
namespace annotation = syncact::annotation;

namespace {

ordered_json label_json(const annotation::CardLabel& label, const Names& names) {
  ordered_json json{{"label", utf8_text(label.label)},
                    {"score", number_or_null(label.score)},
                    {"prevalence", number_or_null(label.prevalence)}};
  if (label.through) {
    const auto& t = *label.through;
    json["through_network"] = {{"number", t.network},
                               {"name", utf8_text(nth(names.networks, t.network))},
                               {"neuron_with_network_r", number_or_null(t.synchrony_r)},
                               {"network_with_label_r", number_or_null(t.label_r)},
                               {"p_joint", number_or_null(t.p_joint)}};
  }
  json["own"] = {{"r", number_or_null(label.own.r)},
                 {"p_fwe", number_or_null(label.own.p_fwe)},
                 {"rank", label.own.rank > 0 ? ordered_json(label.own.rank) : ordered_json(nullptr)}};
  json["verdict"] = label.verdict();
  return json;
}

ordered_json moments_json(const std::vector<annotation::describe::Moment>& moments, const syncact::Timeline& frames) {
  ordered_json json = ordered_json::array();
  for (const auto& moment : moments) {
    const auto [run, seconds] = syncact::io::moment_in(frames, moment.frame);
    json.push_back(
        {{"run", run + 1}, {"seconds", seconds}, {"frame", moment.frame}, {"activation", number_or_null(moment.activation)}});
  }
  return json;
}

ordered_json card_json(const annotation::NeuronCard& card, const std::string& layer, const Names& names,
                       const syncact::Timeline& frames, const std::vector<std::string>& known) {
  ordered_json json{{"neuron", card.neuron}, {"name", utf8_text(nth(names.neurons, card.neuron))}, {"layer", utf8_text(layer)}};
  if (card.best) {
    json["network"] = {{"number", card.best->network},
                       {"name", utf8_text(nth(names.networks, card.best->network))},
                       {"r", number_or_null(card.best->r)},
                       {"p_fwe", number_or_null(card.best->p_fwe)}};
  }
  if (card.best && !known.empty() && !nth(known, card.best->network).empty()) {
    json["network"]["looks_like"] = utf8_text(nth(known, card.best->network));
  }
  json["layer_percentile"] = number_or_null(card.percentile);
  json["labels"] = ordered_json::array();
  for (const auto& label : card.labels) json["labels"].push_back(label_json(label, names));
  json["top_moments"] = moments_json(card.moments, frames);
  for (const auto& facet : card.facets) {
    json["facets"].push_back({{"share", facet.share},
                              {"label", facet.label.empty() ? ordered_json(nullptr) : ordered_json(utf8_text(facet.label))},
                              {"label_share", facet.label_share},
                              {"prevalence", facet.prevalence},
                              {"moments", moments_json(facet.moments, frames)}});
  }
  return json;
}

/// Whether `name` is `said`, or ends with a '/' and that.
bool ends_as(const std::string& name, const std::string& said) { return name == said || name.ends_with("/" + said); }

std::string number(const ordered_json& value, const char* form) {
  if (!value.is_number()) return "n/a";
  char text[64];
  std::snprintf(text, sizeof(text), form, value.get<double>());
  return text;
}

}  // namespace

std::vector<std::string> card_layers(const std::vector<std::string>& units) {
  std::vector<std::string> layers;
  for (const std::string& unit : units) {
    layers.push_back(unit.find('/') == std::string::npos ? "all" : syncact::score::layer_of(unit));
  }
  return layers;
}

Index frames_of_a_scene(const syncact::Timeline& frames) {
  const syncact::Run& run = frames.run(0);
  const double period = run.duration().count() / static_cast<double>(run.n);
  return std::max<Index>(1, std::llround(2.0 / period));
}

annotation::describe::TopMoments top_moments(Index n_units, Index n_top, const syncact::Timeline& frames) {
  return {n_units, n_top, frames_of_a_scene(frames)};
}

void write_cards(const std::string& folder, const std::vector<annotation::NeuronCard>& cards, const Names& names,
                 const syncact::Timeline& frames, Manifest& manifest, const std::vector<std::string>& known) {
  const std::vector<std::string> layers = card_layers(names.neurons);
  syncact::io::card_table(cards, names, layers, frames).write(folder + "/neurons.tsv");
  manifest.add_output(folder + "/neurons.tsv");
  std::string lines;
  for (const auto& card : cards) lines += card_json(card, nth(layers, card.neuron), names, frames, known).dump() + "\n";
  syncact::io::write_file(folder + "/neurons.jsonl", lines);
  manifest.add_output(folder + "/neurons.jsonl");
}

void each_card(const std::string& folder, const std::function<bool(ordered_json)>& f) {
  const std::string path = folder + "/neurons.jsonl";
  std::ifstream file(path);
  if (!file) throw syncact::FileError(message(path, ": cannot be read; couple and annotate write it"));
  std::string line;
  for (Index at = 1; std::getline(file, line); ++at) {
    ordered_json card = ordered_json::parse(line, nullptr, false);
    if (!card.is_object() || !card.contains("name") || !card["name"].is_string() || !card.contains("neuron") ||
        !card.contains("labels")) {
      throw syncact::FileError(message(path, ":", at, ": is no card of a neuron"));
    }
    if (!f(std::move(card))) return;
  }
}

ordered_json find_card(const std::string& folder, const std::string& neuron) {
  const bool is_number = !neuron.empty() && neuron.find_first_not_of("0123456789") == std::string::npos;
  std::vector<ordered_json> found;
  each_card(folder, [&](ordered_json card) {
    const std::string name = card["name"];
    if (name == neuron) {  // exactly that one, whatever was found before
      found = {};
      found.push_back(std::move(card));
      return false;
    }
    if (is_number ? card["neuron"].dump() == neuron : ends_as(name, neuron)) found.push_back(std::move(card));
    return true;
  });
  const std::string path = folder + "/neurons.jsonl";
  if (found.empty()) throw syncact::ValueError(message(path, ": no neuron is called '", neuron, "'"));
  if (found.size() > 1) {
    throw syncact::ValueError(message(path, ": ", found.size(), " neurons are called '", neuron, "', among them ",
                                      found[0]["name"].get<std::string>(), " and ", found[1]["name"].get<std::string>()));
  }
  return found.front();
}

std::string card_text(const ordered_json& card) {
  std::string text = card.at("name").get<std::string>() + "\n";
  if (card.contains("network")) {
    const auto& network = card["network"];
    text += message("  network   ", network.at("name").get<std::string>(),
                    network.contains("looks_like") ? " (looks like " + network["looks_like"].get<std::string>() + ")" : "",
                    ", r ", number(network.at("r"), "%.3f"), ", p_fwe ", number(network.at("p_fwe"), "%.4g"), "; more than ",
                    number(card.at("layer_percentile"), "%.0f"), " % of layer ", card.at("layer").get<std::string>(), "\n");
  }
  for (const auto& label : card.at("labels")) {
    text += message("  label     ", label.at("label").get<std::string>(), ", score ", number(label.at("score"), "%.3f"));
    if (label.contains("through_network")) {
      const auto& through = label["through_network"];
      text += message("; through ", through.at("name").get<std::string>(), " (neuron with network r ",
                      number(through.at("neuron_with_network_r"), "%.3f"), ", network with label r ",
                      number(through.at("network_with_label_r"), "%.3f"), ", p ", number(through.at("p_joint"), "%.4g"), ")");
    }
    text += message("\n            the neuron ", label.at("verdict").get<std::string>(), " (r ",
                    number(label.at("own").at("r"), "%.3f"), ", p_fwe ", number(label.at("own").at("p_fwe"), "%.4g"), ")\n");
  }
  if (card.at("labels").empty()) text += "  label     none\n";
  if (card.contains("facets") && card["facets"].size() > 1) {
    for (const auto& facet : card["facets"]) {
      text += message("  facet     ", number(100 * facet.at("share").get<double>(), "%.0f"), " % of its most active moments");
      if (facet.at("label").is_string()) {
        text += message(": ", facet["label"].get<std::string>(), " is on in ",
                        number(100 * facet.at("label_share").get<double>(), "%.0f"), " % of them, in the film in ",
                        number(100 * facet.at("prevalence").get<double>(), "%.0f"), " %");
      }
      text += "\n";
    }
  }
  for (const auto& moment : card.at("top_moments")) {
    text += message("  active    run ", moment.at("run").dump(), " at ", number(moment.at("seconds"), "%.2f"),
                    " s, activation ", number(moment.at("activation"), "%.4g"), "\n");
  }
  return text;
}

}  // namespace cli
