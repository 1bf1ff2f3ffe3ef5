#include "files/alignment.hpp"

#include <cmath>

namespace cli {

using syncact::message;
using syncact::Run;
using syncact::Seconds;
using syncact::Timeline;

Alignment align(const Timeline& frames, const std::string& frames_name, const Timeline& scans, const std::string& scans_name,
                double tr, double slice_time_ref, const AlignmentRule& rule) {
  if (frames.n_runs() != scans.n_runs()) {
    throw syncact::ValueError(
        message(frames_name, " has ", frames.n_runs(), " runs but ", scans_name, " has ", scans.n_runs()));
  }
  const double offset = rule.offset.value_or(0.0);
  const bool ruled = rule.offset.has_value() || rule.trim;
  std::vector<Run> frame_runs, scan_runs;
  std::vector<KeptRows> kept;
  Index n_dropped = 0;
  for (Index r = 0; r < frames.n_runs(); ++r) {
    const Run& shown = frames.run(r);
    const Index n = scans.run(r).n;
    const double shown_for = shown.duration().count(), scanned_for = static_cast<double>(n) * tr;
    if (!ruled && std::abs(shown_for - scanned_for) > tr * (1 + 1e-9)) {
      throw syncact::ValueError(message(frames_name, " lasts ", shown_for, " s but ", scans_name, " lasts ", scanned_for,
                                        " s (run ", r + 1, "; they differ by more than one TR of ", tr,
                                        " s): say --trim if both begin together, or --offset S if the activations begin S s "
                                        "after the first volume"));
    }
    const Run shifted{shown.sampling.shifted(Seconds{offset}), shown.n};
    // A volume counts as measured at (i + slice_time_ref) * tr; one TR of slack at the end for the usual rounding.
    Index first = 0, last = n;
    if (ruled) {
      const double slack = 1e-6 * tr;
      while (first < n && (static_cast<double>(first) + slice_time_ref) * tr < shifted.begin() - slack) ++first;
      while (last > first && (static_cast<double>(last - 1) + slice_time_ref) * tr > shifted.end() + slack) --last;
    }
    if (first == last) {
      throw syncact::ValueError(message(frames_name, " covers ", shifted.begin(), " to ", shifted.end(), " s of run ", r + 1,
                                        ", and no volume of ", scans_name, " lies there (0 to ", scanned_for, " s)"));
    }
    frame_runs.push_back(shifted);
    const auto sampling = syncact::Sampling::every(Seconds{tr}, Seconds{(static_cast<double>(first) + slice_time_ref) * tr});
    scan_runs.push_back(Run{sampling, last - first});
    kept.push_back({first, last - first});
    n_dropped += n - (last - first);
  }
  return {Timeline(frame_runs), Timeline(scan_runs), kept, n_dropped};
}

}  // namespace cli
