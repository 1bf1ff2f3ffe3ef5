#include "files/templates.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "files/activations.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/nifti/nifti_read.hpp"
#include "syncact/io/open.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/stats/correction.hpp"
#include "syncact/stats/map_correlations.hpp"

namespace cli {

namespace io = syncact::io;
using syncact::as_size;
using syncact::MatrixX;
using syncact::message;
using syncact::nth;

namespace {

/// The values above 0 of an image of whole numbers that has at least two of them; else none.
std::set<double> labels_of(const MatrixX<double>& image) {
  std::set<double> labels;
  constexpr std::size_t most = 5000;
  for (const double value : image.reshaped()) {
    if (value != std::floor(value) || value < 0 || labels.size() > most) return {};
    if (value > 0) labels.insert(value);
  }
  return labels.size() >= 2 ? labels : std::set<double>{};
}

/// A table of numbers, finite and with so many columns.
MatrixX<double> read_numbers(const std::string& path, Index n_columns, const char* what) {
  const MatrixX<double> table = io::open_table(path).values;
  if (!table.allFinite()) throw syncact::ValueError(path + ": holds NaN or infinity");
  if (table.cols() != n_columns) {
    throw syncact::ValueError(message(path, ": has ", table.cols(), " columns, but there are ", n_columns, " ", what));
  }
  return table;
}

/// Vertices of a sphere: x, y, z, and where there is a fourth column, 1 for the right hemisphere.
syncact::stats::SpherePoints read_sphere(const std::string& path, Index n_vertices) {
  const MatrixX<double> table = io::open_table(path).values;
  if (table.rows() != n_vertices || (table.cols() != 3 && table.cols() != 4)) {
    throw syncact::ValueError(message(path, ": must be x, y, z and, if there are two hemispheres, 1 for the right one, of ",
                                      n_vertices, " vertices, is ", table.rows(), " x ", table.cols()));
  }
  syncact::stats::SpherePoints points{table.leftCols(3), {}};
  for (Index i = 0; table.cols() == 4 && i < n_vertices; ++i) {
    if (table(i, 3) != 0 && table(i, 3) != 1) {
      throw syncact::ValueError(message(path, ": the fourth column must be 0 or 1, is ", table(i, 3), " in row ", i));
    }
    points.right.push_back(table(i, 3) == 1);
  }
  return points;
}

}  // namespace

Templates read_templates(const TemplateArguments& a, const std::optional<io::Mask>& mask, Index n_voxels, Manifest& manifest) {
  manifest.add_input("templates", a.templates);
  Templates result;
  MatrixX<double> image;
  if (mask) {
    if (!a.sphere.empty()) throw syncact::ValueError("--sphere: has no effect with scans that have a grid");
    image = io::read_nifti<double>(a.templates, *mask).values;
    if (!image.allFinite()) throw syncact::ValueError(a.templates + ": holds NaN or infinity within the mask");
    result.where = syncact::stats::VoxelGrid{mask->geometry.dims, mask->voxels, mask->geometry.voxel_size};
  } else {
    if (a.sphere.empty()) {
      throw syncact::ValueError("--templates: scans without a grid need --sphere, where their vertices are");
    }
    manifest.add_input("sphere", a.sphere);
    image = read_numbers(a.templates, n_voxels, "signals in the scans");
    result.where = read_sphere(a.sphere, n_voxels);
  }
  const std::set<double> labels = image.rows() == 1 ? labels_of(image) : std::set<double>{};
  if (labels.empty()) {
    result.maps = image;
    for (Index t = 0; t < image.rows(); ++t) result.names.push_back("template_" + std::to_string(t));
  } else {
    result.maps.resize(std::ssize(labels), image.cols());
    for (const double label : labels) {
      result.maps.row(std::ssize(result.names)) = (image.row(0).array() == label).cast<double>();
      result.names.push_back("label_" + std::to_string(static_cast<Index>(label)));
    }
  }
  if (!a.names.empty()) {
    manifest.add_input("template_names", a.names);
    const std::vector<std::string> names = read_names(a.names);
    if (names.size() != result.names.size()) {
      throw syncact::ValueError(
          message(a.names, ": has ", names.size(), " names for ", result.names.size(), " templates of ", a.templates));
    }
    result.names = names;
  }
  return result;
}

std::vector<TemplateMatch> match_templates(const MatrixX<double>& maps, const Templates& templates, const TemplateArguments& a,
                                           std::uint64_t seed, const syncact::Context<>& context) {
  const Index n = std::ssize(templates.names);
  std::vector<TemplateMatch> matches(as_size(maps.rows() * n));
  syncact::Steps steps(context.progress, maps.rows());
  context.executor.bulk(maps.rows(), [&](Index k) {
    const syncact::VectorX<double> map = maps.row(k).transpose();
    const auto against = [&](const auto& null) {
      return syncact::stats::map_correlations(map, templates.maps, null, a.permutations, seed + static_cast<std::uint64_t>(k));
    };
    const auto* grid = std::get_if<syncact::stats::VoxelGrid>(&templates.where);
    const auto found = grid != nullptr
                           ? against(syncact::stats::MapNull(map, *grid))
                           : against(syncact::stats::SpinNull(map, std::get<syncact::stats::SpherePoints>(templates.where)));
    for (Index t = 0; t < n; ++t) nth(matches, k * n + t) = {k, t, nth(found, t).r, nth(found, t).p, nth(found, t).p};
    steps.advance();
  });
  std::vector<double> p;
  for (const TemplateMatch& match : matches) {
    if (!std::isnan(match.p)) p.push_back(match.p);
  }
  if (p.empty()) return matches;
  const std::vector<double> q = syncact::stats::benjamini_hochberg(p);
  auto next = q.begin();
  for (TemplateMatch& match : matches) {
    if (!std::isnan(match.p)) match.q = *next++;
  }
  return matches;
}

std::vector<std::string> known_names(const std::vector<TemplateMatch>& matches, const Templates& templates, Index n_networks) {
  std::vector<std::string> names(as_size(n_networks));
  std::vector<double> most(as_size(n_networks), 0.0);
  for (const TemplateMatch& match : matches) {
    if (!(match.q <= 0.05 && match.r > nth(most, match.network))) continue;
    nth(most, match.network) = match.r;
    nth(names, match.network) = nth(templates.names, match.template_number);
  }
  return names;
}

void write_templates(const std::string& folder, const std::vector<TemplateMatch>& matches, const Templates& templates,
                     const std::vector<std::string>& networks, Manifest& manifest) {
  io::TsvWriter table({"network", "network_name", "template", "r", "p", "q_fdr"});
  for (const TemplateMatch& match : matches) {
    table.row(match.network, nth(networks, match.network), nth(templates.names, match.template_number), match.r, match.p,
              match.q);
  }
  table.write(folder + "/network_templates.tsv");
  manifest.add_output(folder + "/network_templates.tsv");
}

}  // namespace cli
