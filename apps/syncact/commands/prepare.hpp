#pragma once
/// The stages that `couple` and `networks` share.
#include "commands/shared_options.hpp"
#include "files/inputs.hpp"
#include "learners/learners.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/networks/networks.hpp"
#include "syncact/signal/clean.hpp"
#include "syncact/study/brain.hpp"

namespace cli {

/// The threads asked for, at most four per core, or one per core.
[[nodiscard]] syncact::Threads threads(std::optional<Index> asked);
[[nodiscard]] syncact::Threads threads(const RunArguments& arguments);

/// What --detrend, --high-pass, --confounds and --drop take out; `ready` for time courses that are left as they are.
[[nodiscard]] syncact::signal::Nuisance nuisance(const BoldArguments& arguments, const Scans& scans, bool ready,
                                                 Manifest& manifest);

/// How the scans are cleaned: this nuisance, z-scores, --nan.
[[nodiscard]] syncact::signal::CleanOptions cleaning(const syncact::signal::Nuisance& nuisance, const BoldArguments& arguments);

/// Stages that run on --threads and --memory-cap, each with a bar on stderr while somebody is watching.
using Stages = syncact::study::Stages<>;
[[nodiscard]] Stages program_stages(const BrainArguments& arguments);
[[nodiscard]] Stages program_stages(const RunArguments& run, double memory_cap = 1024.0);

/// The settings of the learner: the program's own options where they were said, then --set.
[[nodiscard]] std::vector<syncact::Setting> learner_settings(const BoldArguments& bold, const LearningArguments& arguments,
                                                             const PolicyArguments& policies, const RunArguments& run);

/// The learner that was asked for; the manifest notes it with all its options.
[[nodiscard]] Learner chosen_learner(const BoldArguments& bold, const LearningArguments& arguments,
                                     const PolicyArguments& policies, const RunArguments& run, Manifest& manifest);

/// Notes a policy and its options in run.json, under "policies".
void note_policy(Manifest& manifest, const std::string& kind, const std::string& name,
                 const std::vector<syncact::OptionInfo>& options);

/// One subject's scans [scan x voxel], cleaned through the projection.
[[nodiscard]] MatrixX<double> clean_scans(const BrainArguments& arguments, const Scans& scans,
                                          const syncact::signal::Projection& projection, Stages& stages);

/// Cleans one subject's scans through the projection and learns their networks: --learner, --coder, --stream.
[[nodiscard]] syncact::study::Brain<double> learn_brain(const BrainArguments& arguments, Scans& scans,
                                                        const syncact::signal::Projection& projection, Stages& stages,
                                                        Manifest& manifest);

/// Reads --bold of one subject: into memory, or with --stream as files that stay on disk.
[[nodiscard]] Scans read_subject(const BrainArguments& arguments, Manifest& manifest);

/// Reads --bold, each file a subject: one TR, and one grid if there is a mask.
[[nodiscard]] std::vector<Scans> read_subjects(const BoldArguments& bold, Manifest& manifest);

/// sub-<label> of each file's name if all have one and differ, else subject_1, subject_2, ...
[[nodiscard]] std::vector<std::string> subject_names(const std::vector<std::string>& files);

/// Learns the networks of cleaned subjects [scan x voxel]: --group.
[[nodiscard]] syncact::groups::GroupNetworks<double> learn_group(const BrainArguments& arguments,
                                                                 const std::vector<MatrixX<double>>& cleaned, Stages& stages,
                                                                 Manifest& manifest);

/// A number in as many digits as it takes.
[[nodiscard]] std::string exact(double value);

}  // namespace cli
