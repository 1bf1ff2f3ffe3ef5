#pragma once
/// All that is known of a neuron, in one place: its network, its labels with their evidence, its most active moments.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "syncact/annotation/concept.hpp"
#include "syncact/annotation/describe/top_moments.hpp"
#include "syncact/annotation/own_evidence.hpp"

namespace syncact::inline v0_1::annotation {

/// A label that came to a neuron through a network.
struct ThroughNetwork {
  Index network = 0;
  double synchrony_r = 0;  ///< neuron with network
  double label_r = 0;      ///< network with label
  double p_joint = 1;      ///< of both links
};

/// A label of a neuron, with all that speaks for it.
struct CardLabel {
  std::string label;
  double score = 0;       ///< of the mapper or describer that gave it
  double prevalence = 0;  ///< of the label, in the unit of whoever gave it
  std::optional<ThroughNetwork> through{};
  OwnEvidence own{};

  /// The evidence in words.
  [[nodiscard]] const char* verdict() const {
    if (own.prefers()) return "follows it itself, and no other label more";
    if (own.follows()) return "follows it itself, but another label more";
    if (std::isnan(own.p_fwe)) return "was not tested against it";
    return through ? "has it through its network alone" : "does not follow it beyond chance";
  }
};

/// One of the things that a neuron's most active frames show.
struct CardFacet {
  double share = 1;                         ///< of these frames
  std::string label{};                      ///< the one that is on in them most beyond its prevalence; empty if none is
  double label_share = 0, prevalence = 0;   ///< of the label, in the facet and in the film
  std::vector<describe::Moment> moments{};  ///< most active first
};

struct NeuronCard {
  Index neuron = 0;
  std::optional<synchrony::Coupling> best{};  ///< the network it follows most
  /// Share of the neurons of its layer whose synchrony with their best network is smaller, ties half [%]; NaN without `best`.
  double percentile = std::numeric_limits<double>::quiet_NaN();
  std::vector<CardLabel> labels{};          ///< best first
  std::vector<describe::Moment> moments{};  ///< most active first
  std::vector<CardFacet> facets{};          ///< largest first; none if none were looked for
};

namespace detail {

/// [neuron] share of smaller values in its layer, ties half [%]; NaN stays NaN.
[[nodiscard]] inline std::vector<double> percentiles(const std::vector<double>& values,
                                                     const std::vector<std::string>& layers) {
  std::map<std::string, std::vector<double>> of_layer;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) of_layer[layers[i]].push_back(values[i]);
  }
  for (auto& [name, sorted] : of_layer) std::sort(sorted.begin(), sorted.end());
  std::vector<double> result(values.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const std::vector<double>& sorted = of_layer[layers[i]];
    const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), values[i]);
    const auto below = static_cast<double>(low - sorted.begin()), same = static_cast<double>(high - low);
    result[i] = 100 * (below + same / 2) / static_cast<double>(sorted.size());
  }
  return result;
}

}  // namespace detail

/// A card for each neuron of the table, without moments. `layers` says to which layer each neuron belongs. Throws ShapeError
/// unless there is a layer for each neuron, and own evidence for each annotation; ValueError for annotations of what there is
/// not.
template <std::floating_point T>
[[nodiscard]] std::vector<NeuronCard> neuron_cards(const synchrony::Synchrony<T>& synchrony,
                                                   const std::vector<std::string>& layers,
                                                   const std::vector<Annotation>& annotations = {},
                                                   const std::vector<OwnEvidence>& own = {}, const LabelScores& scores = {}) {
  const char* const function = "neuron_cards";
  require_extent(function, "number of layers of neurons", synchrony.n_neurons(), std::ssize(layers));
  require_extent(function, "number of annotations with own evidence", std::ssize(annotations), std::ssize(own));
  require_valid(function, annotations, synchrony.n_neurons(), scores);
  std::vector<NeuronCard> cards(layers.size());
  std::vector<double> values(layers.size(), std::numeric_limits<double>::quiet_NaN());
  for (Index i = 0; i < synchrony.n_neurons(); ++i) {
    NeuronCard& card = nth(cards, i);
    card.neuron = i;
    card.best = nth(synchrony.best_network, i);
    if (card.best) nth(values, i) = synchrony.statistic(card.best->r);
  }
  const std::vector<double> percentiles = detail::percentiles(values, layers);
  for (std::size_t i = 0; i < cards.size(); ++i) cards[i].percentile = percentiles[i];
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const Annotation& a = annotations[i];
    nth(cards, a.neuron)
        .labels.push_back({nth(scores.names, a.label), a.score, a.prevalence,
                           ThroughNetwork{a.via_network, a.synchrony_r, a.label_r, a.p_joint}, own[i]});
  }
  return cards;
}

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
