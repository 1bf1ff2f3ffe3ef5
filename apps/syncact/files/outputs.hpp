#pragma once
/// Results as files in a folder, which is there.
#include <string>
#include <vector>

#include "files/inputs.hpp"
#include "syncact/annotation/own_evidence.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/io/results/synchrony.hpp"
#include "syncact/networks/networks.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/stats/rank_correlation.hpp"

namespace cli {

/// Makes a folder inside that of the results; throws syncact::FileError if that fails.
void make_folder(const std::string& folder);

/// network_timecourses.tsv, network_maps.nii.gz (in the space of the mask, if there is one) or network_maps.npy, and
/// subject/network_timecourses.tsv, subject/network_maps.nii.gz (or .npy) for each subject, the mean map of all and group.json.
void write_group(const std::string& folder, const syncact::groups::GroupNetworks<double>& group,
                 const std::vector<std::string>& names, const std::vector<std::optional<syncact::io::Mask>>& masks,
                 Manifest& manifest);

/// network_summary.json.
void write_networks(const std::string& folder, const syncact::networks::Networks<double>& networks,
                    const std::optional<syncact::io::Mask>& mask, Manifest& manifest);

/// A value with its interval.
[[nodiscard]] nlohmann::ordered_json interval_json(const syncact::stats::Interval& interval);

/// Names of neurons and networks, as every output has them beside their numbers.
using Names = syncact::io::CouplingNames;

/// synchrony.npy (the whole table, if it was kept) and synchrony.tsv (significant and top pairs, long form).
void write_synchrony(const std::string& folder, const syncact::synchrony::Synchrony<double>& synchrony, const Names& names,
                     Manifest& manifest);

/// network_labels.tsv: every network and label.
void write_label_scores(const std::string& folder, const syncact::annotation::LabelScores& scores,
                        const std::vector<std::string>& network_names, Manifest& manifest);

/// annotations.tsv: labels of neurons, and what each neuron says of them itself.
void write_annotations(const std::string& folder, const syncact::annotation::LabelScores& scores,
                       const std::vector<syncact::annotation::Annotation>& annotations,
                       const std::vector<syncact::annotation::OwnEvidence>& own, const Names& names, Manifest& manifest);

/// model_score.json.
void write_score(const std::string& folder, const syncact::score::ModelScore& score,
                 const syncact::synchrony::Synchrony<double>& synchrony, Manifest& manifest);

/// A model score as JSON.
[[nodiscard]] nlohmann::ordered_json score_json(const syncact::score::ModelScore& score);

/// The names the file gave, or network_0, network_1, ...
[[nodiscard]] std::vector<std::string> network_names(const std::vector<std::string>& given, Index n);

}  // namespace cli
