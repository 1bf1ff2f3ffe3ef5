#pragma once
/// Labels of networks and of neurons as tables.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <vector>

#include "syncact/annotation/concept.hpp"
#include "syncact/io/results/synchrony.hpp"

namespace syncact::inline v0_1::io {

/// Every network and label. Columns: network, network_name, label, r, p_uncorrected, p_fwe, q_fdr, prevalence_trs.
/// Throws ShapeError unless there is a name for each network.
[[nodiscard]] inline TsvWriter label_table(const annotation::LabelScores& scores, const std::vector<std::string>& networks) {
  require_extent("label_table", "number of names of networks", scores.n_networks(), std::ssize(networks));
  TsvWriter table({"network", "network_name", "label", "r", "p_uncorrected", "p_fwe", "q_fdr", "prevalence_trs"});
  for (Index k = 0; k < scores.n_networks(); ++k) {
    for (Index l = 0; l < scores.n_labels(); ++l) {
      table.row(k, nth(networks, k), nth(scores.names, l), scores.r(k, l), scores.p_uncorrected(k, l), scores.p_fwe(k, l),
                scores.q_fdr(k, l), scores.prevalence[l]);
    }
  }
  return table;
}

/// The labels of neurons with their evidence. Columns: neuron, label, score, p_joint, via_network, via_network_name,
/// synchrony_r, label_r, prevalence_trs, neuron_name. Throws ValueError if an annotation names what there is not.
[[nodiscard]] inline TsvWriter annotation_table(const annotation::LabelScores& scores,
                                                const std::vector<annotation::Annotation>& annotations,
                                                const CouplingNames& names) {
  require_extent("annotation_table", "number of names of networks", scores.n_networks(), std::ssize(names.networks));
  annotation::require_valid("annotation_table", annotations, std::ssize(names.neurons), scores);
  TsvWriter table({"neuron", "label", "score", "p_joint", "via_network", "via_network_name", "synchrony_r", "label_r",
                   "prevalence_trs", "neuron_name"});
  for (const annotation::Annotation& a : annotations) {
    table.row(a.neuron, nth(scores.names, a.label), a.score, a.p_joint, a.via_network, nth(names.networks, a.via_network),
              a.synchrony_r, a.label_r, a.prevalence, nth(names.neurons, a.neuron));
  }
  return table;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
