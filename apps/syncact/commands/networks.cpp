#include "commands/commands.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/inputs.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "files/templates.hpp"
#include "report/html.hpp"
#include "report/networks_report.hpp"
#include "syncact/catalog/lists.hpp"
#include "ui/closing_table.hpp"

namespace cli {

namespace {

void report(const syncact::networks::Networks<double>& networks, Index n_volumes, Index n_voxels, double tr,
            const std::string& folder) {
  std::printf(
      "%td networks from %td volumes x %td voxels, TR %g s, R2 %.3f, %.1f %% of the map entries not zero; files in %s; open "
      "%s/report.html\n",
      networks.size(), n_volumes, n_voxels, tr, networks.r_squared, 100 * networks.share_nonzero, folder.c_str(),
      folder.c_str());
}

/// What is taken out of scans that no stimulus is aligned with.
syncact::signal::Projection projection_of(const NetworksArguments& a, const Scans& scans, Manifest& manifest) {
  const auto clock = syncact::Timeline::scans(syncact::Seconds{scans.tr}, 0.0, scans.lengths);
  return syncact::signal::nuisance_projection(clock, nuisance(a.bold, scans, false, manifest));
}

/// --templates, if they were asked for, before anything is computed.
Templates templates_of(const NetworksArguments& a, const Scans& scans, Manifest& manifest) {
  if (a.templates.templates.empty()) return {};
  return read_templates(a.templates, scans.mask, scans.n_voxels(), manifest);
}

void run_group(const NetworksArguments& a, OutputFolder& folder, Manifest& manifest) {
  const std::vector<Scans> subjects = manifest.timed("read", [&] { return read_subjects(a.bold, manifest); });
  manifest.note("tr", subjects.front().tr);
  Stages stages = program_stages(a);
  std::vector<syncact::MatrixX<double>> cleaned;
  std::vector<std::optional<syncact::io::Mask>> masks;
  for (const Scans& scans : subjects) {
    const auto projection = projection_of(a, scans, manifest);
    cleaned.push_back(clean_scans(a, scans, projection, stages));
    masks.push_back(scans.mask);
  }
  const auto group = learn_group(a, cleaned, stages, manifest);
  manifest.add_times(stages.times());
  write_group(folder.staging(), group, subject_names(a.bold.bold), masks, manifest);
  write_report(folder.staging(), group_report(a, group, subject_names(a.bold.bold), masks.front(), manifest), manifest);
  manifest.write(folder.staging());
  folder.commit();
  closing_table(manifest.timings());
  const std::string agreement =
      group.agreement.size() > 0 ? syncact::message(", mean agreement r ", group.agreement.mean()) : std::string();
  std::printf("%td networks of %zu subjects (%s)%s; files in %s; open %s/report.html\n", group.maps.front().rows(),
              subjects.size(), a.learning.group.c_str(), agreement.c_str(), folder.path().c_str(), folder.path().c_str());
}

}  // namespace

void run_networks(const NetworksArguments& a, const nlohmann::ordered_json& settings) {
  OutputFolder folder(a.run.out);
  Manifest manifest("networks", settings);
  if (!a.learning.group.empty()) return run_group(a, folder, manifest);
  Scans scans = manifest.timed("read", [&] { return read_subject(a, manifest); });
  manifest.note("tr", scans.tr);
  const Templates templates = templates_of(a, scans, manifest);
  const auto projection = projection_of(a, scans, manifest);
  const Index n_voxels = scans.n_voxels();
  Stages stages = program_stages(a);
  const auto brain = learn_brain(a, scans, projection, stages, manifest);
  std::vector<TemplateMatch> matches;
  if (!a.templates.templates.empty()) {
    const std::vector<std::string> names = network_names({}, brain.learned->size());
    matches = stages.run("templates", [&](const syncact::Context<>& context) {
      return match_templates(brain.learned->maps, templates, a.templates, a.run.seed, context);
    });
    write_templates(folder.staging(), matches, templates, names, manifest);
  }
  manifest.add_times(stages.times());
  write_networks(folder.staging(), *brain.learned, scans.mask, manifest);
  write_report(folder.staging(), networks_report(a, *brain.learned, scans.mask, scans.tr, templates, matches, manifest),
               manifest);
  manifest.write(folder.staging());
  folder.commit();
  closing_table(manifest.timings());
  report(*brain.learned, brain.courses.rows(), n_voxels, scans.tr, folder.path());
}

void add_networks(CLI::App& app, NetworksArguments& a) {
  add_bold(app, a.bold);
  app.get_option("--bold")->required();
  add_learning(app, a.learning);
  add_templates(app, a.templates);
  add_policies(app, a.policies);
  add_stream(app, a);
  add_run(app, a.run, true);
}

void check_options(const CLI::App& app, const NetworksArguments& a) {
  check_runs(a.bold, a.learning);
  check_policies(a.policies, {"learner", "coder", "group"});
  check_stream(a);
  if (!a.learning.group.empty()) refuse_idle(app, {"--templates"}, "with --group");
  if (!a.stream) refuse_idle(app, {"--memory-cap"}, "without --stream");
  if (a.bold.mask.empty() && a.bold.mask_threshold) throw syncact::ValueError("--mask-threshold: has no effect without --mask");
}

}  // namespace cli
