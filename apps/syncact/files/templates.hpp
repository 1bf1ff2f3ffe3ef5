#pragma once
/// Maps of known networks or regions, and how much learned networks look like them.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "commands/arguments.hpp"
#include "files/manifest.hpp"
#include "syncact/core/types.hpp"
#include "syncact/io/nifti/nifti_mask.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/stats/map_null.hpp"
#include "syncact/stats/spin_null.hpp"

namespace cli {

struct Templates {
  syncact::MatrixX<double> maps;  ///< [template x voxel]
  std::vector<std::string> names;
  std::variant<syncact::stats::VoxelGrid, syncact::stats::SpherePoints> where;  ///< the voxels, or vertices, are
};

/// A network and a template.
struct TemplateMatch {
  Index network = 0, template_number = 0;
  double r = 0, p = 1, q = 1;
};

/// --templates at the voxels of the mask: an image with a volume for each, or a label image with a template for each value
/// above 0; without a mask a table [template x vertex], or one row of labels, of vertices at --sphere. Throws syncact::Error
/// that names the file, also if it is on another grid.
[[nodiscard]] Templates read_templates(const TemplateArguments& arguments, const std::optional<syncact::io::Mask>& mask,
                                       Index n_voxels, Manifest& manifest);

/// Correlations of all maps [network x voxel] with all templates, with p against random maps as smooth as the network's.
[[nodiscard]] std::vector<TemplateMatch> match_templates(const syncact::MatrixX<double>& maps, const Templates& templates,
                                                         const TemplateArguments& arguments, std::uint64_t seed,
                                                         const syncact::Context<>& context);

/// Of each network the name of the template that it correlates with most, if q_fdr <= .05; else nothing.
[[nodiscard]] std::vector<std::string> known_names(const std::vector<TemplateMatch>& matches, const Templates& templates,
                                                   Index n_networks);

/// network_templates.tsv: every network and template.
void write_templates(const std::string& folder, const std::vector<TemplateMatch>& matches, const Templates& templates,
                     const std::vector<std::string>& networks, Manifest& manifest);

}  // namespace cli
