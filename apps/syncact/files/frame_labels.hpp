#pragma once
/// What each frame of a film shows.
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/manifest.hpp"
#include "syncact/core/timeline.hpp"

namespace cli {

struct FrameLabels {
  syncact::MatrixX<double> values;  ///< [frame x label] from 0 to 1
  std::vector<std::string> names;   ///< all different
};

/// Reads --labels of `annotate`: events, or a row for each frame. Values that are not all from 0 to 1 count as on above 0.
/// Throws syncact::Error that names the file.
[[nodiscard]] FrameLabels read_frame_labels(const AnnotateArguments& arguments, const syncact::Timeline& frames,
                                            Manifest& manifest);

}  // namespace cli
