#pragma once
/// What the movie shows, as regressors on the scanner's clock.
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/alignment.hpp"
#include "files/manifest.hpp"
#include "syncact/study/labels.hpp"

namespace cli {

/// Reads --labels, put on the aligned scans: BIDS events, whose onsets count from the first volume of their run, or tables on
/// the movie's clock. `volumes` is the length of each run as scanned. Throws syncact::ValueError that names the file where the
/// clocks cannot be meant: events outside the run, tables of another duration.
[[nodiscard]] syncact::study::Labels read_labels(const CoupleArguments& arguments, const Alignment& alignment,
                                                 const std::vector<Index>& volumes, double tr, Manifest& manifest);

}  // namespace cli
