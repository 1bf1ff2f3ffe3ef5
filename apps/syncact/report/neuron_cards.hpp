#pragma once
/// Cards of neurons in a report.
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/activations.hpp"
#include "files/outputs.hpp"
#include "report/document.hpp"
#include "syncact/annotation/neuron_card.hpp"
#include "syncact/core/timeline.hpp"

namespace cli {

/// Films whose pictures can be shown on cards; none if there are no films.
struct FilmsAtHand {
  std::vector<std::string> movies;
  double picture_period = 1;  ///< of folders [s]
};

/// Those of --movie, or those of a folder of extract if they are still there.
[[nodiscard]] FilmsAtHand films_at_hand(const FilmArguments& film, const Activations& activations);

/// The first 60 of these cards. `frames` is the clock of their moments; pictures are shown where films are at hand.
[[nodiscard]] Cards neuron_cards(const std::vector<const syncact::annotation::NeuronCard*>& cards, const std::string& which,
                                 const Names& names, const syncact::Timeline& frames, const FilmsAtHand& films);

}  // namespace cli
