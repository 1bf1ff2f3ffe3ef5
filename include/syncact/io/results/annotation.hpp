#pragma once
/// Labels of networks and of neurons as tables.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <vector>

#include "syncact/annotation/concept.hpp"
#include "syncact/annotation/own_evidence.hpp"
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
/// synchrony_r, label_r, prevalence_trs, neuron_name, and if it is given what each neuron says itself: own_r, own_p_fwe,
/// own_rank. Throws ValueError if an annotation names what there is not, ShapeError unless there is own evidence for each or
/// for none.
[[nodiscard]] inline TsvWriter annotation_table(const annotation::LabelScores& scores,
                                                const std::vector<annotation::Annotation>& annotations,
                                                const CouplingNames& names,
                                                const std::vector<annotation::OwnEvidence>& own = {}) {
  require_extent("annotation_table", "number of names of networks", scores.n_networks(), std::ssize(names.networks));
  annotation::require_valid("annotation_table", annotations, std::ssize(names.neurons), scores);
  if (!own.empty()) {
    require_extent("annotation_table", "number of annotations with own evidence", std::ssize(annotations), std::ssize(own));
  }
  std::vector<std::string> columns{"neuron",           "label",       "score",   "p_joint",        "via_network",
                                   "via_network_name", "synchrony_r", "label_r", "prevalence_trs", "neuron_name"};
  if (!own.empty()) columns.insert(columns.end(), {"own_r", "own_p_fwe", "own_rank"});
  TsvWriter table(columns);
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const annotation::Annotation& a = annotations[i];
    std::vector<std::string> cells{number_text(a.neuron),       nth(scores.names, a.label), number_text(a.score),
                                   number_text(a.p_joint),      number_text(a.via_network), nth(names.networks, a.via_network),
                                   number_text(a.synchrony_r),  number_text(a.label_r),     number_text(a.prevalence),
                                   nth(names.neurons, a.neuron)};
    if (!own.empty()) cells.insert(cells.end(), {number_text(own[i].r), number_text(own[i].p_fwe), number_text(own[i].rank)});
    table.row_of(cells);
  }
  return table;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
