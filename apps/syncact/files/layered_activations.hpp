#pragma once
/// Activations as other tools leave them: archives with an array for each layer, and folders of parts.
#include <memory>
#include <string>
#include <vector>

#include "files/activation_file.hpp"
#include "files/activations.hpp"

namespace cli {

/// A layer whose frames come from one array after the other.
struct LayerParts {
  std::string name;
  std::vector<std::unique_ptr<ActivationFile>> parts;
};

/// Layers side by side, all with the same frames. Units are called layer/0, layer/1, ...
class LayeredActivations final : public Activations {
 public:
  /// Throws syncact::FileError if there is no layer, or if frames or units do not fit together.
  LayeredActivations(std::string name, std::vector<std::string> files, std::vector<LayerParts> layers);

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::vector<std::string> files() const override { return files_; }
  [[nodiscard]] Index n_frames() const override { return n_frames_; }
  [[nodiscard]] const std::vector<std::string>& unit_names() const override { return names_; }
  [[nodiscard]] bool has_maps() const override;
  [[nodiscard]] Index block_frames() const override;
  [[nodiscard]] syncact::RowMatrixX<double> frames(Index first, Index n) const override;

 private:
  std::string name_;
  std::vector<std::string> files_, names_;
  std::vector<LayerParts> layers_;
  Index n_frames_ = 0;
};

/// Whether a file is one of safetensors, by its first bytes.
[[nodiscard]] bool is_safetensors(const std::string& path);

/// A safetensors file (F32, F64, F16, BF16): each tensor is a layer [frame x ...].
[[nodiscard]] std::unique_ptr<Activations> open_safetensors(const std::string& path, const std::string& reduction);

/// An .npz: each array is a layer [frame x ...].
[[nodiscard]] std::unique_ptr<Activations> open_npz(const std::string& path, const std::string& reduction);

/// A folder without activations.json, as thingsvision leaves it (features*.npy, in parts or not, in a folder for each module or
/// not) or Net2Brain (an .npz for each stimulus, or consolidated_LAYER.npz). Parts are ordered by the number at the end of
/// their names, stimuli by name with numbers as numbers. Throws syncact::FileError for any other folder.
[[nodiscard]] std::unique_ptr<Activations> open_parts(const std::string& path, const std::string& reduction);

}  // namespace cli
