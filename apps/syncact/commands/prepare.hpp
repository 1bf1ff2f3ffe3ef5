#pragma once
/// The stages that `couple` and `networks` share.
#include "files/inputs.hpp"
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

/// Learns networks, with progress.
[[nodiscard]] syncact::networks::Networks<double> learn(const syncact::signal::Cleaned<double>& cleaned,
                                                        const BoldArguments& bold, const LearningArguments& arguments,
                                                        const RunArguments& run);

}  // namespace cli
