#pragma once
/// `annotate --facets`: the different things that the most active frames of a neuron show.
#include <memory>
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/label_kinds.hpp"
#include "files/manifest.hpp"
#include "syncact/annotation/neuron_card.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/parallel/context.hpp"

namespace cli {

/// What `annotate` looks at.
struct Watched {
  syncact::Timeline frames;
  syncact::MatrixX<double> units;   ///< [frame x unit]
  syncact::MatrixX<double> labels;  ///< [frame x label] from 0 to 1
  std::vector<std::string> label_names;
  std::vector<double> prevalence;       ///< [label] share of frames, or mean probability
  std::shared_ptr<LabelKinds> kinds{};  ///< of the labels, with --wordnet
};

/// Adds the facets of all units to their cards.
void add_facets(const AnnotateArguments& arguments, const Watched& watched, const std::vector<std::string>& units,
                std::vector<syncact::annotation::NeuronCard>& cards, const syncact::Context<>& context);

/// facets.tsv: a row for each facet.
void write_facets(const std::string& folder, const std::vector<syncact::annotation::NeuronCard>& cards,
                  const std::vector<std::string>& units, const syncact::Timeline& frames, Manifest& manifest);

}  // namespace cli
