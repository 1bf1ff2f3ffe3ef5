#pragma once
/// The folder of `syncact extract`: one .npy per layer, and activations.json, which says what is in them and when it was shown.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "files/activations.hpp"
#include "syncact/io/npy/npy.hpp"

namespace cli {

/// A layer as the folder keeps it.
struct StoredLayer {
  std::string name;                ///< model/layer
  std::string file;                ///< in the folder
  std::vector<std::string> units;  ///< model/layer/channel
};

/// activations.json of layers whose frames were shown by this clock; `sources` are the films, one for each run.
[[nodiscard]] nlohmann::ordered_json describe_activations(const std::vector<StoredLayer>& layers,
                                                          const syncact::Timeline& clock,
                                                          const std::vector<std::string>& sources);

/// Reads such a folder; the layers lie side by side. Throws syncact::FileError if its parts do not fit together.
class ActivationFolder final : public Activations {
 public:
  explicit ActivationFolder(const std::string& path);

  /// activations.json and the layers.
  [[nodiscard]] std::vector<std::string> files() const override { return files_; }

  [[nodiscard]] std::string name() const override { return path_; }
  [[nodiscard]] Index n_frames() const override { return clock_->size(); }
  [[nodiscard]] const std::vector<std::string>& unit_names() const override { return names_; }
  [[nodiscard]] Index block_frames() const override;
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const override;
  [[nodiscard]] std::vector<std::string> films() const override { return films_; }
  [[nodiscard]] std::optional<syncact::Timeline> clock() const override { return clock_; }

 private:
  std::string path_;
  std::vector<syncact::io::NpyArray> layers_;
  std::vector<std::string> names_, files_, films_;
  std::optional<syncact::Timeline> clock_;
};

}  // namespace cli
