#pragma once
/// The stages that `couple` and `networks` share.
#include "inputs.hpp"
#include "syncact/networks/networks.hpp"
#include "syncact/signal/clean.hpp"

namespace cli {

/// The threads asked for, or one per core.
[[nodiscard]] syncact::Threads threads(const RunArguments& arguments);

/// What --detrend, --high-pass, --confounds and --drop take out; `ready` for time courses that are left as they are.
[[nodiscard]] syncact::signal::Nuisance nuisance(const BoldArguments& arguments, const Scans& scans, bool ready,
                                                 Manifest& manifest);

/// Cleans and standardizes the scans, which are on `clock`.
[[nodiscard]] syncact::signal::Cleaned<double> clean_bold(const Scans& scans, const syncact::Timeline& clock,
                                                          const BoldArguments& arguments, const RunArguments& run,
                                                          Manifest& manifest);

/// Learns networks, with progress.
[[nodiscard]] syncact::networks::Networks<double> learn(const syncact::signal::Cleaned<double>& cleaned,
                                                        const BoldArguments& bold, const LearningArguments& arguments,
                                                        const RunArguments& run);

}  // namespace cli
