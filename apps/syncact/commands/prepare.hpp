#pragma once
/// The stages that `couple` and `networks` share.
#include "commands/shared_options.hpp"
#include "files/inputs.hpp"
#include "learners/learners.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/networks/networks.hpp"
#include "syncact/signal/clean.hpp"

namespace cli {

/// The threads asked for, at most four per core, or one per core.
[[nodiscard]] syncact::Threads threads(std::optional<Index> asked);
[[nodiscard]] syncact::Threads threads(const RunArguments& arguments);

/// What --detrend, --high-pass, --confounds and --drop take out; `ready` for time courses that are left as they are.
[[nodiscard]] syncact::signal::Nuisance nuisance(const BoldArguments& arguments, const Scans& scans, bool ready,
                                                 Manifest& manifest);

/// Cleans and standardizes the scans, which are on `clock`, of this nuisance.
[[nodiscard]] syncact::signal::Cleaned<double> clean_bold(const Scans& scans, const syncact::Timeline& clock,
                                                          const syncact::signal::Nuisance& nuisance,
                                                          const BoldArguments& arguments, const RunArguments& run);

/// The settings of the learner: the program's own options where they were said, then --set.
[[nodiscard]] std::vector<syncact::Setting> learner_settings(const BoldArguments& bold, const LearningArguments& arguments,
                                                             const PolicyArguments& policies, const RunArguments& run);

/// The learner that was asked for; the manifest notes it with all its options.
[[nodiscard]] Learner chosen_learner(const BoldArguments& bold, const LearningArguments& arguments,
                                     const PolicyArguments& policies, const RunArguments& run, Manifest& manifest);

/// Notes a policy and its options in run.json, under "policies".
void note_policy(Manifest& manifest, const std::string& kind, const std::string& name,
                 const std::vector<syncact::OptionInfo>& options);

/// Learns networks, with progress.
[[nodiscard]] syncact::networks::Networks<double> learn(const Learner& learner, const syncact::signal::Cleaned<double>& cleaned,
                                                        const RunArguments& run);

/// Reads --bold, each file a subject: one TR, and one grid if there is a mask.
[[nodiscard]] std::vector<Scans> read_subjects(const BoldArguments& bold, Manifest& manifest);

/// sub-<label> of each file's name if all have one and differ, else subject_1, subject_2, ...
[[nodiscard]] std::vector<std::string> subject_names(const std::vector<std::string>& files);

/// Learns the networks of subjects [scan x voxel], with progress.
[[nodiscard]] syncact::groups::GroupNetworks<double> learn_group(const Learner& learner,
                                                                 const std::vector<MatrixX<double>>& cleaned,
                                                                 const std::string& method, const PolicyArguments& policies,
                                                                 const RunArguments& run, Manifest& manifest);

/// A number in as many digits as it takes.
[[nodiscard]] std::string exact(double value);

}  // namespace cli
