#include "files/outputs.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "syncact/adapt/eigen.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/nifti/nifti_write.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/io/results/annotation.hpp"
#include "syncact/io/results/score.hpp"
#include "syncact/io/text/table_write.hpp"

namespace cli {

using nlohmann::ordered_json;
using syncact::annotation::Annotation;
namespace io = syncact::io;

namespace {}  // namespace

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
        subject["agreement"].push_back(number_or_null(group.agreement(static_cast<Index>(s), k)));
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
                          {"r_squared", number_or_null(networks.r_squared)},
                          {"share_nonzero", number_or_null(networks.share_nonzero)},
                          {"n_replaced_atoms", networks.n_replaced},
                          {"converged", networks.convergence.converged},
                          {"passes", networks.convergence.iterations},
                          {"relative_change_of_last_pass", number_or_null(networks.convergence.residual)},
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
  io::synchrony_table(synchrony, names).write(folder + "/synchrony.tsv");
  manifest.add_output(folder + "/synchrony.tsv");
}

void write_label_scores(const std::string& folder, const syncact::annotation::LabelScores& scores,
                        const std::vector<std::string>& names, Manifest& manifest) {
  io::label_table(scores, names).write(folder + "/network_labels.tsv");
  manifest.add_output(folder + "/network_labels.tsv");
}

void write_annotations(const std::string& folder, const syncact::annotation::LabelScores& scores,
                       const std::vector<Annotation>& annotations, const std::vector<syncact::annotation::OwnEvidence>& own,
                       const Names& names, Manifest& manifest) {
  io::annotation_table(scores, annotations, names, own).write(folder + "/annotations.tsv");
  manifest.add_output(folder + "/annotations.tsv");
}

ordered_json interval_json(const syncact::stats::Interval& i) {
  return {{"value", number_or_null(i.value)}, {"low", number_or_null(i.low)}, {"high", number_or_null(i.high)}};
}

ordered_json score_json(const syncact::score::ModelScore& score) { return ordered_json::parse(io::score_json(score)); }

void write_score(const std::string& folder, const syncact::score::ModelScore& score,
                 const syncact::synchrony::Synchrony<double>& synchrony, Manifest& manifest) {
  ordered_json json = score_json(score);
  json["threshold_fwe"] = number_or_null(synchrony.threshold_fwe);
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
