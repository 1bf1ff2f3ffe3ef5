#include "commands/prepare.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <set>

#include "syncact/catalog/lists.hpp"
#include "syncact/networks/learners/training_plan.hpp"
#include "syncact/study/cleaned_voxels.hpp"
#include "syncact/study/kept_scans.hpp"
#include "ui/progress_bar.hpp"

namespace cli {

using syncact::message;
using syncact::SeriesView;
namespace signal = syncact::signal;

syncact::Threads threads(std::optional<Index> asked) {
  constexpr Index most_per_core = 4;  // more only take time, and results do not depend on it
  const syncact::Threads all;
  return asked ? syncact::Threads{std::min(*asked, most_per_core * all.n_threads)} : all;
}

syncact::Threads threads(const RunArguments& a) { return threads(a.threads); }

signal::Nuisance nuisance(const BoldArguments& a, const Scans& scans, bool ready, Manifest& manifest) {
  signal::Nuisance result;
  const std::string detrend = !a.detrend.empty() ? a.detrend : ready ? "none" : "linear";
  manifest.note("detrend", detrend);
  if (detrend == "none") result.detrend.reset();
  if (detrend == "mean") result.detrend = 0;
  if (detrend == "linear") result.detrend = 1;
  if (detrend == "quadratic") result.detrend = 2;
  if (a.high_pass > 0) result.high_pass = a.high_pass;
  result.drop_initial = a.drop;
  result.confounds = scans.confounds;
  return result;
}

signal::CleanOptions cleaning(const signal::Nuisance& nuisance, const BoldArguments& a) {
  return {.nuisance = nuisance, .standardize = signal::Standardize::zscore_sample, .nan = nan_policy(a)};
}

Stages program_stages(const BrainArguments& a) { return program_stages(a.run, a.memory_cap); }

Stages program_stages(const RunArguments& run, double memory_cap) {
  syncact::Context<> context{.executor = threads(run)};
  context.memory_cap_bytes = static_cast<std::size_t>(memory_cap * 1024 * 1024);
  return Stages(context, [](const std::string& name) -> syncact::Progress {
    Manifest::stage() = name;
    auto bar = std::make_shared<ProgressBar>(name);
    if (!bar->callback()) return {};
    return [bar](Index done, Index total) { return bar->callback()(done, total); };
  });
}

std::string exact(double value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof(digits), value).ptr};
}

void note_policy(Manifest& manifest, const std::string& kind, const std::string& name,
                 const std::vector<syncact::OptionInfo>& options) {
  nlohmann::ordered_json values = nlohmann::ordered_json::object();
  for (const syncact::OptionInfo& option : options) values[option.name] = option.value;
  manifest.note_policy(kind, {{"name", name}, {"options", std::move(values)}});
}

std::vector<syncact::Setting> learner_settings(const BoldArguments& bold, const LearningArguments& a,
                                               const PolicyArguments& policies, const RunArguments& run) {
  std::vector<syncact::Setting> settings;
  const auto say = [&](const char* option, const std::string& value) { settings.push_back({option, value}); };
  say("n_networks", std::to_string(a.networks));
  say("seed", std::to_string(run.seed));
  say("nan", bold.nan);
  if (a.alpha && a.coder.empty()) say("alpha", exact(*a.alpha));
  if (a.passes) say(a.learner == "rbm" ? "n_epochs" : "n_passes", std::to_string(*a.passes));
  if (a.batch) say("batch_size", std::to_string(*a.batch));
  for (const syncact::Setting& said : settings_of(policies, "learner")) settings.push_back(said);
  return settings;
}

namespace {

/// "sub-01" of ".../sub-01_task-rest_bold.nii.gz", or nothing.
std::string subject_of(const std::string& path) {
  const std::string file = std::filesystem::path(path).filename().string();
  const auto begin = file.find("sub-");
  return begin == std::string::npos ? std::string() : file.substr(begin, file.find_first_of("_.", begin) - begin);
}

/// The arguments of one subject: its file, and its share of --confounds.
BoldArguments of_subject(const BoldArguments& a, std::size_t s) {
  BoldArguments own = a;
  own.bold = {a.bold[s]};
  if (a.confounds.size() % a.bold.size() != 0) {
    throw syncact::ValueError(message("--confounds: ", a.confounds.size(), " files for ", a.bold.size(), " subjects"));
  }
  const std::size_t each = a.confounds.size() / a.bold.size();
  own.confounds.assign(a.confounds.begin() + static_cast<std::ptrdiff_t>(s * each),
                       a.confounds.begin() + static_cast<std::ptrdiff_t>((s + 1) * each));
  return own;
}

}  // namespace

Learner chosen_learner(const BoldArguments& bold, const LearningArguments& a, const PolicyArguments& policies,
                       const RunArguments& run, Manifest& manifest) {
  const std::vector<syncact::Setting> settings = learner_settings(bold, a, policies, run);
  std::vector<syncact::Setting> of_coder = settings_of(policies, "coder");
  if (a.coder.empty() && !of_coder.empty()) {
    throw syncact::ValueError("--set coder." + of_coder.front().option +
                              ": has no effect without --coder; a learner's own coder is set by --set learner.OPTION");
  }
  if (!a.coder.empty() && a.alpha) of_coder.insert(of_coder.begin(), {"alpha", exact(*a.alpha)});
  const ChosenLearner chosen =
      a.coder.empty() ? make_learner(a.learner, settings) : make_learner_with_coder(a.learner, settings, a.coder, of_coder);
  note_policy(manifest, "learner", a.learner, chosen.options);
  return chosen.learner;
}

namespace {

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
  networks.voxels = learned.voxels;
  return networks;
}

/// The largest block of voxels with which learning stays below the cap, by halves.
template <class L>
Index block_below(L learner, Index n_times, Index n_voxels, double cap_mib) {
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
syncact::study::Brain<double> stream_brain(const BrainArguments& a, Scans& scans, const signal::Projection& projection,
                                           Stages& stages, Manifest& manifest) {
  using Run = syncact::study::KeptScans<float, syncact::io::MappedNifti<float>>;
  std::vector<Run> runs;
  for (std::size_t r = 0; r < scans.mapped.size(); ++r) {
    runs.emplace_back(std::move(scans.mapped[r]), scans.kept[r].first, scans.kept[r].n);
  }
  const syncact::study::CleanedVoxels<float, Run> source(std::move(runs), projection, cleaning({}, a.bold));
  const std::tuple only{syncact::Named{"online", syncact::networks::learners::OnlineDictionaryLearning<>{}, ""}};
  const std::vector<syncact::Setting> settings = learner_settings(a.bold, a.learning, a.policies, a.run);
  auto brain = with_named(only, "learner that can stream", a.learning.learner, settings, [&](auto learner) {
    if (learner.block_size == std::numeric_limits<Index>::max()) {
      learner.block_size = block_below(learner, source.n_times(), source.n_voxels(), a.memory_cap);
    }
    note_policy(manifest, "learner", a.learning.learner, syncact::list_options(learner));
    return syncact::study::learn_brain_from<float>(source, learner, stages);
  });
  auto networks = in_double(*brain.learned);
  return {networks.time_courses, projection, std::move(networks), {}};
}

}  // namespace

MatrixX<double> clean_scans(const BrainArguments& a, const Scans& scans, const signal::Projection& projection, Stages& stages) {
  return stages.run("clean", [&](const syncact::Context<>& context) {
    return signal::clean(SeriesView<double>(scans.values), projection, cleaning({}, a.bold), context).values;
  });
}

syncact::study::Brain<double> learn_brain(const BrainArguments& a, Scans& scans, const signal::Projection& projection,
                                          Stages& stages, Manifest& manifest) {
  if (a.stream) return stream_brain(a, scans, projection, stages, manifest);
  const Learner learner = chosen_learner(a.bold, a.learning, a.policies, a.run, manifest);
  return syncact::study::learn_brain(SeriesView<double>(scans.values), projection, cleaning({}, a.bold), learner, stages);
}

Scans read_subject(const BrainArguments& a, Manifest& manifest) {
  return a.stream ? map_bold(a.bold, manifest) : read_bold(a.bold, manifest);
}

std::vector<std::string> subject_names(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const std::string& file : files) names.push_back(subject_of(file));
  const std::set<std::string> distinct(names.begin(), names.end());
  if (distinct.size() == names.size() && !distinct.contains("")) return names;
  for (std::size_t s = 0; s < names.size(); ++s) names[s] = "subject_" + std::to_string(s + 1);
  return names;
}

std::vector<Scans> read_subjects(const BoldArguments& a, Manifest& manifest) {
  std::vector<Scans> subjects;
  for (std::size_t s = 0; s < a.bold.size(); ++s) {
    subjects.push_back(read_bold(of_subject(a, s), manifest));
    const Scans &first = subjects.front(), &now = subjects.back();
    if (std::abs(now.tr - first.tr) > 1e-3 * first.tr) {
      throw syncact::ValueError(message(now.name, ": TR is ", now.tr, " s, but ", first.name, " has ", first.tr, " s"));
    }
    if (now.mask && first.mask) {
      syncact::io::require_same_grid(now.name, now.mask->geometry, "the subject", first.name, first.mask->geometry);
    }
  }
  return subjects;
}

syncact::groups::GroupNetworks<double> learn_group(const BrainArguments& a, const std::vector<MatrixX<double>>& cleaned,
                                                   Stages& stages, Manifest& manifest) {
  const Learner learner = chosen_learner(a.bold, a.learning, a.policies, a.run, manifest);
  const std::vector<syncact::Setting> settings = settings_of(a.policies, "group");
  return with_named(syncact::catalog::groups(), "group method", a.learning.group, settings, [&](const auto& chosen) {
    note_policy(manifest, "group", a.learning.group, syncact::list_options(chosen));
    const auto subjects = syncact::groups::views(cleaned);
    return stages.run("networks", [&](const syncact::Context<>& context) {
      return chosen.learn(learner, std::span<const SeriesView<double>>(subjects), context);
    });
  });
}

}  // namespace cli
