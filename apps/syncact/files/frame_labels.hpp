#pragma once
/// What each frame of a film shows.
#include <optional>
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

/// Labels that know when their frames were shown, where the file does: the folder of `extract`.
struct LabelTable {
  FrameLabels labels;
  std::optional<syncact::Timeline> clock;
};

/// A column for each label and a row for each frame: a table, .npy, or the folder of `extract` with a classifier's last layer.
/// `names` is a file with names for the columns, or empty. Values that are not all from 0 to 1 count as on above 0.
/// Throws syncact::Error that names the file.
[[nodiscard]] LabelTable read_label_table(const std::string& path, const std::string& names, Manifest& manifest);

/// Reads --labels of `annotate`: events, or a row for each frame. Throws syncact::Error that names the file.
[[nodiscard]] FrameLabels read_frame_labels(const AnnotateArguments& arguments, const syncact::Timeline& frames,
                                            Manifest& manifest);

}  // namespace cli
