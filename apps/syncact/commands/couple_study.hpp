#pragma once
/// What `couple` reads, on the clocks that it compares.
#include <vector>

#include "commands/arguments.hpp"
#include "commands/coupled.hpp"
#include "files/activations.hpp"
#include "files/inputs.hpp"
#include "files/manifest.hpp"
#include "syncact/annotation/describe/top_moments.hpp"

namespace cli {

/// Clocks, nuisance and labels of scans and activations, after the rows outside the stimulus have been left out. Throws
/// syncact::Error if they do not fit together.
[[nodiscard]] Study read_study(const CoupleArguments& arguments, const Activations& activations, Scans scans,
                               std::vector<Scans> others, Manifest& manifest);

/// Activations on the clock of the scans that are used [scan x unit]; the most active moments are kept on the way, if asked
/// for.
[[nodiscard]] syncact::MatrixX<double> at_scans(const CoupleArguments& arguments, const Activations& activations,
                                                const Alignment& alignment, double tr, const syncact::Context<>& context,
                                                syncact::annotation::describe::TopMoments* moments = nullptr);

/// What else might explain the networks: the position in the run, labels, the film itself, a random twin, and the tables that
/// the user gives.
[[nodiscard]] std::vector<syncact::score::Competitor> read_competitors(const CoupleArguments& arguments, const Study& study,
                                                                       const Activations& model, Manifest& manifest,
                                                                       const syncact::Context<>& context);

}  // namespace cli
