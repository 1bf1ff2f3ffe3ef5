#pragma once
/// Activations from disk, a block of frames at a time: a tensor larger than memory is never resident.
#include <string>
#include <variant>
#include <vector>

#include "files/activations.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/series_table.hpp"

namespace cli {

/// [frame x unit] from .npy, .tsv or .csv; or from .npy [frame x channel x height x width], reduced to one unit per channel, or
/// [frame x token x dimension], reduced to one per dimension.
class ActivationFile final : public Activations {
 public:
  /// `reduction` is the value of --reduce, `names` that of --unit-names or empty. Throws syncact::Error that names the file.
  ActivationFile(const std::string& path, const std::string& reduction, const std::string& names = {});
  /// An array, which is called by its path.
  ActivationFile(syncact::io::NpyArray array, const std::string& reduction);

  [[nodiscard]] std::string name() const override { return path_; }
  [[nodiscard]] std::vector<std::string> files() const override { return {path_}; }
  [[nodiscard]] Index n_frames() const override { return n_frames_; }
  /// What the file calls its units; unit_0, unit_1, ... if it does not say.
  [[nodiscard]] const std::vector<std::string>& unit_names() const override { return names_; }
  [[nodiscard]] bool has_maps() const override;
  [[nodiscard]] Index block_frames() const override;
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const override;

 private:
  using Source = std::variant<syncact::io::NpyArray, syncact::io::SeriesTable>;
  ActivationFile(const std::string& path, Source source, const std::string& reduction, const std::string& names);
  [[nodiscard]] syncact::RowMatrixX<double> reduced(const syncact::io::NpyArray& array, Index first, Index n) const;

  std::string path_;
  std::string reduction_;
  Source source_;
  std::vector<std::string> names_;
  Index n_frames_ = 0;
  Index n_units_ = 0;
};

}  // namespace cli
