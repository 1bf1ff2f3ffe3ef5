#pragma once
/// Cards of neurons as a table.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <utility>
#include <vector>

#include "syncact/annotation/neuron_card.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/io/results/synchrony.hpp"

namespace syncact::inline v0_1::io {

/// The run of a frame, counted from 0, and when it is shown, in seconds from the start of the run's film.
[[nodiscard]] inline std::pair<Index, double> moment_in(const Timeline& frames, Index frame) {
  require(frame >= 0 && frame < frames.size(), "moment_in", "the frame must be one of the clock", frame);
  Index run = 0;
  while (frame >= frames.begin(run + 1)) ++run;
  return {run, frames.run(run).sampling.time(frame - frames.begin(run))};
}

/// Moments as run:seconds, runs counted from 1, with blanks between.
[[nodiscard]] inline std::string moments_text(const std::vector<annotation::describe::Moment>& moments,
                                              const Timeline& frames) {
  std::string text;
  for (const annotation::describe::Moment& m : moments) {
    const auto [run, seconds] = moment_in(frames, m.frame);
    text += (text.empty() ? "" : " ") + number_text(run + 1) + ":" + number_text(seconds);
  }
  return text;
}

/// A row for each neuron, with its first label. Columns: neuron, neuron_name, layer, network, network_name, r, p_fwe,
/// layer_percentile, label, score, prevalence, own_r, own_p_fwe, own_rank, verdict, n_labels, top_moments. Moments stand as
/// run:seconds, runs counted from 1, with blanks between. Throws ShapeError unless there is a name and a layer for each card.
[[nodiscard]] inline TsvWriter card_table(const std::vector<annotation::NeuronCard>& cards, const CouplingNames& names,
                                          const std::vector<std::string>& layers, const Timeline& frames) {
  require_extent("card_table", "number of names of neurons", std::ssize(cards), std::ssize(names.neurons));
  require_extent("card_table", "number of layers of neurons", std::ssize(cards), std::ssize(layers));
  const std::string none = "n/a";
  TsvWriter table({"neuron", "neuron_name", "layer", "network", "network_name", "r", "p_fwe", "layer_percentile", "label",
                   "score", "prevalence", "own_r", "own_p_fwe", "own_rank", "verdict", "n_labels", "top_moments"});
  for (std::size_t i = 0; i < cards.size(); ++i) {
    const annotation::NeuronCard& card = cards[i];
    std::vector<std::string> row{number_text(card.neuron), names.neurons[i], layers[i]};
    if (card.best) {
      row.insert(row.end(), {number_text(card.best->network), nth(names.networks, card.best->network),
                             number_text(card.best->r), number_text(card.best->p_fwe)});
    } else {
      row.insert(row.end(), 4, none);
    }
    row.push_back(number_text(card.percentile));
    if (!card.labels.empty()) {
      const annotation::CardLabel& l = card.labels.front();
      row.insert(row.end(), {l.label, number_text(l.score), number_text(l.prevalence), number_text(l.own.r),
                             number_text(l.own.p_fwe), number_text(l.own.rank), l.verdict()});
    } else {
      row.insert(row.end(), 7, none);
    }
    const std::string moments = moments_text(card.moments, frames);
    row.insert(row.end(), {number_text(std::ssize(card.labels)), moments.empty() ? none : moments});
    table.row_of(row);
  }
  return table;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
