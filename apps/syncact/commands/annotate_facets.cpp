#include "commands/annotate_facets.hpp"

#include <map>

#include "files/cards.hpp"
#include "syncact/annotation/describe/facets.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/core/progress.hpp"
#include "syncact/io/results/neuron_cards.hpp"
#include "syncact/io/text/table_write.hpp"

namespace cli {

using syncact::MatrixX;
using syncact::nth;
using syncact::Timeline;
namespace annotation = syncact::annotation;

namespace {

/// The facets of a unit, by the activations of its layer, each with the label that is on in it most beyond its prevalence.
std::vector<annotation::CardFacet> facets_of(const AnnotateArguments& a, const Watched& watched, Index unit,
                                             const MatrixX<double>& layer) {
  const auto found = annotation::describe::facets(
      watched.units.col(unit), layer, {.apart = frames_of_a_scene(watched.frames), .most = a.facets, .seed = a.run.seed});
  std::vector<annotation::CardFacet> facets;
  double n_all = 0;
  for (const auto& frames : found.frames) n_all += static_cast<double>(frames.size());
  for (const auto& frames : found.frames) {
    annotation::CardFacet& facet = facets.emplace_back();
    facet.share = static_cast<double>(frames.size()) / n_all;
    double most = 0;
    for (Index l = 0; l < watched.labels.cols(); ++l) {
      double sum = 0;
      for (const Index frame : frames) sum += watched.labels(frame, l);
      const double share = sum / static_cast<double>(frames.size()), prevalence = nth(watched.prevalence, l);
      if (share - prevalence <= most) continue;
      most = share - prevalence;
      facet.label = nth(watched.label_names, l);
      facet.label_share = share;
      facet.prevalence = prevalence;
    }
    for (const Index frame : frames) {
      if (std::ssize(facet.moments) < a.top_frames) facet.moments.push_back({frame, watched.units(frame, unit)});
    }
  }
  return facets;
}

}  // namespace

void add_facets(const AnnotateArguments& a, const Watched& watched, const std::vector<std::string>& units,
                std::vector<annotation::NeuronCard>& cards, const syncact::Context<>& context) {
  const std::vector<std::string> layers = card_layers(units);
  std::map<std::string, std::vector<Index>> of_layer;
  for (std::size_t u = 0; u < layers.size(); ++u) of_layer[layers[u]].push_back(static_cast<Index>(u));
  syncact::Steps steps(context.progress, std::ssize(cards));
  for (const auto& [layer, members] : of_layer) {
    const MatrixX<double> activations = syncact::columns_of(watched.units, members);
    context.executor.bulk(std::ssize(members), [&](Index i) {
      const Index unit = nth(members, i);
      nth(cards, unit).facets = facets_of(a, watched, unit, activations);
      steps.advance();
    });
  }
}

void write_facets(const std::string& folder, const std::vector<annotation::NeuronCard>& cards,
                  const std::vector<std::string>& units, const Timeline& frames, Manifest& manifest) {
  syncact::io::TsvWriter table(
      {"neuron", "neuron_name", "facet", "share", "label", "label_share", "prevalence", "top_moments"});
  for (const auto& card : cards) {
    for (std::size_t f = 0; f < card.facets.size(); ++f) {
      const annotation::CardFacet& facet = card.facets[f];
      table.row(card.neuron, nth(units, card.neuron), f, facet.share, facet.label.empty() ? "n/a" : facet.label,
                facet.label_share, facet.prevalence, syncact::io::moments_text(facet.moments, frames));
    }
  }
  table.write(folder + "/facets.tsv");
  manifest.add_output(folder + "/facets.tsv");
}

}  // namespace cli
