#include "report/networks_report.hpp"

#include <algorithm>
#include <cmath>

#include "files/outputs.hpp"
#include "report/map_pictures.hpp"
#include "report/markup.hpp"
#include "report/plot.hpp"
#include "syncact/core/version.hpp"
#include "syncact/numeric/unit_norm.hpp"

namespace cli {

using syncact::MatrixX;
using syncact::message;
using syncact::nth;
using syncact::VectorX;

namespace {

ReportSection in_words(const Manifest& manifest, std::string text) {
  ReportSection words{"In plain words", {}};
  for (const std::string& warning : manifest.warnings()) words.blocks.emplace_back(Caution{warning});
  words.blocks.emplace_back(Paragraph{std::move(text)});
  return words;
}

ReportSection methods(const NetworksArguments& a, double tr) {
  std::string text =
      message("Scans of TR ", short_number(tr), " s were cleaned (", a.bold.detrend.empty() ? "linear" : a.bold.detrend,
              " trends of each run", a.bold.confounds.empty() ? "" : ", confounds",
              a.bold.high_pass > 0 ? message(", drifts below ", short_number(a.bold.high_pass), " Hz") : "",
              ") and every voxel was standardized. ", a.learning.networks, " functional brain networks were learned by ",
              a.learning.learner);
  if (a.learning.learner == "online") text += " (sparse dictionary learning from mini-batches; Mairal et al. 2010)";
  if (!a.learning.group.empty()) text += message(", of several subjects by ", a.learning.group);
  return {"Methods", {Methods{message(text, ", seed ", a.run.seed, ". Computed with syncact ", syncact::version, ".")}}};
}

/// Correlations of time courses with each other.
Figure likeness(const MatrixX<double>& courses, const std::vector<std::string>& names) {
  const MatrixX<double> unit = syncact::numeric::to_unit_norm(syncact::SeriesView<double>(courses)).values;
  const MatrixX<double> r = unit.transpose() * unit;
  std::vector<std::vector<double>> rows(names.size());
  double largest = 0;
  for (Index i = 0; i < r.rows(); ++i) {
    for (Index k = 0; k < r.cols(); ++k) {
      nth(rows, i).push_back(r(i, k));
      if (i != k) largest = std::max(largest, std::abs(r(i, k)));
    }
  }
  return {
      "likeness",
      message("Correlations of the networks' time courses; the largest between two networks is ", short_number(largest), "."),
      "A table of colours, dark red on its diagonal", heat_map("Time courses that are alike", rows, names, names, 1, 2),
      "network_timecourses.tsv"};
}

Figure course(const VectorX<double>& values, const std::string& name, double tr, Index number) {
  std::vector<double> seconds, y;
  const double mean = values.mean(), n = static_cast<double>(values.size()),
               scale = std::sqrt(n) / std::max((values.array() - mean).matrix().norm(), 1e-300);
  for (Index t = 0; t < values.size(); ++t) {
    seconds.push_back(static_cast<double>(t) * tr);
    y.push_back(scale * (values[t] - mean));
  }
  Plot plot(message("Time course of ", name), {"time [s], runs one after the other", 0, std::max(seconds.back(), tr)},
            {"standard deviations", -4, 4}, 760, 180);
  plot.zoomable();
  plot.line(seconds, y, 0);
  return {message("course_", number), message("Time course of ", name, "."), "A curve over time", plot.svg(),
          "network_timecourses.tsv"};
}

}  // namespace

ReportSection known_networks(const TemplateArguments& a, const std::vector<TemplateMatch>& matches, const Templates& templates,
                             const std::vector<std::string>& names) {
  ReportTable table{"The template that each network's map correlates with most.",
                    {"network", "template", "r", "p", "q_fdr"},
                    {},
                    "network_templates.tsv"};
  for (std::size_t k = 0; k < names.size(); ++k) {
    const TemplateMatch* best = nullptr;
    for (const TemplateMatch& match : matches) {
      if (match.network == static_cast<Index>(k) && (best == nullptr || match.r > best->r)) best = &match;
    }
    if (best == nullptr) continue;
    table.rows.push_back({names[k], nth(templates.names, best->template_number), short_number(best->r), short_number(best->p),
                          short_number(best->q)});
  }
  return {"Known networks",
          {Paragraph{
               message("Maps of the brain are smooth, so that any two correlate. p is the share of ", a.permutations,
                       " random maps, as smooth as the network's and with its values, whose correlation is as large; q_fdr is "
                       "over all networks and templates.")},
           std::move(table)}};
}

Document networks_report(const NetworksArguments& a, const syncact::networks::Networks<double>& networks,
                         const std::optional<syncact::io::Mask>& mask, double tr, const Templates& templates,
                         const std::vector<TemplateMatch>& matches, const Manifest& manifest) {
  const std::vector<std::string> names = network_names({}, networks.size());
  Document document{"Functional brain networks", {}};
  document.sections.push_back(in_words(
      manifest, message(networks.size(), " networks explain ", short_number(100 * networks.r_squared), " % of the variance of ",
                        networks.maps.cols(), " voxels over ", networks.time_courses.rows(), " volumes. ",
                        short_number(100 * networks.share_nonzero), " % of the entries of their maps are not zero.",
                        networks.convergence.converged ? "" : " Learning ended before it had settled.")));
  document.sections.push_back(methods(a, tr));
  ReportTable table{"Each network: the share of all variance that it carries alone, and the voxels of its map.",
                    {"network", "explained [%]", "voxels that are not 0", "largest weight", "smallest weight"},
                    {},
                    "network_summary.json"};
  for (Index k = 0; k < networks.size(); ++k) {
    const auto map = networks.maps.row(k);
    const bool known = networks.explained.size() == networks.size();
    table.rows.push_back({nth(names, k), known ? short_number(100 * networks.explained[k]) : "n/a",
                          std::to_string((map.array() != 0).count()), short_number(map.maxCoeff()),
                          short_number(map.minCoeff())});
  }
  ReportSection courses{"Networks", {std::move(table), likeness(networks.time_courses, names)}};
  for (Index k = 0; k < std::min<Index>(networks.size(), 5); ++k) {
    courses.blocks.emplace_back(course(networks.time_courses.col(k), nth(names, k), tr, k + 1));
  }
  document.sections.push_back(std::move(courses));
  if (!matches.empty()) document.sections.push_back(known_networks(a.templates, matches, templates, names));
  if (mask) {
    document.sections.push_back(map_section("Maps", "The first networks, in the order of the files.", networks.maps, *mask,
                                            names, "network_maps.nii.gz"));
  }
  return document;
}

Document group_report(const NetworksArguments& a, const syncact::groups::GroupNetworks<double>& group,
                      const std::vector<std::string>& subjects, const std::optional<syncact::io::Mask>& mask,
                      const Manifest& manifest) {
  const Index n = group.maps.front().rows();
  const std::vector<std::string> names = network_names({}, n);
  Document document{"Functional brain networks of several people", {}};
  document.sections.push_back(in_words(
      manifest, message(n, " networks of ", subjects.size(), " subjects",
                        group.agreement.size() > 0
                            ? message("; their maps correlate with the template, of which they are part, with a mean of ",
                                      short_number(group.agreement.mean()), ".")
                            : std::string("."))));
  document.sections.push_back(methods(a, manifest.facts().at("tr").get<double>()));
  if (group.agreement.cols() == n && group.agreement.rows() > 0) {
    ReportTable table{"Correlation of each person's map with the template, mean and smallest over people.",
                      {"network", "mean", "smallest"},
                      {},
                      "group.json"};
    for (Index k = 0; k < n; ++k) {
      table.rows.push_back(
          {nth(names, k), short_number(group.agreement.col(k).mean()), short_number(group.agreement.col(k).minCoeff())});
    }
    document.sections.push_back({"Networks", {std::move(table)}});
  }
  if (mask) {
    MatrixX<double> mean = MatrixX<double>::Zero(n, group.maps.front().cols());
    bool one_grid = true;
    for (const auto& maps : group.maps) one_grid = one_grid && maps.cols() == mean.cols();
    if (one_grid) {
      for (const auto& maps : group.maps) mean += maps / static_cast<double>(group.maps.size());
      document.sections.push_back(map_section("Maps", "Means over people, the first networks.", mean, *mask, names, ""));
    }
  }
  return document;
}

}  // namespace cli
