#pragma once
/// What `couple --explore` leaves so that the map of any neuron over all voxels is there at once.
#include <array>
#include <string>
#include <vector>

#include "files/manifest.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/core/types.hpp"
#include "syncact/io/nifti/nifti_mask.hpp"
#include "syncact/io/npy/npy.hpp"

namespace cli {

using syncact::Index;

/// A study as it was compared: neurons and voxels after everything that was removed from both.
struct Explorable {
  const syncact::MatrixX<double>& neurons;       ///< [kept scan x neuron]
  const syncact::MatrixX<double>& voxels;        ///< [kept scan x voxel]
  const syncact::MatrixX<double>& network_maps;  ///< [network x voxel]
  const syncact::VectorX<double>& mean_image;    ///< [voxel]
  const syncact::Timeline& clock;                ///< of the kept scans
  const syncact::io::Mask& mask;
};

/// explore_neurons.npy [neuron x scan] and explore_voxels.npy [voxel x scan], each row of mean 0 (in each run) and norm 1 or
/// all 0, in float; explore_networks.npy [network x voxel]; explore_mean.npy [voxel]; explore.json: grid and voxels.
void write_explorable(const std::string& folder, const Explorable& study, Manifest& manifest);

/// The same, read where it lies. A map costs one pass over explore_voxels.npy.
class Explored {
 public:
  /// Throws syncact::FileError if files are missing or do not fit together.
  explicit Explored(const std::string& folder);

  [[nodiscard]] Index n_neurons() const { return neurons_.shape()[0]; }
  [[nodiscard]] Index n_networks() const { return networks_.shape()[0]; }
  [[nodiscard]] Index n_voxels() const { return voxels_.shape()[0]; }
  /// Pearson's r of a neuron with every voxel.
  [[nodiscard]] std::vector<float> correlations(Index neuron) const;
  [[nodiscard]] std::vector<float> network_map(Index network) const;
  [[nodiscard]] std::vector<float> mean_image() const;
  /// dims, affine and voxels, as they are in explore.json.
  [[nodiscard]] const nlohmann::ordered_json& grid() const { return grid_; }

 private:
  syncact::io::NpyArray neurons_, voxels_, networks_, mean_;
  nlohmann::ordered_json grid_;
};

}  // namespace cli
