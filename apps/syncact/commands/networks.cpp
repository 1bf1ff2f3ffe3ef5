#include "commands/commands.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/inputs.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "syncact/catalog/lists.hpp"
#include "ui/validators.hpp"

namespace cli {

namespace {

void run_group(const NetworksArguments& a, OutputFolder& folder, Manifest& manifest) {
  const Learner learner = chosen_learner(a.bold, a.learning, a.policies, a.run, manifest);
  const std::vector<Scans> subjects = manifest.timed("read", [&] { return read_subjects(a.bold, manifest); });
  manifest.note("tr", subjects.front().tr);
  std::vector<syncact::MatrixX<double>> cleaned;
  std::vector<std::optional<syncact::io::Mask>> masks;
  for (const Scans& scans : subjects) {
    const auto clock = syncact::Timeline::scans(syncact::Seconds{scans.tr}, 0.0, scans.lengths);
    const auto removed = nuisance(a.bold, scans, false, manifest);
    cleaned.push_back(manifest.timed("clean", [&] { return clean_bold(scans, clock, removed, a.bold, a.run).values; }));
    masks.push_back(scans.mask);
  }
  const auto group =
      manifest.timed("networks", [&] { return learn_group(learner, cleaned, a.learning.group, a.policies, a.run, manifest); });
  write_group(folder.staging(), group, subject_names(a.bold.bold), masks, manifest);
  manifest.write(folder.staging());
  folder.commit();
  const std::string agreement =
      group.agreement.size() > 0 ? syncact::message(", mean agreement r ", group.agreement.mean()) : std::string();
  std::printf("%td networks of %zu subjects (%s)%s; files in %s\n", group.maps.front().rows(), subjects.size(),
              a.learning.group.c_str(), agreement.c_str(), folder.path().c_str());
}

}  // namespace

void run_networks(const NetworksArguments& a, const nlohmann::ordered_json& settings) {
  OutputFolder folder(a.run.out);
  Manifest manifest("networks", settings);
  if (!a.learning.group.empty()) return run_group(a, folder, manifest);
  const Learner learner = chosen_learner(a.bold, a.learning, a.policies, a.run, manifest);
  const Scans scans = manifest.timed("read", [&] { return read_bold(a.bold, manifest); });
  const auto clock = syncact::Timeline::scans(syncact::Seconds{scans.tr}, 0.0, scans.lengths);
  manifest.note("tr", scans.tr);
  const auto removed = nuisance(a.bold, scans, false, manifest);
  const auto cleaned = manifest.timed("clean", [&] { return clean_bold(scans, clock, removed, a.bold, a.run); });
  const auto networks = manifest.timed("networks", [&] { return learn(learner, cleaned, a.run); });
  write_networks(folder.staging(), networks, scans.mask, manifest);
  manifest.write(folder.staging());
  folder.commit();
  std::printf(
      "%td networks from %td volumes x %td voxels, TR %g s, R2 %.3f, %.1f %% of the map entries not zero; files in %s\n",
      networks.size(), cleaned.values.rows(), cleaned.values.cols(), scans.tr, networks.r_squared, 100 * networks.share_nonzero,
      folder.path().c_str());
}

void add_networks(CLI::App& app, NetworksArguments& a) {
  add_bold(app, a.bold);
  app.get_option("--bold")->required();
  add_learning(app, a.learning);
  add_policies(app, a.policies);
  add_run(app, a.run, true);
}

void check_options(const NetworksArguments& a) {
  check_runs(a.bold, a.learning);
  check_policies(a.policies, {"learner", "coder", "group"});
  if (a.bold.mask.empty() && a.bold.mask_threshold) throw ValueError("--mask-threshold: has no effect without --mask");
}

}  // namespace cli
