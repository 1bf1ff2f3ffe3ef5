#pragma once
/// Activations from disk, a block of frames at a time: a tensor larger than memory is never resident.
#include <string>
#include <variant>
#include <vector>

#include "syncact/core/types.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/series_table.hpp"

namespace cli {

using syncact::Index;

/// [frame x unit] from .npy, .tsv or .csv, or [frame x channel x height x width] from .npy, reduced to one unit per channel.
class ActivationFile {
 public:
  /// `reduction` is the value of --reduce, `names` that of --unit-names or empty. Throws syncact::Error that names the file.
  ActivationFile(const std::string& path, const std::string& reduction, const std::string& names = {});

  [[nodiscard]] Index n_frames() const { return n_frames_; }
  [[nodiscard]] Index n_units() const { return n_units_; }
  /// What the file calls its units; unit_0, unit_1, ... if it does not say.
  [[nodiscard]] const std::vector<std::string>& unit_names() const { return names_; }
  /// Whether every frame is a tensor of maps, which are reduced to a number per channel.
  [[nodiscard]] bool has_maps() const;
  /// As many frames as make a block of moderate size.
  [[nodiscard]] Index block_frames() const;
  /// Frames [first, first + n) as [frame x unit].
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const;

 private:
  [[nodiscard]] syncact::RowMatrixX<double> reduced(const syncact::io::NpyArray& array, Index first, Index n) const;

  std::string path_;
  std::string reduction_;
  std::variant<syncact::io::NpyArray, syncact::io::SeriesTable> source_;
  std::vector<std::string> names_;
  Index n_frames_ = 0;
  Index n_units_ = 0;
};

}  // namespace cli
