#pragma once
/// A small study on disk: three categories come and go, neurons and voxels follow them.
#include <cmath>
#include <fstream>
#include <string>

#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/io/nifti/nifti_write.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/signal/to_scans.hpp"

namespace syncact::test {

/// 300 scans of 1.5 s, frames at 4 a second; neurons 0-2 follow categories 0-2, neurons 3-9 nothing; each voxel of
/// 6 x 5 x 4 follows category (voxel mod 3), voxels from 90 on nothing.
class World {
 public:
  static constexpr double tr = 1.5;
  static constexpr double fps = 4;
  static constexpr Index n_scans = 300;
  static constexpr Index n_frames = 1800;

  explicit World(std::uint64_t seed) {
    const MatrixX<double> shown = categories(seed);
    activations = MatrixX<double>(n_frames, 10);
    const Random noise(seed, 1);
    for (Index i = 0; i < activations.size(); ++i)
      activations(i % n_frames, i / n_frames) = noise.normal(static_cast<std::uint64_t>(i));
    activations.leftCols(3) = shown + 0.2 * activations.leftCols(3);
    const MatrixX<double> courses = signal::to_scans(shown, Timeline(Sampling::fps(fps), n_frames), hrf::DoubleGamma::spm(),
                                                     Timeline::scans(Seconds{tr}, 0.5, {n_scans}));
    bold = MatrixX<double>(n_scans, 120);
    const Random voxel_noise(seed, 2);
    for (Index v = 0; v < 120; ++v) {
      for (Index t = 0; t < n_scans; ++t) {
        const double signal = v < 90 ? 20 * courses(t, v % 3) : 0.0;
        bold(t, v) = 1000 + signal + 4 * voxel_noise.normal(static_cast<std::uint64_t>(v * n_scans + t));
      }
    }
  }

  void write_activations(const std::string& path) const { io::write_npy(path, activations); }
  void write_table(const std::string& path) const { io::write_npy(path, bold); }

  /// 4-D NIfTI with an affine of its own.
  void write_nifti(const std::string& path) const {
    io::Geometry geometry;
    geometry.dims = {6, 5, 4};
    geometry.voxel_size = {2, 2.5, 3};
    geometry.sform_code = 1;
    geometry.sform = {{{-2, 0, 0, 10}, {0, 2.5, 0, -20}, {0, 0, 3, 5}, {0, 0, 0, 1}}};
    geometry.affine = geometry.sform;
    io::write_nifti(path, bold, io::whole_mask(geometry), {.description = {}, .intent_name = {}, .tr = Seconds{tr}});
  }

  void write_events(const std::string& path) const {
    io::TsvWriter table({"onset", "duration", "trial_type"});
    const char* names[] = {"face.n.01", "house.n.01", "dog.n.01"};
    for (const auto& [begin, category] : events) table.row(begin, 8.0, std::string(names[category]));
    table.write(path);
  }

  MatrixX<double> activations;  ///< [frame x neuron]
  MatrixX<double> bold;         ///< [scan x voxel]
  std::vector<std::pair<double, int>> events;

 private:
  /// Blocks of 8 s, each showing one category or nothing.
  MatrixX<double> categories(std::uint64_t seed) {
    MatrixX<double> shown = MatrixX<double>::Zero(n_frames, 3);
    const Random random(seed, 0);
    for (Index block = 0; block * 32 < n_frames; ++block) {
      const auto category = static_cast<int>(random.below(static_cast<std::uint64_t>(block), 4));
      if (category == 3) continue;
      events.emplace_back(8.0 * static_cast<double>(block), category);
      shown.block(block * 32, category, std::min<Index>(32, n_frames - block * 32), 1).setOnes();
    }
    return shown;
  }
};

}  // namespace syncact::test
