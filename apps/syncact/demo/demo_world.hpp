#pragma once
/// The demonstration's world: a film, networks that see it, brains that see it, and the truth about all three.
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/manifest.hpp"
#include "syncact/io/nifti/nifti_mask.hpp"
#include "syncact/synthetic/brain.hpp"
#include "syncact/synthetic/examination.hpp"
#include "syncact/synthetic/movie.hpp"

namespace cli {

/// A convolutional network that watched the film.
struct DemoModel {
  std::string name;                       ///< e.g. tuning_050
  double tuning;                          ///< 0 random weights, 1 filters made for the categories
  syncact::MatrixX<double> activations;   ///< [frame x unit] spatial means
  std::vector<std::string> units;         ///< e.g. conv2.17
  syncact::synthetic::Examined examined;  ///< accuracy and preferences, from pictures that are not in the film
};

struct DemoWorld {
  syncact::synthetic::Movie movie;
  std::vector<DemoModel> models;
  syncact::synthetic::Brain brain;
  syncact::MatrixX<double> bold;  ///< [scan x voxel] mean over subjects

  [[nodiscard]] const syncact::Timeline& frames() const { return movie.frames(); }
  [[nodiscard]] const syncact::Timeline& scans() const { return brain.scans; }
};

inline constexpr double demo_tr = 1.5;

/// Makes the world of this seed, with progress.
[[nodiscard]] DemoWorld make_demo_world(const RunArguments& arguments);

/// The voxels of the brain, on a grid of 4 mm.
[[nodiscard]] syncact::io::Mask demo_mask(const DemoWorld& world);

/// Writes what a study would have on disk: activations, scans (NIfTI), events; and the truth.
void write_demo_inputs(const std::string& folder, const DemoWorld& world, Manifest& manifest);

/// Writes the film, a file for each run, and the tuned network, to be watched from these files. Throws syncact::Error without
/// OpenCV.
void write_demo_film(const std::string& folder, const DemoWorld& world, Manifest& manifest);

}  // namespace cli
