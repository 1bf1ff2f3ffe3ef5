#include "files/outputs.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "syncact/adapt/eigen.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/nifti/nifti_write.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/synchrony/pairs.hpp"

namespace cli {

using nlohmann::ordered_json;
using syncact::annotation::Annotation;
using syncact::synchrony::Coupling;
namespace io = syncact::io;

namespace {

constexpr Index n_top_pairs = 1000;
constexpr double level = 0.05;

/// NaN has no JSON; it is null.
ordered_json number(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); }

ordered_json score_of(const syncact::score::Score& s) {
  return {{"value", number(s.value)},     {"null_mean", number(s.null_mean)},
          {"null_sd", number(s.null_sd)}, {"chance_corrected", number(s.chance_corrected)},
          {"z_null", number(s.z_null)},   {"p", number(s.p)}};
}

}  // namespace

void make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw syncact::FileError(folder + ": cannot be made: " + error.message());
}

std::vector<std::string> network_names(const std::vector<std::string>& given, Index n) {
  if (static_cast<Index>(given.size()) == n) return given;
  std::vector<std::string> names;
  for (Index k = 0; k < n; ++k) names.push_back("network_" + std::to_string(k));
  return names;
}

namespace {

void write_maps(const std::string& stem, const syncact::MatrixX<double>& maps, const std::optional<io::Mask>& mask,
                Manifest& manifest) {
  const std::string path = stem + (mask ? ".nii.gz" : ".npy");
  if (mask) {
    io::write_nifti(path, maps, *mask, {.description = "syncact functional brain networks", .intent_name = {}, .tr = {}});
  } else {
    io::write_npy(path, maps);
  }
  manifest.add_output(path);
}

void write_courses(const std::string& path, const syncact::MatrixX<double>& courses, Manifest& manifest) {
  io::write_series_table(path, network_names({}, courses.cols()), courses);
  manifest.add_output(path);
}

}  // namespace

void write_group(const std::string& folder, const syncact::groups::GroupNetworks<double>& group,
                 const std::vector<std::string>& names, const std::vector<std::optional<io::Mask>>& masks, Manifest& manifest) {
  const bool one_space = std::all_of(group.maps.begin(), group.maps.end(),
                                     [&](const auto& maps) { return maps.cols() == group.maps.front().cols(); });
  ordered_json subjects = ordered_json::array();
  for (std::size_t s = 0; s < names.size(); ++s) {
    make_folder(folder + "/" + names[s]);
    write_courses(folder + "/" + names[s] + "/network_timecourses.tsv", group.time_courses[s], manifest);
    write_maps(folder + "/" + names[s] + "/network_maps", group.maps[s], masks[s], manifest);
    ordered_json subject = {
        {"name", names[s]}, {"n_volumes", group.time_courses[s].rows()}, {"n_voxels", group.maps[s].cols()}};
    if (group.agreement.size() > 0) {
      for (Index k = 0; k < group.agreement.cols(); ++k) {
        subject["agreement"].push_back(number(group.agreement(static_cast<Index>(s), k)));
      }
    }
    subjects.push_back(std::move(subject));
  }
  if (one_space) write_maps(folder + "/network_maps", group.mean_maps(), masks.front(), manifest);
  const ordered_json summary = {{"n_networks", group.maps.front().rows()},
                                {"converged", group.convergence.converged},
                                {"iterations", group.convergence.iterations},
                                {"subjects", std::move(subjects)}};
  io::write_file(folder + "/group.json", summary.dump(2) + "\n");
  manifest.add_output(folder + "/group.json");
}

void write_networks(const std::string& folder, const syncact::networks::Networks<double>& networks,
                    const std::optional<io::Mask>& mask, Manifest& manifest) {
  write_courses(folder + "/network_timecourses.tsv", networks.time_courses, manifest);
  write_maps(folder + "/network_maps", networks.maps, mask, manifest);
  ordered_json summary = {{"n_networks", networks.size()},
                          {"r_squared", number(networks.r_squared)},
                          {"share_nonzero", number(networks.share_nonzero)},
                          {"n_replaced_atoms", networks.n_replaced},
                          {"converged", networks.convergence.converged},
                          {"passes", networks.convergence.iterations},
                          {"relative_change_of_last_pass", number(networks.convergence.residual)},
                          {"objective_per_pass", networks.objective},
                          {"explained", std::vector<double>(networks.explained.begin(), networks.explained.end())}};
  io::write_file(folder + "/network_summary.json", summary.dump(2) + "\n");
  manifest.add_output(folder + "/network_summary.json");
}

void write_synchrony(const std::string& folder, const syncact::synchrony::Synchrony<double>& synchrony, const Names& names,
                     Manifest& manifest) {
  if (synchrony.whole_table()) {
    io::write_npy(folder + "/synchrony.npy", synchrony.r);
    manifest.add_output(folder + "/synchrony.npy");
  }
  // Significant by the family-wise or the false-discovery criterion, and the strongest whatever their p.
  std::vector<Coupling> pairs = significant_pairs(synchrony, level, syncact::synchrony::Criterion::fdr);
  for (const Coupling& c : significant_pairs(synchrony, level, syncact::synchrony::Criterion::fwe)) pairs.push_back(c);
  for (const Coupling& c : top_pairs(synchrony, n_top_pairs)) pairs.push_back(c);
  const auto key = [&](const Coupling& c) { return std::tuple(-synchrony.statistic(c.r), c.neuron, c.network); };
  std::sort(pairs.begin(), pairs.end(), [&](const Coupling& a, const Coupling& b) { return key(a) < key(b); });
  pairs.erase(std::unique(pairs.begin(), pairs.end(), [&](const Coupling& a, const Coupling& b) { return key(a) == key(b); }),
              pairs.end());
  io::TsvWriter table({"neuron", "network", "network_name", "r", "p_uncorrected", "p_fwe", "q_fdr", "neuron_name"});
  for (const Coupling& c : pairs) {
    table.row(c.neuron, c.network, syncact::nth(names.networks, c.network), c.r, c.p_uncorrected, c.p_fwe, c.q_fdr,
              syncact::nth(names.neurons, c.neuron));
  }
  table.write(folder + "/synchrony.tsv");
  manifest.add_output(folder + "/synchrony.tsv");
}

void write_label_scores(const std::string& folder, const syncact::annotation::LabelScores& scores,
                        const std::vector<std::string>& names, Manifest& manifest) {
  io::TsvWriter by_network({"network", "network_name", "label", "r", "p_uncorrected", "p_fwe", "q_fdr", "prevalence_trs"});
  for (Index k = 0; k < scores.n_networks(); ++k) {
    for (Index l = 0; l < scores.n_labels(); ++l) {
      by_network.row(k, syncact::nth(names, k), syncact::nth(scores.names, l), scores.r(k, l), scores.p_uncorrected(k, l),
                     scores.p_fwe(k, l), scores.q_fdr(k, l), scores.prevalence[l]);
    }
  }
  by_network.write(folder + "/network_labels.tsv");
  manifest.add_output(folder + "/network_labels.tsv");
}

void write_annotations(const std::string& folder, const syncact::annotation::LabelScores& scores,
                       const std::vector<Annotation>& annotations, const Names& names, Manifest& manifest) {
  io::TsvWriter by_neuron({"neuron", "label", "score", "p_joint", "via_network", "via_network_name", "synchrony_r", "label_r",
                           "prevalence_trs", "neuron_name"});
  for (const Annotation& a : annotations) {
    by_neuron.row(a.neuron, syncact::nth(scores.names, a.label), a.score, a.p_joint, a.via_network,
                  syncact::nth(names.networks, a.via_network), a.synchrony_r, a.label_r, a.prevalence,
                  syncact::nth(names.neurons, a.neuron));
  }
  by_neuron.write(folder + "/annotations.tsv");
  manifest.add_output(folder + "/annotations.tsv");
}

ordered_json score_json(const syncact::score::ModelScore& score) {
  return {{"mean_best_neuron", score_of(score.mean_best_neuron)},
          {"mean_best_network", score_of(score.mean_best_network)},
          {"share_significant", score_of(score.share_significant)},
          {"n_neurons", score.n_neurons},
          {"n_networks", score.n_networks},
          {"n_unusable_neurons", score.n_unusable_neurons}};
}

void write_score(const std::string& folder, const syncact::score::ModelScore& score,
                 const syncact::synchrony::Synchrony<double>& synchrony, Manifest& manifest) {
  ordered_json json = score_json(score);
  json["threshold_fwe"] = number(synchrony.threshold_fwe);
  json["fwe_level"] = synchrony.settings.fwe_level;
  json["n_draws"] = synchrony.settings.n_draws;
  json["exhaustive"] = synchrony.settings.exhaustive;
  json["null_model"] = synchrony.settings.null_model;
  json["similarity"] = synchrony.settings.similarity;
  json["n_components_removed"] = synchrony.settings.n_removed;
  io::write_file(folder + "/model_score.json", json.dump(2) + "\n");
  manifest.add_output(folder + "/model_score.json");
}

}  // namespace cli
