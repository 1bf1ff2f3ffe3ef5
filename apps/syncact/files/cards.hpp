#pragma once
/// Cards of neurons as files, and back.
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "files/manifest.hpp"
#include "files/outputs.hpp"
#include "syncact/annotation/neuron_card.hpp"
#include "syncact/core/timeline.hpp"

namespace cli {

/// The layer of each unit: what stands before the last '/' of its name, or "all" for names without one.
[[nodiscard]] std::vector<std::string> card_layers(const std::vector<std::string>& units);

/// Frames of one scene: as many as are shown in two seconds, at least one.
[[nodiscard]] Index frames_of_a_scene(const syncact::Timeline& frames);

/// Moments of all neurons: `n_top`, no two within the same scene.
[[nodiscard]] syncact::annotation::describe::TopMoments top_moments(Index n_units, Index n_top,
                                                                    const syncact::Timeline& frames);

/// neurons.tsv, a row for each neuron, and neurons.jsonl, a line with all that its card says. `known` has, for each network,
/// the known network that it looks like, or nothing.
void write_cards(const std::string& folder, const std::vector<syncact::annotation::NeuronCard>& cards, const Names& names,
                 const syncact::Timeline& frames, Manifest& manifest, const std::vector<std::string>& known = {});

/// Calls f with each line of neurons.jsonl, a card with at least `name`, `neuron` and `labels`, until it returns false. Throws
/// syncact::FileError that names the line.
void each_card(const std::string& folder, const std::function<bool(nlohmann::ordered_json)>& f);

/// The line of neurons.jsonl of the neuron of this name, or number counted from 0. A name may lack its first parts where one
/// neuron alone ends so. Throws syncact::Error if there is none, or several.
[[nodiscard]] nlohmann::ordered_json find_card(const std::string& folder, const std::string& neuron);

/// A card for people.
[[nodiscard]] std::string card_text(const nlohmann::ordered_json& card);

}  // namespace cli
