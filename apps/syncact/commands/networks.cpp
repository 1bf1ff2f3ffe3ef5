#include "commands/commands.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "files/inputs.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/io/nifti/mapped_nifti.hpp"
#include "syncact/networks/learners/training_plan.hpp"
#include "syncact/study/cleaned_voxels.hpp"
#include "ui/progress_bar.hpp"
#include "ui/validators.hpp"

namespace cli {

namespace {

void report(const syncact::networks::Networks<double>& networks, Index n_volumes, Index n_voxels, double tr,
            const std::string& folder) {
  std::printf(
      "%td networks from %td volumes x %td voxels, TR %g s, R2 %.3f, %.1f %% of the map entries not zero; files in %s\n",
      networks.size(), n_volumes, n_voxels, tr, networks.r_squared, 100 * networks.share_nonzero, folder.c_str());
}

/// What was learned in float, for the writers.
syncact::networks::Networks<double> in_double(const syncact::networks::Networks<float>& learned) {
  syncact::networks::Networks<double> networks;
  networks.time_courses = learned.time_courses.cast<double>();
  networks.maps = learned.maps.cast<double>();
  networks.r_squared = learned.r_squared;
  networks.share_nonzero = learned.share_nonzero;
  networks.n_replaced = learned.n_replaced;
  networks.convergence = learned.convergence;
  networks.objective = learned.objective;
  networks.explained = learned.explained;
  networks.coding = learned.coding;
  return networks;
}

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

/// The mask of --mask, or all voxels.
syncact::io::Mask mask_of(const BoldArguments& a, Manifest& manifest) {
  namespace io = syncact::io;
  if (a.mask.empty()) return io::whole_mask(io::read_nifti_header(a.bold.front()).geometry, a.bold.front());
  manifest.add_input("mask", a.mask);
  return io::read_mask(a.mask, {.above = a.mask_threshold});
}

/// The largest block of voxels with which learning stays below the cap, by halves.
template <class Learner>
Index block_below(Learner learner, Index n_times, Index n_voxels, double cap_mib) {
  const double nonzero_per_voxel =
      std::min<double>(8, static_cast<double>(learner.n_networks));  // of maps at alpha .1, or less
  Index block = n_voxels;
  for (; block > learner.batch_size; block = (block + 1) / 2) {
    learner.block_size = block;
    const auto plan = syncact::networks::learners::plan_training<float>(learner, n_times, n_voxels, nonzero_per_voxel);
    const auto raw = static_cast<double>(3 * block * n_times) * sizeof(float);  // CleanedVoxels holds them as read
    if (static_cast<double>(plan.peak_bytes()) + raw <= cap_mib * 1048576) break;
  }
  return block;
}

/// Learns from files that stay on disk, in float.
void run_stream(const NetworksArguments& a, OutputFolder& folder, Manifest& manifest) {
  namespace io = syncact::io;
  const io::Mask mask = mask_of(a.bold, manifest);
  std::vector<io::MappedNifti<float>> runs;
  Scans scans{.values = {},
              .confounds = {},
              .lengths = {},
              .tr = 0,
              .name = a.bold.bold.front(),
              .files = a.bold.bold,
              .names = {},
              .mask = mask};
  for (const std::string& path : a.bold.bold) {
    manifest.add_input("bold", path);
    runs.emplace_back(path, mask);
    scans.lengths.push_back(runs.back().n_times());
  }
  complete_scans(a.bold, runs.front().header().tr(), scans, manifest);
  manifest.note("tr", scans.tr);
  const auto clock = syncact::Timeline::scans(syncact::Seconds{scans.tr}, 0.0, scans.lengths);
  const syncact::signal::CleanOptions cleaning{.nuisance = nuisance(a.bold, scans, false, manifest),
                                               .standardize = syncact::signal::Standardize::zscore_sample,
                                               .nan = nan_policy(a.bold)};
  if (runs.size() == 1 && scans.lengths.size() > 1) {
    throw syncact::ValueError("--runs: has no effect with --stream, where each file is a run");
  }
  const syncact::study::CleanedVoxels<float, io::MappedNifti<float>> source(std::move(runs), clock, cleaning);
  const std::tuple only{syncact::Named{"online", syncact::networks::learners::OnlineDictionaryLearning<>{}, ""}};
  const std::vector<syncact::Setting> settings = learner_settings(a.bold, a.learning, a.policies, a.run);
  const auto learned = manifest.timed("networks", [&] {
    return with_named(only, "learner that can stream", a.learning.learner, settings, [&](auto learner) {
      const Index all = std::numeric_limits<Index>::max();
      if (learner.block_size == all)
        learner.block_size = block_below(learner, source.n_times(), source.n_voxels(), a.memory_cap);
      note_policy(manifest, "learner", a.learning.learner, syncact::list_options(learner));
      ProgressBar bar("learning networks");
      syncact::networks::learners::TrainingState<float> state;
      return learner.learn_from(source, state, syncact::Context<>{.executor = threads(a.run), .progress = bar.callback()});
    });
  });
  const auto networks = in_double(learned);
  write_networks(folder.staging(), networks, mask, manifest);
  manifest.write(folder.staging());
  folder.commit();
  report(networks, source.n_times(), source.n_voxels(), scans.tr, folder.path());
}

}  // namespace

void run_networks(const NetworksArguments& a, const nlohmann::ordered_json& settings) {
  OutputFolder folder(a.run.out);
  Manifest manifest("networks", settings);
  if (!a.learning.group.empty()) return run_group(a, folder, manifest);
  if (a.stream) return run_stream(a, folder, manifest);
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
  report(networks, cleaned.values.rows(), cleaned.values.cols(), scans.tr, folder.path());
}

void add_networks(CLI::App& app, NetworksArguments& a) {
  add_bold(app, a.bold);
  app.get_option("--bold")->required();
  add_learning(app, a.learning);
  add_policies(app, a.policies);
  app.add_flag(
      "--stream", a.stream,
      "Leave the scans (unpacked .nii) on disk and read blocks of voxels when they are needed, in float: for scans larger "
      "than memory. Only the learner online can");
  app.add_option("--memory-cap", a.memory_cap, "With --stream: how much memory learning may take [MiB]")
      ->capture_default_str()
      ->check(number("> 0 and < 1e9", [](double x) { return x > 0 && x < 1e9; }));
  add_run(app, a.run, true);
}

void check_options(const NetworksArguments& a) {
  check_runs(a.bold, a.learning);
  check_policies(a.policies, {"learner", "coder", "group"});
  if (a.stream && (!a.learning.group.empty() || !a.learning.coder.empty())) {
    throw syncact::ValueError("--stream: has no effect with --group or --coder");
  }
  if (a.bold.mask.empty() && a.bold.mask_threshold) throw syncact::ValueError("--mask-threshold: has no effect without --mask");
}

}  // namespace cli
