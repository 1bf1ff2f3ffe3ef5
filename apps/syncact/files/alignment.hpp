#pragma once
/// Two clocks, put together explicitly.
#include <optional>
#include <string>
#include <vector>

#include "syncact/core/timeline.hpp"

namespace cli {

using syncact::Index;

/// Rows of one run that are used: [first, first + n) within the run.
struct KeptRows {
  Index first;
  Index n;
};

/// How activations and scans were put on one clock.
struct Alignment {
  syncact::Timeline frames;    ///< the activations' clock, shifted by the offset
  syncact::Timeline scans;     ///< the clock of the scans that are used
  std::vector<KeptRows> kept;  ///< those scans, per run
  Index n_dropped = 0;         ///< scans outside the stimulus
};

/// What --offset and --trim say.
struct AlignmentRule {
  std::optional<double> offset;  ///< seconds from the first volume of a run to its first frame
  bool trim = false;
};

/// Puts both on one clock. Without a rule, begin together and durations that agree within one TR are required; otherwise
/// syncact::ValueError names both sources and both durations. With a rule, scans outside the stimulus are left out.
/// `frames_name` and `scans_name` are the files, for messages.
[[nodiscard]] Alignment align(const syncact::Timeline& frames, const std::string& frames_name, const syncact::Timeline& scans,
                              const std::string& scans_name, double tr, double slice_time_ref, const AlignmentRule& rule);

}  // namespace cli
